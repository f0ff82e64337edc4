import { describe, expect, it } from 'vitest';
import { resolve, roles } from './resolving.ts';
import { site, text, valueOf } from './site.ts';

const DISK = 'disks: { hot: { serial: S1 } }';

const place = () =>
  site({
    'x.yaml': text`
      traders: { user: ops, vars: { hot: { vg: vg_t } }, hosts: { t1: { disks: { hot: { serial: S1 } } }, t2: { disks: { hot: { serial: S2 } } } } }
      nas: { hosts: { synology: { user: root } } }
    `,
    'p.yaml': text`
      - { name: hot, hosts: traders, tags: [nightly], vars: { hot: { wanted: false } }, roles: [db-mounts, nvme-lvm] }
      - { name: cold, hosts: all, roles: [{ role: nas-nfs, tags: [network] }] }
    `,
  });

const outline = (...asked: readonly [] | readonly [Parameters<typeof resolve>[1]]) =>
  valueOf(resolve(place(), ...asked)).map(({ name, hosts, phases }) => [
    name,
    hosts.map(({ host }) => host.name),
    phases.map((phase) => phase.map((role) => role.name)),
  ]);

describe('what a run is made of', () => {
  it('plays with their hosts and phases', () => {
    expect(outline()).toEqual([
      ['hot', ['t1', 't2'], [['nvme-lvm'], ['db-mounts']]],
      ['cold', ['t1', 't2', 'synology'], [['nas-nfs']]],
    ]);
  });

  it('hosts with their connection, variables and roles in order', () => {
    const [hot] = valueOf(resolve(place(), { extra: ['hot.atLeast=64'] }));
    expect(hot?.hosts[0]).toEqual({
      host: {
        name: 't1',
        groups: ['traders'],
        connection: {
          transport: 'ssh',
          user: 'ops',
          become: { method: 'sudo', password: 'none' },
          connectTimeout: 10,
          reconnectTimeout: 180,
        },
        vars: { hot: { vg: 'vg_t', wanted: false, atLeast: 64 }, disks: { hot: { serial: 'S1' } } },
      },
      roles: [
        {
          role: roles.get('nvme-lvm'),
          vars: {
            disks: { hot: { serial: 'S1' } },
            hot: {
              layout: 'lvm',
              vg: 'vg_t',
              atLeast: 64,
              wanted: false,
              volumes: {
                lv_redis: { size: '1%', filesystem: 'ext4', mode: '0750', options: ['noatime'] },
                lv_kafka: { size: '12%', filesystem: 'ext4', mode: '0750', options: ['noatime'] },
              },
            },
          },
        },
        { role: roles.get('db-mounts'), vars: {} },
      ],
    });
  });

  it('only the hosts of the limit', () => {
    expect(outline({ limit: 't1:nas' })).toEqual([
      ['hot', ['t1'], [['nvme-lvm'], ['db-mounts']]],
      ['cold', ['t1', 'synology'], [['nas-nfs']]],
    ]);
    expect(outline({ limit: 'nas' })).toEqual([['cold', ['synology'], [['nas-nfs']]]]);
  });

  it('only the hosts that did not come through in the last run, where the limit says so', () => {
    const failed = ['t2', 'synology', 'gone'];
    expect(outline({ limit: '@failed', failed })).toEqual([
      ['hot', ['t2'], [['nvme-lvm'], ['db-mounts']]],
      ['cold', ['t2', 'synology'], [['nas-nfs']]],
    ]);
    expect(outline({ limit: '@failed:!traders', failed })).toEqual([['cold', ['synology'], [['nas-nfs']]]]);
  });

  it.each<[string, readonly string[], unknown]>([
    ['a role by its name', ['db-mounts'], [['hot', ['t1', 't2'], [['db-mounts']]]]],
    ['the roles of a tier', ['cold'], [['cold', ['t1', 't2', 'synology'], [['nas-nfs']]]]],
    ['the roles of a play by its tag', ['nightly'], [['hot', ['t1', 't2'], [['nvme-lvm'], ['db-mounts']]]]],
    ['a role by its tag in the play', ['network'], [['cold', ['t1', 't2', 'synology'], [['nas-nfs']]]]],
    [
      'roles of several plays',
      ['nvme-lvm', 'network'],
      [
        ['hot', ['t1', 't2'], [['nvme-lvm']]],
        ['cold', ['t1', 't2', 'synology'], [['nas-nfs']]],
      ],
    ],
  ])('tags select %s', (_, tags, expected) => {
    expect(outline({ tags })).toEqual(expected);
  });

  it('how a play goes through its hosts', () => {
    const files = {
      'x.yaml': 'all: { hosts: { t1: , t2: } }',
      'p.yaml': '- { hosts: all, serial: 1, maxFailures: 0, roles: [nas-nfs] }',
    };
    expect(valueOf(resolve(site(files))).map(({ rollout }) => rollout)).toEqual([{ serial: [1], maxFailures: 0 }]);
  });

  it('takes only what is asked into account when it checks variables', () => {
    const files = {
      'x.yaml': `all: { hosts: { t1: { ${DISK} }, t2: } }`,
      'p.yaml': '- { hosts: all, roles: [nvme-lvm, nas-nfs] }',
    };
    expect(resolve(site(files)).ok).toBe(false);
    expect(resolve(site(files), { limit: 't1' }).ok).toBe(true);
    expect(resolve(site(files), { tags: ['nas-nfs'] }).ok).toBe(true);
  });
});

