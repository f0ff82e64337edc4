import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { processOf, type Process } from './watch/proc.ts';
import type { Ending } from './results.ts';

/** A stage at work. */
export interface Started {
  readonly pid: number;
  /** Settles when the process has ended and all that it printed was taken. */
  readonly ended: Promise<Ending>;
}

/** Milliseconds for the last lines of a process that has ended, as what it left behind may hold its output open. */
const LAST_LINES = 2000;
/** Milliseconds for a process to end in order before it is killed. */
const IN_ORDER = 5000;
const KILLED = 10_000;

/** Starts a program in a process group of its own, so that it can be ended with all of that; each line it prints goes to `take`. */
export const start = (
  [program = '', ...words]: readonly string[],
  options: { readonly folder: string; readonly environment: NodeJS.ProcessEnv; readonly take: (line: string) => void },
): Started => {
  const child = spawn(program, words, {
    cwd: options.folder,
    env: options.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = [child.stdout, child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        createInterface(stream)
          .on('line', (line) => {
            options.take(stripVTControlCharacters(line));
          })
          .once('close', resolve);
      }),
  );
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 'no code');
    });
    child.once('error', (error) => {
      resolve(error.message);
    });
  });
  const ended = exited.then(async (ending) => {
    const giveUp = new AbortController();
    await Promise.race([
      Promise.all(closed),
      sleep(LAST_LINES, undefined, { signal: giveUp.signal }).catch(() => undefined),
    ]);
    giveUp.abort();
    child.stdout.destroy();
    child.stderr.destroy();
    return ending;
  });
  return { pid: child.pid ?? 0, ended };
};

const isThere = ({ pid, begun }: Process): boolean => {
  const now = processOf(pid);
  return now !== undefined && now.begun === begun && !now.ended;
};

const signalled = (process_: Process, signal: NodeJS.Signals): void => {
  // Between a look and a signal an id may go to another.
  if (!isThere(process_)) return;
  try {
    process.kill(process_.pid, signal);
  } catch {
    // It has ended since.
  }
};

const allEnd = async (processes: readonly Process[], milliseconds: number): Promise<boolean> => {
  const deadline = Date.now() + milliseconds;
  while (processes.some(isThere)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
};

/** Ends processes, in order where they do so soon; what is left of them is killed. `alive` is asked again before that. */
export const endAll = async (alive: () => readonly Process[], patience = IN_ORDER): Promise<readonly Process[]> => {
  const first = alive();
  for (const each of first) signalled(each, 'SIGTERM');
  if (!(await allEnd(first, patience)) || alive().length > 0) {
    const left = [...new Map([...first, ...alive()].map((each) => [each.pid, each])).values()].filter(isThere);
    for (const each of left) signalled(each, 'SIGKILL');
    await allEnd(left, KILLED);
  }
  return alive();
};
