import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeCheck } from '../../../src/checks/write.ts';
import { bash } from '../shell/bash.ts';

describe('the write check', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'jts-write-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  const check = (directory = root) => writeCheck({ directory, user: 'root', group: 'root' });

  it('passes where it can write, and leaves nothing behind', async () => {
    const { status, stdout, stderr } = bash(check().script);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(check().judge(stdout)).toEqual({
      outcome: 'pass',
      actual: 'written, synced, read back and deleted as root',
    });
    expect(await readdir(root)).toEqual([]);
  });

  it('fails where the directory is missing', () => {
    const { status, stderr } = bash(check(join(root, 'data')).script);
    expect(status).toBe(1);
    expect(stderr).toMatch(/\/data\/\.jts-check\.\d+\.\d+\.\d+: No such file or directory\n$/);
  });

  it('fails when another text comes back', () => {
    expect(check().judge('jts reads\n')).toEqual({ outcome: 'fail', actual: 'read back "jts reads"' });
  });

  it('clears up when it is ended in the middle', async () => {
    const { status } = bash(check().script, { 'sync --': 'sleep 30 & wait $! #', '-k 5 20': '-k 5 0.3' });
    expect(status).not.toBe(0);
    expect(await readdir(root)).toEqual([]);
  });
});
