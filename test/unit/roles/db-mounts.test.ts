import { describe, expect, it } from 'vitest';
import role from '../../../roles/db-mounts/role.ts';
import { mapWithDefaults } from '../../../src/config/defaults.ts';
import { plain, unwritten } from '../../../src/config/located.ts';
import { schemaView } from '../../../src/config/schema-view.ts';
import { compile } from '../../../src/config/validator.ts';
import type { Json } from '../../../src/model/resource.ts';

const varsOf = (vars: Json): unknown => {
  const located = unwritten(vars);
  if (located.kind !== 'map') throw new Error('no mapping');
  return plain(mapWithDefaults(schemaView(role.vars), located));
};

/** A volume of which the write check reads the place, user and directories alone. */

const refs = (vars: Json, kind: string) =>
  role
    .desired(varsOf(vars), role.files)
    .map(({ ref }) => ref)
    .filter((ref) => ref.startsWith(`${kind}:`))
    .map((ref) => ref.slice(kind.length + 1));

describe('db-mounts with its defaults', () => {
  it('wants the groups and accounts of a JTS host, root left out', () => {
    expect(refs({}, 'group').toSorted()).toEqual([
      'backup',
      'clickhouse',
      'docker',
      'kafka',
      'mongodb',
      'postgres',
      'redis',
    ]);
    expect(refs({}, 'account').toSorted()).toEqual(['clickhouse', 'kafka', 'mongodb', 'postgres', 'redis']);
  });

  it('mounts seven volumes', () => {
    expect(refs({}, 'mount')).toEqual([
      '/data/local-backup',
      '/var/lib/postgresql',
      '/var/lib/clickhouse',
      '/var/lib/kafka',
      '/var/lib/mongodb',
      '/var/lib/redis',
      '/var/lib/docker-jts',
    ]);
  });

  it('has services wait for their volumes, docker only where it is told to', () => {
    expect(refs({}, 'drop-in')).toEqual([
      'postgresql.service',
      'postgresql@.service',
      'clickhouse-server.service',
      'kafka.service',
      'mongod.service',
      'redis-server.service',
    ]);
    expect(refs({ services: { lv_docker: ['docker.service'] } }, 'drop-in')).toContain('docker.service');
  });

  it.each(['constructor', 'toString', '__proto__'])('takes a volume called %s', (name) => {
    const volumes = Object.fromEntries([[name, { size: '1GiB', mount: '/srv/data' }]]);
    expect(refs({ hot: { volumes } }, 'mount')).toContain('/srv/data');
    expect(refs({ hot: { volumes } }, 'drop-in')).toHaveLength(6);
  });

  it('has one service wait for all the volumes that it uses', () => {
    const resources = role.desired(
      varsOf({ services: { lv_redis: ['app.service'], lv_kafka: ['app.service'] } }),
      role.files,
    );
    expect(resources.find(({ ref }) => ref === 'drop-in:app.service')?.desired).toEqual({
      service: 'app.service',
      mounts: ['/var/lib/kafka', '/var/lib/redis'],
    });
  });

  it('gives an XFS no fsck pass', () => {
    const passes = role.desired(varsOf({}), role.files).flatMap(({ kind, desired }) => {
      if (kind.kind !== 'mount') return [];
      const { type, pass } = desired as { type: string; pass: number };
      return [`${type} ${pass}`];
    });
    expect([...new Set(passes)].toSorted()).toEqual(['ext4 2', 'xfs 0']);
  });

  it('mounts a volume that lies in another one after it', () => {
    const vars = { hot: { volumes: { lv_redis: { mount: '/var/lib/docker-jts/redis' } } } };
    expect(refs(vars, 'mount').at(-1)).toBe('/var/lib/docker-jts/redis');
  });
});

describe('db-mounts in layout directory', () => {
  const vars = { hot: { layout: 'directory', root: '/srv/hot' } };

  it('wants the same tree below the root, and neither mounts nor drop-ins', () => {
    expect(refs(vars, 'mount')).toEqual([]);
    expect(refs(vars, 'drop-in')).toEqual([]);
    expect(refs(vars, 'directory').filter((path) => path.includes('redis'))).toEqual([
      '/srv/hot/redis',
      '/srv/hot/redis/data',
      '/srv/hot/redis/logs',
    ]);
    expect(refs(vars, 'account').toSorted()).toEqual(refs({}, 'account').toSorted());
  });
});

describe('the services that may wait', () => {
  const validate = compile(role.vars);
  const accepts = (name: string) => validate(varsOf({ services: { lv_docker: [name] } }));

  it.each(['docker.service', 'postgresql@.service', 'clickhouse-server.service', 'sshfs-x.service'])('%s', (name) => {
    expect(accepts(name)).toBe(true);
  });

  it.each([
    'ssh.service',
    'sshd.service',
    'ssh@.service',
    'dbus.service',
    'systemd-journald.service',
    'networking.service',
    'getty@.service',
    'redis-server',
    'redis-server.timer',
    '../x.service',
    'a b.service',
  ])('not %s', (name) => {
    expect(accepts(name)).toBe(false);
  });
});

describe('the write checks', () => {
  it('are one for each place, by the user whose service writes there', () => {
    const told = role.checks?.(varsOf({})).map(({ id, expected }) => `${id}: ${expected}`);
    expect(told).toHaveLength(7);
    expect(told).toContain('write /var/lib/redis/data: written, synced, read back and deleted as redis');
    expect(told).toContain('write /data/local-backup/daily: written, synced, read back and deleted as root');
    expect(
      role
        .checks?.(varsOf({}))
        .map(({ script }) => script.text)
        .join('\n'),
    ).toContain('setpriv --reuid redis --regid redis --init-groups -- bash');
  });
});
