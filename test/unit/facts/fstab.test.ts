import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fstab } from '../../../src/facts/fstab.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-fstab-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const probe = () =>
  bash(fstab.script([null]), { '/etc/fstab': join(root, 'fstab'), '/run/systemd': join(root, 'systemd') });

describe('the fstab of a real host', () => {
  it('is read with the blocks of jts', () => {
    const { is, entries, blocks, troubles } = fstab.parse(captured('fstab'), [null]);
    expect({ is, troubles }).toEqual({ is: 'file', troubles: [] });
    expect(entries.map(({ line, target }) => `${line} ${target}`)).toEqual([
      '1 /',
      '4 /nope',
      '6 /mh/redis',
      '9 /mh/ka fka#1\\b',
    ]);
    expect(blocks.map(({ target, first, last }) => `${target} ${first}-${last}`)).toEqual([
      '/mh/redis 5-7',
      '/mh/ka fka#1\\b 8-10',
    ]);
  });
});

describe('the probe of fstab', () => {
  it.each([
    ['empty', ''],
    ['with a line break at its end', '/dev/vda / ext4 defaults 0 1\n'],
    ['without one', '# first\n\n/dev/vda / ext4 defaults 0 1'],
    ['with CR LF', '# first\r\n/dev/vda / ext4 defaults 0 1\r\n'],
    ['with blank lines at its end', 'x y\n\n\n'],
    ['with umlauts and blanks', '  # für später  \n'],
  ])('reads a file %s exactly', async (_, text) => {
    await writeFile(join(root, 'fstab'), text);
    const { status, stdout, stderr } = probe();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(fstab.parse(stdout, [null])).toMatchObject({ is: 'file', text });
  });

  it('says that there is none', () => {
    expect(fstab.parse(probe().stdout, [null])).toEqual({
      is: 'absent',
      text: '',
      units: undefined,
      entries: [],
      blocks: [],
      troubles: [],
    });
  });

  it.each<[string, readonly string[], readonly string[] | undefined]>([
    ['nothing where systemd does not run', [], undefined],
    ['no unit where it made none', ['system'], []],
    [
      'its mount units, and no other',
      ['system', 'generator/data-x\\x2dy.mount', 'generator/data-z.mount', 'generator/data-z.automount'],
      ['data-x\\x2dy.mount', 'data-z.mount'],
    ],
  ])('tells what systemd made of it: %s', async (_, folders, units) => {
    await writeFile(join(root, 'fstab'), '# unit forged.mount\n');
    for (const folder of folders) await mkdir(join(root, 'systemd', folder), { recursive: true });
    expect(fstab.parse(probe().stdout, [null]).units).toEqual(units);
  });

  it('does not follow a symlink', async () => {
    await symlink('/etc/passwd', join(root, 'fstab'));
    expect(fstab.parse(probe().stdout, [null])).toMatchObject({ is: 'symlink', text: '' });
  });

  it('fails on a NUL byte, which a power cut may leave', async () => {
    await writeFile(join(root, 'fstab'), '/dev/vda / ext4\n\0\0');
    const { status, stderr } = probe();
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${join(root, 'fstab')} contains a NUL byte\n` });
  });

  it('is not read without end', () => {
    expect(() => fstab.parse(`file\n${' # BEGIN jts /x\n'.repeat(5000)}`, [null])).toThrow(
      '/etc/fstab is longer than 64 KiB',
    );
  });

  it('takes nothing else for an answer', () => {
    expect(() => fstab.parse('bash: cat: No such file', [null])).toThrow(
      'the answer about /etc/fstab begins with "bash: cat: No such file"',
    );
  });
});
