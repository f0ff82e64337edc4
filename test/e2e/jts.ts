import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

const project = resolve(import.meta.dirname, '../..');
const built = join(project, 'dist/src/cli/main.js');

export { labInventory } from '../lab/state.ts';

export const playbook = (name: string): string => join(project, 'playbooks', `${name}.yaml`);

/** A folder for the reports and files of a test file, which goes when its tests end. */
export const workFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-e2e-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
};

/** What a command of jts came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Settings {
  /** Working folder; reports are written there. */
  readonly folder: string;
  /** What is typed. */
  readonly input?: string;
  /** Another build of jts. */
  readonly main?: string;
  /** Called with everything printed so far; may signal the process. */
  readonly watch?: (printed: string, signal: (name: NodeJS.Signals) => void) => void;
}

/** Runs the built jts as a user would, without a terminal. */
export const jts = (words: readonly string[], { folder, input, main = built, watch }: Settings): Promise<Outcome> =>
  new Promise((settle, reject) => {
    const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text;
        watch?.(printed.stdout + printed.stderr, (name) => child.kill(name));
      });
    }
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.once('error', reject);
    child.once('close', (code) => {
      settle({ code, ...printed });
    });
  });
