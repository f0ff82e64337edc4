import { readdirSync, readFileSync } from 'node:fs';

/** A process as the kernel tells of it at a moment. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** When it was started, in ticks after the machine: with the id it names one process for good. */
  readonly begun: number;
  /** Ticks of a processor that it has used, with those of its children that it has waited for. */
  readonly used: number;
  readonly ended: boolean;
}

/** Ticks of all processors since the machine was started. */
export interface Processors {
  readonly busy: number;
  readonly idle: number;
}

/** Ticks in a second, which Linux has fixed for programs. */
export const TICKS = 100;

/** Reads /proc/<pid>/stat; what a program is named may hold spaces and parentheses. */
export const processIn = (stat: string): Process => {
  const pid = Number.parseInt(stat, 10);
  const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const numberAt = (field: number): number => Number(words[field - 3] ?? 0);
  const used = [14, 15, 16, 17].reduce((sum, field) => sum + numberAt(field), 0);
  return { pid, parent: numberAt(4), begun: numberAt(22), used, ended: words[0] === 'Z' || words[0] === 'X' };
};

/** Reads the first line of /proc/stat. */
export const processorsIn = (stat: string): Processors => {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0] = (
    stat.split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: user + nice + system + irq + softirq + stolen, idle: idle + waiting };
};

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** One process, if there is one. */
export const processOf = (pid: number | 'self'): Process | undefined => {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : processIn(stat);
};

/** Every process of the machine. */
export const allProcesses = (): readonly Process[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => processOf(Number(entry)) ?? []);

/** How busy the processors of the machine have been. */
export const allProcessors = (): Processors => processorsIn(contentOf('/proc/stat') ?? '');

/** The words that started a process. */
export const commandLineOf = (pid: number): readonly string[] => (contentOf(`/proc/${pid}/cmdline`) ?? '').split('\0');
