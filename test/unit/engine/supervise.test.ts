import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { superviseScript } from '../../../src/engine/supervise.ts';
import { sh } from '../../../src/shell/sh.ts';
import { bash } from '../shell/bash.ts';

const MARK = 'jts-0123456789abcdef';
const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const OTHER = '00000000-0000-4000-8000-000000000000';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-supervise-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** What is said of a batch that was planned in a boot, and of whose log so many lines were seen; a start says so and fails. */
const supervised = (boot: string, seen: number): string => {
  const script = superviseScript({ id: 'r-1', mark: MARK, script: sh`:`, seconds: 1, boot }, seen);
  const start = 'systemd-run() { echo started anew; return 1; }; exec {control}<> <(:) {lock}</dev/null';
  const { stdout, stderr } = bash(
    sh`
    eval ${start}
    mkdir -p /run/jts
    set +eu
    ${script}
  `,
    {
      '/run/systemd/system': root,
      '/run/jts': root,
      '/var/lib/jts': root,
    },
  );
  return `${stdout}${stderr}`.trim();
};

describe('a batch without a log', () => {
  it.each([
    ['is started', BOOT, 0, 'started anew'],
    ['is not started on a host that restarted since it was planned', OTHER, 0, `${MARK} cut ${BOOT}`],
    ['nor where lines of it were seen, which a power cut took', OTHER, 3, `${MARK} cut ${BOOT}`],
    ['nor where its log was taken away', BOOT, 3, `${MARK} cut ${BOOT}`],
  ])('%s', (_, boot, seen, said) => {
    expect(supervised(boot, seen)).toBe(said);
  });
});

describe('a batch with a log', () => {
  it('is followed, and not started again, in whichever boot', () => {
    mkdirSync(join(root, 'batches'));
    writeFileSync(join(root, 'batches/r-1.log'), `${MARK} started\n${MARK} begin 0\n`);
    expect(supervised(OTHER, 1)).toBe(`${MARK} begin 0\n\n${MARK} cut ${BOOT}`);
  });
});
