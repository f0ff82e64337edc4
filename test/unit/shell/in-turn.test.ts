import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTurn } from '../../../src/shell/in-turn.ts';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-turn-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const run = (script: Shell) => bash(script, { '/run/lock': root });

/** Says when it begins and ends, and lets the other go first in between if that can. */
const visit = (name: string): Shell => sh`
  echo ${`${name} begins`}
  sleep 0.1
  echo ${`${name} ends`}
`;

describe('scripts that take turns', () => {
  it('run one after the other, in any shells', () => {
    const { status, stdout } = run(sh`
      ${inTurn('apt', 10, visit('a'))} &
      ${inTurn('apt', 10, visit('b'))} &
      wait
    `);
    expect(status).toBe(0);
    expect(['a begins\na ends\nb begins\nb ends\n', 'b begins\nb ends\na begins\na ends\n']).toContain(stdout);
  });

  it('end with the status of the script, at its first error', () => {
    const script = inTurn(
      'systemd',
      1,
      sh`
      false
      echo 'went on'
    `,
    );
    expect(run(script)).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('do not leave the lock to what a script started', () => {
    const daemon = inTurn('fstab', 1, sh`sleep 5 >/dev/null 2>&1 & echo "$!"`);
    const { status, stdout } = run(
      lines([sh`daemon=$(`, daemon, sh`)`, inTurn('fstab', 1, sh`echo free`), sh`kill "$daemon"`]),
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'free\n' });
  });

  it('give up after the time that they were given, saying what is held', () => {
    const { status, stderr } = run(sh`
      exec {other}>/run/lock/jts-apt.lock
      flock "$other"
      ${inTurn('apt', 0, sh`echo never`)}
    `);
    const why = `${root}/jts-apt.lock is held by another process; run again when it has ended\n`;
    expect({ status, stderr }).toEqual({ status: 1, stderr: why });
  });
});
