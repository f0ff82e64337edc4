import { describe, expect, it } from 'vitest';
import { beginMark, endMark, fstabLine } from '../../../src/model/fstab-text.ts';
import { mount } from '../../../src/resources/mount.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const T = '/var/lib/redis';
const SOURCE = '/dev/mapper/vg_jts-lv_redis';
const wanted = {
  source: SOURCE,
  target: T,
  type: 'ext4',
  options: ['noatime', 'nodev', 'nosuid', 'nofail', 'x-systemd.device-timeout=10s'],
  pass: 2,
  on: [],
};
const WITH = `${SOURCE} (ext4) with noatime,nodev,nosuid,nofail,x-systemd.device-timeout=10s`;
const LINE = fstabLine(wanted);
const BLOCK = [beginMark(T), LINE, endMark(T), ''].join('\n');
const LIVE = `/ ${T} rw,nosuid,nodev,noatime shared:84 - ext4 ${SOURCE} rw`;
const above = { '/var': 'root:root 0755', '/var/lib': 'root:root 0755' };
const UNIT = 'var-lib-redis.mount';

const blank: HostInWords = { nodes: above };
const empty: HostInWords = { nodes: { ...above, [T]: 'root:root 0755' }, inside: { [T]: {} } };
const done: HostInWords = {
  nodes: { ...above, [T]: 'redis:redis 0750' },
  mounts: [LIVE],
  fstab: BLOCK,
  generated: [UNIT],
};

const diff = (host: HostInWords) => mount.kind.diff(wanted, hostFacts(host), there);

