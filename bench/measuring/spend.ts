import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from '../tools/tool.ts';

/** What a command cost the machine that it ran on. */
export interface Spent {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of processors, over all its processes that it waited for. */
  readonly cpu: number;
  /** Most memory that its processes had at one time, in MB (10^6 bytes); what they share is counted once. */
  readonly memory: number;
}

/** Bash that runs a command and says on file descriptor 3 what it and those that it waited for spent. */
const TIMED = '"$@"; status=$?; times >&3; exit $status';

/** Milliseconds between two looks at the memory. */
const LOOK = 100;

/** Characters that a failed command is quoted with. */
const MOST_SAID = 4000;

const seconds = (time: string): number => {
  const [, minutes = '0', rest = '0'] = /^(\d+)m([\d.]+)s$/.exec(time) ?? [];
  return Number(minutes) * 60 + Number(rest);
};

/** Process ids of a session. */
const processesOf = (session: number): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // Behind the name of the program, which may hold anything: state, parent, group, session.
      const [, , , of] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(of) === session;
    } catch {
      return false;
    }
  });

const memoryOf = (process: string): number => {
  try {
    return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${process}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Runs a command in a folder to its end; throws with what it printed where it fails. */
export const spend = async ({ words, environment }: Command, folder: string): Promise<Spent> => {
  const begun = performance.now();
  const child = spawn('bash', ['-c', TIMED, 'bash', ...words], {
    env: { ...process.env, ...environment },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  // Nothing that is typed reaches it, as it has a session of its own.
  const end = (): void => {
    spawnSync('kill', ['--', `-${child.pid ?? ''}`], { stdio: 'ignore' });
  };
  process.once('exit', end);
  let memory = 0;
  const looks = setInterval(() => {
    const now = processesOf(child.pid ?? 0).reduce((sum, each) => sum + memoryOf(each), 0);
    memory = Math.max(memory, now);
  }, LOOK);
  const [stdout, stderr, times, [status]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  clearInterval(looks);
  process.off('exit', end);
  const wall = (performance.now() - begun) / 1000;
  if (status !== 0)
    throw new Error(`${words.join(' ')} ended with ${String(status)}:\n${`${stdout}${stderr}`.slice(-MOST_SAID)}`);
  const [, children = ''] = times.split('\n');
  const cpu = children.split(' ').reduce((sum, each) => sum + seconds(each), 0);
  return { wall, cpu, memory: memory / 1e6 };
};
