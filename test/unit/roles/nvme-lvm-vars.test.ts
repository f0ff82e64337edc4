import { describe, expect, it } from 'vitest';
import { Vars, wantedVolumes, type Hot } from '../../../roles/nvme-lvm/vars.ts';
import role from '../../../roles/nvme-lvm/role.ts';
import { compile } from '../../../src/config/validator.ts';
import { resourcesOf } from './planned.ts';

const validate = compile(Vars);
const { hot: usual } = ((): { hot: Hot } => {
  const given: unknown[] = [];
  resourcesOf({ ...role, desired: (vars) => (given.push(vars), []) }, {});
  const [vars] = given;
  if (!validate(vars)) throw new Error('the defaults are not valid');
  return vars;
})();

const redis = usual.volumes['lv_redis'];
const withRedis = (change: object) => ({ ...usual, volumes: { lv_redis: { ...redis, ...change } } });

describe('the defaults', () => {
  it('are the table of the specification', () => {
    expect(
      wantedVolumes(usual).map(({ name, size, atLeast, filesystem, mount }) => [
        name,
        size,
        atLeast,
        filesystem,
        mount,
      ]),
    ).toEqual([
      ['lv_postgres', '17%', '128MiB', 'ext4', '/var/lib/postgresql'],
      ['lv_clickhouse', '31%', '128MiB', 'ext4', '/var/lib/clickhouse'],
      ['lv_kafka', '12%', '320MiB', 'xfs', '/var/lib/kafka'],
      ['lv_mongodb', '4%', '320MiB', 'xfs', '/var/lib/mongodb'],
      ['lv_redis', '1%', '128MiB', 'ext4', '/var/lib/redis'],
      ['lv_docker', '10%', '256MiB', 'ext4', '/var/lib/docker-jts'],
      ['lv_local_backup', '7%', '128MiB', 'ext4', '/data/local-backup'],
    ]);
  });
});

describe('values that fit', () => {
  it.each<[string, object]>([
    ['a volume group', { ...usual, vg: 'vg.hot-1_a+b' }],
    ['no reserve', { ...usual, reserve: '0%' }],
    ['a size in TiB', withRedis({ size: '1.5TiB' })],
    ['all of it', withRedis({ size: '100%' })],
    ['a mount point', withRedis({ mount: '/srv/a.b/..c' })],
    ['another volume', { ...usual, volumes: { lv_mine: { ...redis } } }],
  ])('%s', (_, hot) => {
    expect(validate({ disks: {}, hot })).toBe(true);
  });
});

const HOSTILE = ['', ' ', 'a b', "a'b", 'a"b', 'a\nb', 'a;b', '$(a)', '`a`', 'a\\b', 'a\0b', 'é'];

describe('values that could be taken for something else are refused', () => {
  it.each([...HOSTILE, '.', '..', '-a', 'a/b', '@a', 'snapshot1', 'pvmove0', 'a_tmeta', 'a_mlog', 'x'.repeat(65)])(
    'a volume or volume group called %j',
    (name) => {
      expect(validate({ disks: {}, hot: { ...usual, vg: name } })).toBe(false);
      expect(validate({ disks: {}, hot: { ...usual, volumes: { [name]: redis } } })).toBe(false);
    },
  );

  it.each([
    ...HOSTILE.map((name) => `/${name}`),
    'a',
    '/',
    '//a',
    '/a/',
    '/a//b',
    '/a/../b',
    '/..',
    '/.',
    '/a/.',
    '/%n',
    '~',
  ])('the mount point %j', (mount) => {
    expect(validate({ disks: {}, hot: withRedis({ mount }) })).toBe(false);
  });

  it.each<[string, object]>([
    ['a size without unit', { size: '17' }],
    ['no size', { size: '0%' }],
    ['no size, written long', { size: '0.00GiB' }],
    ['more than there is', { size: '101%' }],
    ['a unit of ten', { size: '5GB' }],
    ['a least size in percent', { atLeast: '1%' }],
    ['another file system', { filesystem: 'btrfs' }],
    ['two options in one', { options: ['noatime,exec'] }],
    ['an option with a blank', { options: ['x y'] }],
    ['an option twice', { options: ['noatime', 'noatime'] }],
    ['a user of another host', { user: 'Root' }],
    ['a group with a colon', { group: 'a:b' }],
    ['a mode as a number', { mode: 750 }],
    ['a mode with setuid', { mode: '4755' }],
    ['a directory above', { directories: ['..'] }],
    ['a path of directories', { directories: ['a/b'] }],
    ['an unknown key', { sise: '1%' }],
  ])('%s', (_, change) => {
    expect(validate({ disks: {}, hot: withRedis(change) })).toBe(false);
  });
});
