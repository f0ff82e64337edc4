import { endAll } from '../process.ts';
import { Census } from './census.ts';
import { allProcesses, allProcessors, commandLineOf, processOf, TICKS, type Process, type Processors } from './proc.ts';
import type { Moment } from './timeline.ts';

/** Milliseconds from one look to the next. */
const INTERVAL = 2000;

const myself = (): Process => {
  const self = processOf('self');
  if (!self) throw new Error('there is no /proc/self/stat here: the suite needs Linux');
  return self;
};

/** Looks again and again at what a run does to the machine. */
export class Watch {
  readonly moments: Moment[] = [];
  readonly #stages = new Map<number, string>();
  readonly #census = new Census(myself());
  readonly #guestMark: string;
  readonly #begun = performance.now();
  readonly #parent = process.ppid;
  #processors: Processors = allProcessors();
  #timer: NodeJS.Timeout | undefined;

  /** `labFolder` stands in the command line of each guest of this checkout. */
  constructor(labFolder: string) {
    this.#guestMark = `${labFolder}/`;
    this.#look();
  }

  /** Looks until `stop`; `orphaned` is called when who started this run is gone. */
  begin(orphaned: () => void): void {
    this.#timer = setInterval(() => {
      this.note();
      if (process.ppid !== this.#parent) orphaned();
    }, INTERVAL);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.note();
  }

  /** Seconds since the run began. */
  seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  begins(stage: string, pid: number): void {
    this.#stages.set(pid, stage);
  }

  ends(stage: string, pid: number): void {
    this.#look(stage);
    this.#stages.delete(pid);
  }

  /** Takes a moment down. */
  note(): void {
    this.#look();
    const { busy, idle } = allProcessors();
    const spent = busy - this.#processors.busy;
    const all = spent + idle - this.#processors.idle;
    this.#processors = { busy, idle };
    this.moments.push({
      at: this.seconds(),
      running: [...this.#stages.values()],
      busy: all > 0 ? spent / all : 0,
      used: this.cpuSeconds(),
    });
  }

  /** Seconds of a processor that were used by a stage or the guests; by all of the run where none is named. */
  cpuSeconds(owner?: string): number {
    return (owner === undefined ? this.#census.used : this.#census.usedBy(owner)) / TICKS;
  }

  /** Ends every process of this run and every guest of this checkout, those killed that do not end within `patience` milliseconds; returns those that do not end then. */
  endAll(patience?: number): Promise<readonly Process[]> {
    return endAll(() => {
      this.#look();
      return this.#census.alive;
    }, patience);
  }

  #look(justEnded?: string): void {
    const isGuest = ({ pid }: Process): boolean => {
      const [program = '', ...words] = commandLineOf(pid);
      return program.includes('qemu-system') && words.some((word) => word.includes(this.#guestMark));
    };
    this.#census.look({ all: allProcesses(), self: myself(), stages: this.#stages, isGuest, justEnded });
  }
}
