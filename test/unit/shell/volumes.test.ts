import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { growFilesystem } from '../../../src/shell/grow-filesystem.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { unusedGroup } from '../../../src/shell/unused-group.ts';
import { bash } from './bash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-volumes-'));
  for (const name of ['vg--a-lv', 'vg-lv', 'vg-other']) writeFileSync(join(root, name), '');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const mounted = (lines: string): Readonly<Record<string, string>> => {
  writeFileSync(join(root, 'mounts'), lines.replaceAll('MAPPER', root));
  return { '/dev/mapper': root, '/proc/self/mounts': join(root, 'mounts') };
};

describe('growing a file system', () => {
  const commands = (type: string) => sh`
    blkid() { [[ -n ${type} ]] || return 2; echo ${type}; }
    resize2fs() { echo resize2fs "$*"; }
    tune2fs() { echo tune2fs "$*"; }
    xfs_growfs() { echo xfs_growfs "$*"; }
    unshare() { echo "unshare $* with $mount_point"; }
  `;
  const grow = (type: string, mounts: string) => {
    const { status, stdout, stderr } = bash(
      lines([commands(type), growFilesystem('/dev/mapper/vg-lv')]),
      mounted(mounts),
    );
    return { status, said: `${stdout}${stderr}`.replaceAll(root, 'MAPPER') };
  };

  it.each([
    ['ext4', 'MAPPER/vg-lv /m ext4 rw 0 0\n', 'resize2fs -- MAPPER/vg-lv\ntune2fs -m 1 -- MAPPER/vg-lv\n'],
    ['xfs', 'MAPPER/vg-lv /m\\040x xfs rw 0 0\n', 'xfs_growfs -d -- /m x\n'],
    ['xfs', 'MAPPER/vg-other /m xfs rw 0 0\n', 'unshare --mount -- bash -euc grow_unseen with /run\n'],
    ['', '', ''],
  ])('%s mounted as %j', (type, mounts, said) => {
    expect(grow(type, mounts)).toEqual({ status: 0, said });
  });

  it('is refused for one that jts does not know', () => {
    expect(grow('btrfs', '')).toEqual({ status: 1, said: 'btrfs on MAPPER/vg-lv cannot be grown by jts\n' });
  });
});

describe('a volume group is unused', () => {
  const use = (open: string, mounts: string) => {
    const dmsetup = sh`
      dmsetup() { printf '%s\n' ${open}; }
      find() { echo /proc/4711/fd; }
    `;
    const { status, stderr } = bash(lines([dmsetup, unusedGroup('vg')]), mounted(mounts));
    return { status, said: stderr.replaceAll(root, 'MAPPER') };
  };

  it.each([
    ['with nothing open', 'vg-lv 0\nvg-other 0'],
    ['with the inner layers of a snapshot open', 'vg-lv 0\nvg-lv-real 2\nvg-snap-cow 1'],
    ['while another group is open', 'vg--a-lv 1'],
    ['without any volume', 'No devices found'],
  ])('%s', (_, open) => {
    expect(use(open, '')).toEqual({ status: 0, said: '' });
  });

  it('unless one of its volumes is mounted, which is named', () => {
    expect(use('vg-other 0\nvg-lv 1', 'MAPPER/vg-lv /m\\040x ext4 rw 0 0\n')).toEqual({
      status: 1,
      said: 'MAPPER/vg-lv is mounted at /m x: unmount it first; nothing was removed\n',
    });
  });

  it('unless a process has one open, which is named', () => {
    expect(use('vg-lv 1', '')).toEqual({
      status: 1,
      said: 'MAPPER/vg-lv is open in processes 4711; nothing was removed\n',
    });
  });
});
