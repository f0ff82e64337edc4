import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sh } from '../../src/shell/sh.ts';

/** What came of a run of the command line. */
export interface Watched {
  /** The exit code, or what ended it: a signal, or `hung` where it had to be killed. */
  readonly ended: number | string;
  readonly seconds: number;
  /** Most memory that it had, in MB. */
  readonly memory: number;
  /** What it printed on both streams, the last of it where that is more than 4 MB. */
  readonly output: string;
}

const MOST_OUTPUT = 4_000_000;

/** Milliseconds between two looks at the memory; the kernel keeps the most of it as long as the process lives. */
const LOOK_AFTER = 10;

const MAIN = resolve('dist/src/cli/main.js');

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Most memory so far, in MB, of a process; undefined where it has ended or its id is not known yet. */
const peakOf = (pid: string): number | undefined => {
  if (pid === '') return undefined;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1000;
};

/** Runs the built command line in a folder, in a terminal of its own where its columns are given; kills it when it takes too long. */
export const watchedJts = async (
  words: readonly string[],
  folder: string,
  { patience, columns }: { readonly patience: number; readonly columns: number | undefined },
): Promise<Watched> => {
  const begun = performance.now();
  const pidFile = join(folder, 'pid');
  const node = sh`echo "$$" >${pidFile}; exec ${[process.execPath, MAIN, ...words]}`;
  const inTerminal = sh`stty cols ${columns ?? 0} rows 30; ${node}`;
  const [file, given] =
    columns === undefined ? ['sh', ['-c', node.text]] : ['script', ['-qec', inTerminal.text, '/dev/null']];
  const child = spawn(file, given, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let memory = Number.NaN;
  let pid = '';
  const looks = setInterval(() => {
    pid ||= textOf(pidFile).trim();
    memory = peakOf(pid) ?? memory;
  }, LOOK_AFTER);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MOST_OUTPUT);
    });
  const watchdog = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, patience * 1000);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(watchdog);
  clearInterval(looks);
  return {
    ended: code ?? (signal === 'SIGKILL' ? 'hung' : (signal ?? 'nothing')),
    seconds: (performance.now() - begun) / 1000,
    memory,
    output,
  };
};
