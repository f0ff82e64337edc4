import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropFstabBlock, putFstabBlock } from '../../../src/shell/fstab-block.ts';
import type { Shell } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

const TARGET = '/srv/a b';
const LINE = '/dev/mapper/vg-lv /srv/a\\040b ext4 noatime,nofail 0 2';
const BLOCK = ['# BEGIN jts /srv/a\\040b', LINE, '# END jts /srv/a\\040b'];
const ROOT_LINE = '/dev/vda / ext4 errors=remount-ro 0 1';

let root: string;
let fstab: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-fstab-'));
  fstab = join(root, 'etc/fstab');
  await mkdir(join(root, 'etc'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** findmnt would miss the mount point, which these tests do not make. */
const CONTENT = { 'findmnt --verify --tab-file': 'test -e' };

const edit = (script: Shell, more: Readonly<Record<string, string>> = CONTENT) =>
  bash(script, {
    '/etc/.fstab.jts': join(root, 'etc/.fstab.jts'),
    'sync -- /etc': `sync -- ${root}/etc`,
    'fstab=/etc/fstab': `fstab=${fstab}`,
    '/run/lock/': `${root}/`,
    '/var/lib/jts': `${root}/jts`,
    ...more,
  });

const edited = async (before: string, script: Shell): Promise<string> => {
  await writeFile(fstab, before);
  const { status, stdout, stderr } = edit(script);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  return readFile(fstab, 'utf8');
};

describe("jts's block in fstab", () => {
  it.each([
    ['at the end', `${ROOT_LINE}\n`, [ROOT_LINE, ...BLOCK, '']],
    ['in an empty file', '', [...BLOCK, '']],
    ['where a line break is missing at the end, which stays so', ROOT_LINE, [ROOT_LINE, ...BLOCK]],
    [
      'beside lines of others, every byte of which stays',
      `# a\r\n\n\t${ROOT_LINE}\t \n`,
      ['# a\r', '', `\t${ROOT_LINE}\t `, ...BLOCK, ''],
    ],
    [
      'in the place of an old one',
      ['# a', BLOCK[0], '/dev/sdb /srv/a\\040b xfs defaults 0 0', BLOCK[2], '# b', ''].join('\n'),
      ['# a', ...BLOCK, '# b', ''],
    ],
    ['once, where it was twice', [...BLOCK, ROOT_LINE, ...BLOCK, ''].join('\n'), [...BLOCK, ROOT_LINE, '']],
    ['in the place of one with CR LF', [...BLOCK, ''].join('\r\n'), [...BLOCK, '']],
    [
      'beside those of other mounts',
      ['# BEGIN jts /srv/a', '/dev/x /srv/a ext4 noatime 0 2', '# END jts /srv/a', ''].join('\n'),
      ['# BEGIN jts /srv/a', '/dev/x /srv/a ext4 noatime 0 2', '# END jts /srv/a', ...BLOCK, ''],
    ],
  ])('is put %s', async (_, before, after) => {
    expect(await edited(before, putFstabBlock(TARGET, LINE))).toBe(after.join('\n'));
  });

  it('is taken out again so that nothing shows that it was there', async () => {
    const others = fc.array(fc.constantFrom('', '# c', ROOT_LINE, `${ROOT_LINE}\r`, 'nas:/x /mnt nfs4 nofail'), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(others, async (lines) => {
        const before = lines.join('\n');
        const between = await edited(before, putFstabBlock(TARGET, LINE));
        expect(between).toContain(BLOCK.join('\n'));
        expect(await edited(between, dropFstabBlock(TARGET))).toBe(before);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps the mode of the file and leaves nothing beside it', async () => {
    await writeFile(fstab, '');
    await chmod(fstab, 0o640);
    edit(putFstabBlock(TARGET, LINE));
    expect((await stat(fstab)).mode & 0o7777).toBe(0o640);
    expect(await readdir(join(root, 'etc'))).toEqual(['fstab']);
  });

  it('makes a file where there is none', async () => {
    expect(edit(putFstabBlock(TARGET, LINE)).status).toBe(0);
    expect(await readFile(fstab, 'utf8')).toBe([...BLOCK, ''].join('\n'));
    expect((await stat(fstab)).mode & 0o7777).toBe(0o644);
  });

  it('saves what was there before the first edit, and nothing when nothing changes', async () => {
    const saved = async () => readdir(join(root, 'jts/backup')).catch(() => []);
    await edited(`${BLOCK.join('\n')}\n`, putFstabBlock(TARGET, LINE));
    expect(await saved()).toEqual([]);
    await edited(ROOT_LINE, putFstabBlock(TARGET, LINE));
    const [name = ''] = await saved();
    expect(name).toMatch(/^fstab\.\d{4}-\d\d-\d\d\.\d+$/);
    expect(await readFile(join(root, 'jts/backup', name), 'utf8')).toBe(ROOT_LINE);
  });

  it.each([
    ['a block that never ends', [ROOT_LINE, BLOCK[0], LINE], 'line 2 begins a block of jts that never ends'],
    ['two beginnings', [BLOCK[0], LINE, ...BLOCK], 'line 1 begins a block of jts that never ends'],
    ['an end without a beginning', [LINE, BLOCK[2]], 'line 2 ends a block of jts that never began'],
    [
      "another's line within",
      [BLOCK[0], LINE, ROOT_LINE, BLOCK[2]],
      "line 3 stands between jts's marks and is not jts's",
    ],
    ['a NUL byte', ['\0'], 'contains a NUL byte'],
  ])('leaves a file with %s as it is', async (_, lines, why) => {
    const before = lines.join('\n');
    for (const script of [putFstabBlock(TARGET, LINE), dropFstabBlock(TARGET)]) {
      await writeFile(fstab, before);
      const { status, stderr } = edit(script);
      expect({ status, stderr }).toEqual({ status: 1, stderr: `/etc/fstab ${why}; nothing was changed in it\n` });
      expect(await readFile(fstab, 'utf8')).toBe(before);
    }
  });

  it('does not replace a symlink', async () => {
    await writeFile(join(root, 'real'), ROOT_LINE);
    await symlink(join(root, 'real'), fstab);
    const { status, stderr } = edit(putFstabBlock(TARGET, LINE));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: '/etc/fstab is a symbolic link, which jts does not replace\n',
    });
  });

  it('waits for the lock only so long', async () => {
    await writeFile(fstab, ROOT_LINE);
    const held = { ...CONTENT, 'flock -w 60': `exec 8>${root}/jts-fstab.lock; flock 8; flock -w 0.1` };
    const { status, stderr } = edit(putFstabBlock(TARGET, LINE), held);
    const why = `${root}/jts-fstab.lock is held by another process; run again when it has ended\n`;
    expect({ status, stderr }).toEqual({ status: 1, stderr: why });
    expect(await readFile(fstab, 'utf8')).toBe(ROOT_LINE);
  });

  it('is not put in place when findmnt finds errors that were not there before', async () => {
    await writeFile(fstab, `${ROOT_LINE}\n`);
    const { status, stderr } = edit(putFstabBlock('/srv', '/dev/mapper/vg-lv /srv'), {});
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^findmnt --verify finds errors in the new \/etc\/fstab, which was not put in place: .*line 3/,
    );
    expect(await readFile(fstab, 'utf8')).toBe(`${ROOT_LINE}\n`);
    expect(await readdir(join(root, 'etc'))).toEqual(['fstab']);
  });

  it('is put in place beside errors of others', async () => {
    await writeFile(fstab, 'broken\n');
    const line = '/dev/mapper/vg-lv /srv ext4 noatime,nofail 0 2';
    expect(edit(putFstabBlock('/srv', line), {})).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await readFile(fstab, 'utf8')).toBe(['broken', '# BEGIN jts /srv', line, '# END jts /srv', ''].join('\n'));
  });
});
