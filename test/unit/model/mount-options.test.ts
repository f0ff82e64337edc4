import { describe, expect, it } from 'vitest';
import { optionDifferences, remountOptions, settingsOf } from '../../../src/model/mount-options.ts';

const STANDARD = ['noatime', 'nodev', 'nosuid', 'nofail', 'x-systemd.device-timeout=10s'];
const LIVE = 'rw,nosuid,nodev,noatime';

const compare = (type: string, wanted: readonly string[], options: string, superOptions: string): string =>
  optionDifferences(type, wanted, { options: options.split(','), superOptions: superOptions.split(',') })
    .map(({ wanted, live }) => `${live} instead of ${wanted}`)
    .join('; ');

describe('live mount options', () => {
  // Live options as /proc/self/mountinfo of Debian 12 shows them for these mounts.
  it.each([
    ['what the kernel never sees is no difference', 'ext4', STANDARD, LIVE, 'rw'],
    ['a default that ext4 does not show', 'ext4', [...STANDARD, 'commit=5', 'data=ordered', 'barrier=1'], LIVE, 'rw'],
    ['what xfs shows unasked', 'xfs', STANDARD, LIVE, 'rw,attr2,inode64,logbufs=8,logbsize=32k,noquota'],
    ['defaults mean relatime', 'ext4', ['defaults'], 'rw,relatime', 'rw'],
    ['atime means relatime', 'ext4', ['atime'], 'rw,relatime', 'rw'],
    [
      'an option of the file system',
      'btrfs',
      ['noatime', 'compress=zstd:3'],
      'rw,noatime',
      'rw,compress=zstd:3,space_cache=v2',
    ],
    ['no access times of any kind shown means strictatime', 'ext4', ['strictatime'], 'rw', 'rw'],
    ['user implies noexec, nosuid and nodev', 'ext4', ['user', 'noatime'], 'rw,nosuid,nodev,noexec,noatime', 'rw'],
    ['the last one wins', 'ext4', ['ro', 'noexec', 'rw', 'exec', 'noatime'], 'rw,noatime', 'rw'],
  ])('%s', (_, type, wanted, options, superOptions) => {
    expect(compare(type, wanted, options, superOptions)).toBe('');
  });

  it.each([
    ['ext4', STANDARD, 'rw,nodev,noatime', 'rw', 'suid instead of nosuid'],
    ['ext4', STANDARD, 'rw,nosuid,nodev,relatime', 'rw', 'relatime instead of noatime'],
    ['ext4', ['noatime'], LIVE, 'rw', 'nosuid instead of suid; nodev instead of dev'],
    ['ext4', ['noatime'], 'ro,noatime', 'ro', 'ro instead of rw'],
    ['ext4', [...STANDARD, 'commit=5'], LIVE, 'rw,commit=30', 'commit=30 instead of commit=5'],
    ['ext4', [...STANDARD, 'commit=30'], LIVE, 'rw', 'no commit instead of commit=30'],
    ['ext4', [...STANDARD, 'constructor'], LIVE, 'rw', 'no constructor instead of constructor'],
    ['ext4', [...STANDARD, 'discard'], LIVE, 'rw,nodiscard', 'nodiscard instead of discard'],
    ['ext4', [...STANDARD, 'barrier=1'], LIVE, 'rw,nobarrier', 'nobarrier instead of barrier=1'],
    [
      'btrfs',
      ['noatime', 'compress=zstd:3'],
      'rw,noatime',
      'rw,compress=zstd:1',
      'compress=zstd:1 instead of compress=zstd:3',
    ],
  ])('%s with %j is not %s (%s): %s', (type, wanted, options, superOptions, differences) => {
    expect(compare(type, wanted, options, superOptions)).toBe(differences);
  });
});

describe('a remount', () => {
  it('spells out every setting, since what is not named stays as it is', () => {
    expect(remountOptions([...STANDARD, 'commit=5'])).toEqual(
      'remount,rw,nosuid,nodev,exec,noatime,diratime,commit=5'.split(','),
    );
  });

  it('is made from settings that end up the same', () => {
    expect(settingsOf(settingsOf(['user', 'exec', 'atime']))).toEqual([
      'rw',
      'nosuid',
      'nodev',
      'exec',
      'relatime',
      'diratime',
    ]);
  });
});
