import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Event } from '../../src/model/event.ts';

const REAL_TIMES = resolve(import.meta.dirname, '../../dist/src/cli/main.js');

/** A jts that runs. */
export interface Controller {
  signal(name: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it, and what it printed on standard error. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stderr: string;
  }>;
}

/** Starts the built jts with `--json`, or another build of it; each event is handed out as it is printed. */
export const startJts = (
  words: readonly string[],
  folder: string,
  hear: (event: Event, controller: Controller) => void,
  main = REAL_TIMES,
): Controller => {
  const child = spawn(process.execPath, [main, ...words, '--json'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let rest = '';
  let stderr = '';
  const controller: Controller = {
    signal: (name) => child.kill(name),
    ended: new Promise((settle, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        settle({ code, signal, stderr });
      });
    }),
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(JSON.parse(line) as Event, controller);
  });
  return controller;
};
