import { describe, expect, it } from 'vitest';
import { isOf, mounts, mountsAt } from '../../../src/facts/mounts.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

const SOURCES = ['/dev/mapper/vg_mh-lv_redis', '/dev/vg_mh/lv_k-x', '/dev/nope'];
const QUERIES = SOURCES.map((of) => ({ of }));
const value = mounts.parse(captured('mounts'), QUERIES);

describe('the mounts of a real host', () => {
  it('are read with everything that mountinfo says', () => {
    expect(mountsAt(value, '/mh/redis')).toEqual([
      {
        id: 206,
        parent: 27,
        device: '253:0',
        root: '/',
        target: '/mh/redis',
        options: ['rw', 'nosuid', 'nodev', 'noatime'],
        type: 'ext4',
        source: '/dev/mapper/vg_mh-lv_redis',
        superOptions: ['rw'],
      },
    ]);
  });

  it('have their escapes undone', () => {
    expect(mountsAt(value, '/mh/ka fka#1\\b').map(({ source }) => source)).toEqual(['/dev/mapper/vg_mh-lv_k--x']);
  });

  it('leave out the automount point below a real mount', () => {
    expect(value.all.filter(({ target }) => target === '/proc/sys/fs/binfmt_misc').map(({ type }) => type)).toEqual([
      'autofs',
      'binfmt_misc',
    ]);
    expect(mountsAt(value, '/proc/sys/fs/binfmt_misc').map(({ type }) => type)).toEqual(['binfmt_misc']);
  });

  it('are recognised by any name of their device', () => {
    const of = (target: string) =>
      SOURCES.filter((source) => mountsAt(value, target).some((at) => isOf(value, at, source)));
    expect(of('/mh/redis')).toEqual(['/dev/mapper/vg_mh-lv_redis']);
    expect(of('/mh/ka fka#1\\b')).toEqual(['/dev/vg_mh/lv_k-x']);
  });
});

describe('the probe of mounts', () => {
  it('reads the machine that it runs on', () => {
    const { status, stdout, stderr } = bash(mounts.script(QUERIES));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(mountsAt(mounts.parse(stdout, QUERIES), '/proc').map(({ type }) => type)).toEqual(['proc']);
  });

  it('takes no answer for another', () => {
    expect(() => mounts.parse('22 27 0:20 / /sys rw - sysfs sysfs rw\n\nof\n', QUERIES)).toThrow(
      'asked for 3 sources, got 1 answers',
    );
    expect(() => mounts.parse('22 27 0:20 / /sys\n\n', [])).toThrow(
      'a line of /proc/self/mountinfo is not as proc(5) has it: "22 27 0:20 / /sys"',
    );
  });
});

describe('a network mount', () => {
  const MOUNT = '22 27 0:20 / /sys rw - sysfs sysfs rw';

  it('tells of each whether its server answers', () => {
    const found = mounts.parse(`answers 1\nanswers 0\n${MOUNT}\n\n`, [null, { network: '/a' }, { network: '/b' }]);
    expect(found.answers).toEqual({ '/a': true, '/b': false });
    expect(found.all.map(({ target }) => target)).toEqual(['/sys']);
  });

  it('does not answer where nothing of the network is mounted', () => {
    const { status, stdout } = bash(mounts.script([{ network: '/' }]));
    expect({ status, answers: mounts.parse(stdout, [{ network: '/' }]).answers }).toEqual({
      status: 0,
      answers: { '/': false },
    });
  });
});
