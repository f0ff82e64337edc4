import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFile as script } from '../../../src/shell/write-file.ts';
import { bash } from './bash.ts';

const { uid, gid } = userInfo();

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-write-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const write = (path: string, content: string, mode = '0640') =>
  bash(script({ path, content, owner: String(uid), group: String(gid), mode }));

describe('writing a file', () => {
  it.each(['', 'no line break', 'it\'s $HOME `id` \\n "x" %s\n', '\n\n', 'größe\r\n'])(
    'writes %j exactly',
    async (content) => {
      const path = join(root, "a 'file'");
      expect(write(path, content)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(await readFile(path, 'utf8')).toBe(content);
      expect((await stat(path)).mode & 0o7777).toBe(0o640);
      expect(await readdir(root)).toEqual(["a 'file'"]);
    },
  );

  it('replaces a file with its mode', async () => {
    const path = join(root, 'file');
    await writeFile(path, 'old');
    await chmod(path, 0o777);
    write(path, 'new', '0600');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
  });

  it('leaves a symlink and a directory as they are', async () => {
    await symlink('/nonexistent', join(root, 'link'));
    await mkdir(join(root, 'folder'));
    for (const path of [join(root, 'link'), join(root, 'folder')]) {
      const stderr = `${path} is a symbolic link or a directory, and was left as it is\n`;
      expect(write(path, 'new')).toEqual({ status: 1, stdout: '', stderr });
    }
    expect((await readdir(root)).toSorted()).toEqual(['folder', 'link']);
  });
});
