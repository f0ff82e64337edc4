import { mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryScript } from '../../../src/shell/directory-script.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

const { uid, gid } = userInfo();
const own = { owner: String(uid), group: String(gid) };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-directory-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o7777;

describe('making a directory', () => {
  it('makes those above it readable, and gives it its mode', async () => {
    const path = join(root, "a 'b'/c");
    expect(bash(lines([sh`umask 022`, directoryScript({ path, ...own, mode: '0700' })]))).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect([await modeOf(path), await modeOf(join(root, "a 'b'"))]).toEqual([0o700, 0o755]);
  });

  it('takes set-id bits away from one that exists', async () => {
    const path = join(root, 'x');
    await mkdir(path);
    bash(directoryScript({ path, ...own, mode: '02775' }));
    expect(await modeOf(path)).toBe(0o2775);
    bash(directoryScript({ path, ...own, mode: '0750' }));
    expect(await modeOf(path)).toBe(0o750);
  });

  it('goes nowhere through a symlink, neither in its place nor above it', async () => {
    await mkdir(join(root, 'elsewhere/x'), { recursive: true, mode: 0o711 });
    await symlink(join(root, 'elsewhere'), join(root, 'link'));
    for (const [path, leads] of [
      [join(root, 'link'), join(root, 'elsewhere')],
      [join(root, 'link/x'), join(root, 'elsewhere/x')],
    ] as const) {
      const stderr = `${path} leads to ${leads}\n`;
      expect(bash(directoryScript({ path, ...own, mode: '0777' }))).toEqual({ status: 1, stdout: '', stderr });
      expect(await modeOf(leads)).toBe(0o711);
    }
  });

  it('makes nothing while its mount is not there', async () => {
    const path = join(root, 'mount/data');
    const stderr = `${join(root, 'mount')} is not mounted\n`;
    const script = directoryScript({ path, ...own, mode: '0750', mount: join(root, 'mount') });
    expect(bash(script)).toEqual({ status: 1, stdout: '', stderr });
    expect(await readdir(root)).toEqual([]);
  });
});