describe('a mount', () => {
  it.each<[string, HostInWords, string]>([
    ['on a blank host', blank, `create: not mounted -> ${WITH}, also at boot`],
    ['with an empty mount point', empty, `create: not mounted -> ${WITH}, also at boot`],
    [
      'in fstab but not mounted',
      { ...empty, fstab: BLOCK, generated: [UNIT] },
      `create: not mounted, in /etc/fstab -> ${WITH}, also at boot`,
    ],
    [
      'with old options in fstab and not mounted',
      { ...empty, fstab: BLOCK.replace('nosuid', 'suid') },
      `create: not mounted, otherwise in /etc/fstab -> ${WITH}, also at boot`,
    ],
    ['without an fstab', { ...blank, fstab: { is: 'absent' } }, `create: not mounted -> ${WITH}, also at boot`],
    ['mounted but not in fstab', { ...done, fstab: '' }, 'update: mounted, not in /etc/fstab -> mounted, also at boot'],
    [
      'otherwise in fstab',
      { ...done, fstab: BLOCK.replace(' 0 2', ' 0 0') },
      'update: mounted, otherwise in /etc/fstab -> mounted, also at boot',
    ],
    [
      'twice in fstab',
      { ...done, fstab: BLOCK + BLOCK },
      'update: mounted, otherwise in /etc/fstab -> mounted, also at boot',
    ],
    [
      'in fstab with CR LF',
      { ...done, fstab: BLOCK.replaceAll('\n', '\r\n') },
      'update: mounted, otherwise in /etc/fstab -> mounted, also at boot',
    ],
    [
      'with a live option too few',
      { ...done, mounts: [LIVE.replace('nosuid,', '')] },
      'update: mounted with suid -> mounted with nosuid',
    ],
    [
      'with two wrong live options',
      { ...done, mounts: [LIVE.replace('nodev,noatime', 'noexec,nodev,relatime')] },
      'update: mounted with noexec,relatime -> mounted with exec,noatime',
    ],
    [
      'that systemd has not heard of',
      { ...done, generated: [] },
      'update: in /etc/fstab, which systemd has not read since -> in /etc/fstab and in systemd as var-lib-redis.mount',
    ],
    ['as wanted', done, `fine: ${SOURCE} is mounted at ${T} with the options wanted, also at boot`],
    [
      'as wanted on a host without systemd',
      { ...done, units: 'none' },
      `fine: ${SOURCE} is mounted at ${T} with the options wanted, also at boot`,
    ],
    [
      'as wanted by another name of the device',
      { ...done, mounts: [LIVE.replace(SOURCE, '/dev/dm-3')], of: { [SOURCE]: [0] } },
      `fine: ${SOURCE} is mounted at ${T} with the options wanted, also at boot`,
    ],
  ])('%s', (_, host, expected) => {
    expect(told(diff(host))).toBe(expected);
  });

  it.each<[string, HostInWords, string]>([
    [
      'a file in its place',
      { nodes: { ...above, [T]: 'file root:root 0644 3' } },
      `${T} is a file | Move it away or choose another mount point.`,
    ],
    [
      'a symlink in its place',
      { nodes: { ...above, [T]: 'symlink root:root 0777 3' } },
      `${T} is a symbolic link | Move it away or choose another mount point.`,
    ],
    [
      'a socket in its place',
      { nodes: { ...above, [T]: 'other root:root 0644 0' } },
      `${T} is no directory | Move it away or choose another mount point.`,
    ],
    [
      'a symlink above it',
      { nodes: { ...above, '/var/lib': 'symlink root:root 0777 3' } },
      `/var/lib, above the mount point ${T}, is a symbolic link | Name the mount point by its real path.`,
    ],
    [
      'a dead network mount',
      { nodes: { ...above, [T]: 'silent' } },
      `${T} lies on a network mount that does not answer | See to that mount first.`,
    ],
    [
      'data',
      { ...empty, inside: { [T]: { holds: 'files', size: 13_000_000_000 } } },
      `${T} holds 12.11 GiB that mounting would hide | Stop what uses it, move it aside (mv ${T} ${T}.before), run again, and copy it back.`,
    ],
    [
      'directories of unknown size',
      { ...empty, inside: { [T]: { holds: 'directories' } } },
      `${T} holds data that mounting would hide | Stop what uses it, move it aside (mv ${T} ${T}.before), run again, and copy it back.`,
    ],
    [
      'a foreign line for the mount point',
      { ...blank, fstab: `# a\nUUID=1-2 ${T} ext4 defaults 0 2\n` },
      `/etc/fstab line 2, which jts did not write, mounts UUID=1-2 at ${T} | Remove the line, or put # before it, then run again: jts writes its own.`,
    ],
    [
      'a foreign line beside ours',
      { ...done, fstab: `${BLOCK}/dev/sdb ${T} ext4 defaults 0 2\n` },
      `/etc/fstab line 4, which jts did not write, mounts /dev/sdb at ${T} | Remove the line, or put # before it, then run again: jts writes its own.`,
    ],
    [
      'a foreign line for the source by its other name',
      { ...blank, fstab: '/dev/vg_jts/lv_redis /mnt ext4 defaults 0 2' },
      '/etc/fstab line 1, which jts did not write, mounts /dev/vg_jts/lv_redis at /mnt | Remove the line, or put # before it, then run again: jts writes its own.',
    ],
    [
      'half a block',
      { ...done, fstab: `${beginMark(T)}\n${LINE}\n` },
      `/etc/fstab line 1 begins a block of jts that never ends | Leave there either nothing or a whole block: the two marks and between them the one line for ${T}.`,
    ],
    [
      'an fstab that is a symlink',
      { ...blank, fstab: { is: 'symlink' } },
      '/etc/fstab is a symbolic link | Put the file itself there; jts replaces only a regular file.',
    ],
    [
      'another source',
      { ...done, mounts: [`/ ${T} rw - ext4 /dev/sdb1 rw`] },
      `/dev/sdb1 is mounted at ${T}, not ${SOURCE} | Unmount it (umount ${T}), or give this host another mount point.`,
    ],
    [
      'a part of the source',
      { ...done, mounts: [LIVE.replace('/ ', '/data ')] },
      `/data of ${SOURCE} is mounted at ${T}, not ${SOURCE} | Unmount it (umount ${T}), or give this host another mount point.`,
    ],
    [
      'stacked mounts',
      { ...done, mounts: [LIVE, `/ ${T} rw - tmpfs tmpfs rw`] },
      `2 mounts hide each other at ${T}: ${SOURCE}, then tmpfs | Unmount those that do not belong there: umount ${T}`,
    ],
    [
      'another type',
      { ...done, mounts: [LIVE.replace('- ext4', '- xfs')] },
      `${SOURCE} at ${T} is xfs, not ext4 | Correct the file system type in the variables.`,
    ],
    [
      'a file system that turned read-only',
      { ...done, mounts: [LIVE.replace(/ rw$/, ' ro')] },
      `${SOURCE} at ${T} is read-only, as the kernel makes a file system that has errors | Look at dmesg; unmount it, check it with fsck and mount it again.`,
    ],
  ])('is refused over %s', (_, host, expected) => {
    expect(told(diff(host))).toBe(`refused: ${expected}`);
  });

  it('waits for the mount that it is on', () => {
    const verdict = mount.kind.diff(wanted, hostFacts(blank), { base: 'unseen' });
    expect(told(verdict)).toBe(`later: ${T} shows when what it is on is mounted`);
  });

  it('edits fstab only after the mount, and has systemd read it', () => {
    const { run, finish, risk } = changeOf(diff(blank));
    expect(run.text.indexOf('mount -t ext4')).toBeGreaterThan(0);
    expect(run.text.indexOf('mount -t ext4')).toBeLessThan(run.text.indexOf('fstab='));
    expect({ finish: finish?.map(({ id }) => id), risk }).toEqual({ finish: ['systemd-daemon-reload'], risk: 'boot' });
  });

  it('does not have systemd read an fstab that stays', () => {
    const { finish, risk } = changeOf(diff({ ...empty, fstab: BLOCK, generated: [UNIT] }));
    expect({ finish, risk }).toEqual({});
  });

  it('remembers what it made', () => {
    expect(changeOf(diff({ nodes: { '/var': 'root:root 0755' } })).before).toEqual({
      mounted: false,
      made: ['/var/lib', T],
      immutable: false,
    });
    expect(changeOf(diff({ ...done, fstab: '' })).before).toEqual({ mounted: true, made: [], immutable: false });
  });
});

