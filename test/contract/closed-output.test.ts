import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { playbook, workFolder } from '../e2e/jts.ts';

const folder = workFolder();
const project = resolve(import.meta.dirname, '../..');
const main = join(project, 'dist/src/cli/main.js');
/** How jts ends, and what it says on standard error, when nobody reads its output. */
const unread = async (words: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> => {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const ended = once(child, 'close');
  const stderr = await text(child.stderr);
  await ended;
  return { code: child.exitCode, stderr };
};

describe('output that nobody reads', () => {
  it.each([
    ['of a command that prints', ['--help'], 0],
    [
      'of a command that prints in several pieces',
      ['inventory', '--list', '-i', join(project, 'inventory/example.yaml')],
      0,
    ],
  ])('%s is let go', async (_, words, code) => {
    expect(await unread(words)).toEqual({ code, stderr: '' });
  });

  it('of a run asks it to stop', async () => {
    const inventory = join(folder, 'x.yaml');
    writeFileSync(inventory, 'all: { hosts: { here: { transport: local, become: none } } }');
    expect(await unread(['run', playbook('validate'), '-i', inventory])).toMatchObject({ code: 130 });
  });
});