describe('roles that are tagged never', () => {
  const tagged = () =>
    site({
      'x.yaml': `all: { hosts: { t1: { ${DISK} } } }`,
      'p.yaml': text`
        - { name: hot, hosts: all, roles: [nvme-lvm, { role: db-mounts, tags: [never, remount] }] }
        - { name: perf, hosts: all, tags: [never, perf], roles: [{ role: nas-nfs, tags: [network] }] }
      `,
    });

  it.each<[string, readonly string[], unknown]>([
    ['are left out, and so is a play that has no others', [], [['hot', [['nvme-lvm']]]]],
    ['run where one of their tags is asked for', ['remount'], [['hot', [['db-mounts']]]]],
    ["run where a tag of their play is asked for, or one of a role's own", ['perf'], [['perf', [['nas-nfs']]]]],
    [
      'run where a tag of their own is asked for, though it is the play that is tagged',
      ['network'],
      [['perf', [['nas-nfs']]]],
    ],
    [
      'run where never itself is asked for',
      ['never'],
      [
        ['hot', [['db-mounts']]],
        ['perf', [['nas-nfs']]],
      ],
    ],
    ['do not run where their tier is asked for', ['hot'], [['hot', [['nvme-lvm']]]]],
  ])('%s', (_, tags, expected) => {
    const plays = valueOf(resolve(tagged(), { tags }));
    expect(plays.map(({ name, phases }) => [name, phases.map((phase) => phase.map((role) => role.name))])).toEqual(
      expected,
    );
  });

  it('are not selected by their name', () => {
    const world = tagged();
    expect(world.told(resolve(world, { tags: ['nas-nfs'] }))).toBe(text`
        the tag "nas-nfs" selects no role of p.yaml
        known tags: nvme-lvm, hot, never, remount, perf, network
      `);
  });

  it('leave nothing of a playbook that has no others', () => {
    const world = site({
      'x.yaml': 'all: { hosts: { t1: } }',
      'p.yaml': '- { hosts: all, tags: [never, wipe], roles: [nas-nfs] }',
    });
    expect(world.told(resolve(world))).toBe(text`
        p.yaml:1:46: error: every role of this playbook is tagged "never"
          1 | - { hosts: all, tags: [never, wipe], roles: [nas-nfs] }
            |                                              ^~~~~~~
          ask for some with -t: never, wipe
      `);
  });
});

describe('what cannot be run', () => {
  it.each<[string, Parameters<typeof resolve>[1], string]>([
    [
      'a limit that names nothing',
      { limit: 'tradrs' },
      text`
        there is no host or group "tradrs"
        did you mean "traders"?
      `,
    ],
    [
      'a limit that leaves nothing',
      { limit: 'traders:&nas' },
      text`
        no host matches "traders:&nas"
        known hosts: t1, t2, synology; groups: traders, nas
      `,
    ],
    [
      'a limit that leaves nothing of the plays',
      { limit: 'nas', tags: ['nvme-lvm'] },
      text`
        no play of p.yaml runs on nas
        its plays are for: traders
      `,
    ],
    [
      'an unknown tag',
      { tags: ['nvme-lvm', 'coldd'] },
      text`
        the tag "coldd" selects no role of p.yaml
        did you mean "cold"?
      `,
    ],
    [
      'an unknown tag like no other',
      { tags: ['perf'] },
      text`
        the tag "perf" selects no role of p.yaml
        known tags: db-mounts, hot, nightly, nvme-lvm, nas-nfs, cold, network
      `,
    ],
  ])('%s', (_, asked, expected) => {
    const world = place();
    expect(world.told(resolve(world, asked))).toBe(expected);
  });

  it('a play for hosts that are not there', () => {
    const world = site({
      'x.yaml': 'traders: { hosts: { t1: } }',
      'p.yaml': '- { hosts: traders:tradrs, roles: [nas-nfs] }\n- { hosts: "traders:!t1", roles: [nas-nfs] }',
    });
    expect(world.told(resolve(world))).toBe(text`
        p.yaml:1:12: error: there is no host or group "tradrs"
          1 | - { hosts: traders:tradrs, roles: [nas-nfs] }
            |            ^~~~~~~~~~~~~~
          did you mean "traders"?
        p.yaml:2:12: error: no host matches "traders:!t1"
          2 | - { hosts: "traders:!t1", roles: [nas-nfs] }
            |            ^~~~~~~~~~~~~
          known hosts: t1; groups: traders
      `);
  });

  it('a playbook with variables beside it for a group that the inventory does not have', () => {
    const world = site({
      'x.yaml': 'traders: { hosts: { t1: } }',
      'plays/p.yaml': '- { hosts: all, roles: [nas-nfs] }',
      'plays/group_vars/tradrs.yaml': 'hot: {}',
      'plays/host_vars/t2.yaml': 'hot: {}',
    });
    expect(world.told(resolve(world, { playbook: 'plays/p.yaml' }))).toBe(text`
      plays/group_vars/tradrs.yaml:1:1: error: variables of a group that the inventory does not have: tradrs
        1 | hot: {}
          | ^~~~~~~
        did you mean "traders"?
      plays/host_vars/t2.yaml:1:1: error: variables of a host that the inventory does not have: t2
        1 | hot: {}
          | ^~~~~~~
        did you mean "t1"?
    `);
  });

  it('variables beside an inventory and a playbook in one folder, which are told of once', () => {
    const world = site({
      'x.yaml': 'traders: { hosts: { t1: } }',
      'p.yaml': '- { hosts: all, roles: [nas-nfs] }',
      'group_vars/all.yaml': 'hto: {}',
    });
    expect(world.told(resolve(world))).toBe(text`
      group_vars/all.yaml:1:1: error: no role has a variable "hto"
        1 | hto: {}
          | ^~~
        did you mean "hot"?
    `);
  });
});