describe('checks of a mount', () => {
  const checks = (host: HostInWords) =>
    (mount.kind.checks?.(wanted, hostFacts(host)) ?? []).map(
      ({ id, outcome, actual }) => `${outcome} ${id}: ${actual}`,
    );
  const BOOT = 'in /etc/fstab, var-lib-redis.mount in systemd';

  it.each<[string, HostInWords, string, string]>([
    ['as wanted', done, `pass mount ${T} live: ${WITH}`, `pass mount ${T} at boot: ${BOOT}`],
    [
      'not mounted',
      { ...empty, fstab: BLOCK, generated: [UNIT] },
      `fail mount ${T} live: not mounted`,
      `pass mount ${T} at boot: ${BOOT}`,
    ],
    [
      'another source',
      { ...done, mounts: [`/ ${T} rw - xfs /dev/sdb1 rw`] },
      `fail mount ${T} live: /dev/sdb1 (xfs)`,
      `pass mount ${T} at boot: ${BOOT}`,
    ],
    [
      'other options',
      { ...done, mounts: [LIVE.replace('nosuid,', '')] },
      `fail mount ${T} live: ${SOURCE} (ext4) with suid instead of nosuid`,
      `pass mount ${T} at boot: ${BOOT}`,
    ],
    [
      'no line in fstab',
      { ...done, fstab: '', generated: [] },
      `pass mount ${T} live: ${WITH}`,
      `fail mount ${T} at boot: not in /etc/fstab, no var-lib-redis.mount in systemd`,
    ],
    [
      'no systemd',
      { ...done, units: 'none' },
      `pass mount ${T} live: ${WITH}`,
      `pass mount ${T} at boot: in /etc/fstab`,
    ],
  ])('%s', (_, host, live, boot) => {
    expect(checks(host)).toEqual([live, boot]);
  });
});
