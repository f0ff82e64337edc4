import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineRole } from '../../../src/model/role.ts';
import { resolve } from './resolving.ts';
import { nvmeLvm, registryOf, role } from './roles.ts';
import { site, text } from './site.ts';

const DISK = 'disks: { hot: { serial: S1 } }';
const PLAY = '- { hosts: all, roles: [nvme-lvm] }';

const told = (files: Readonly<Record<string, string>>, extra: readonly string[] = []): string => {
  const place = site({ 'x.yaml': `all: { hosts: { t1: { ${DISK} } } }`, 'p.yaml': PLAY, ...files });
  return place.told(resolve(place, { extra }));
};

describe('a wrong variable is shown where it was written', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
    [
      'a group',
      { 'x.yaml': `all:\n  vars:\n    hot: { layout: lvn }\n  hosts: { t1: { ${DISK} } }` },
      [],
      text`
        x.yaml:3:20: error: hot.layout must be lvm or directory, not "lvn"
          3 |     hot: { layout: lvn }
            |                    ^~~
          did you mean "lvm"?
      `,
    ],
    [
      'a host',
      { 'x.yaml': `all: { hosts: { t1: { ${DISK}, vars: { hot: { vg: 1 } } } } }` },
      [],
      text`
        x.yaml:1:74: error: hot.vg must be text, not the number 1
          1 | all: { hosts: { t1: { disks: { hot: { serial: S1 } }, vars: { hot: { vg: 1 } } } } }
            |                                                                          ^
          quote it: "1"
      `,
    ],
    [
      'group_vars',
      { 'group_vars/all.yaml': 'hot:\n  atLeast: 128MiB\n' },
      [],
      text`
        group_vars/all.yaml:2:12: error: hot.atLeast must be a whole number, not "128MiB"
          2 |   atLeast: 128MiB
            |            ^~~~~~
      `,
    ],
    [
      'host_vars',
      { 'host_vars/t1/disks.yaml': 'disks:\n  hot: { id: /dev/nvme0n1 }\n' },
      [],
      text`
        host_vars/t1/disks.yaml:2:14: error: disks.hot.id cannot be "/dev/nvme0n1": kernel names move between boots
          2 |   hot: { id: /dev/nvme0n1 }
            |              ^~~~~~~~~~~~
          use a path below /dev/disk/by-id: "ls -l /dev/disk/by-id" on the host, or "jts facts <host>", shows them
      `,
    ],
    [
      'a play',
      { 'p.yaml': '- { hosts: all, vars: { hot: { volums: {} } }, roles: [nvme-lvm] }' },
      [],
      text`
        p.yaml:1:32: error: unknown key "volums" in hot
          1 | - { hosts: all, vars: { hot: { volums: {} } }, roles: [nvme-lvm] }
            |                                ^~~~~~
          did you mean "volumes"?
      `,
    ],
    [
      'a role of a play',
      { 'p.yaml': '- hosts: all\n  roles:\n    - { role: nvme-lvm, vars: { hot: { wanted: no } } }' },
      [],
      text`
        p.yaml:3:48: error: hot.wanted must be true or false, not "no"
          3 |     - { role: nvme-lvm, vars: { hot: { wanted: no } } }
            |                                                ^~
          write false
      `,
    ],
    [
      '-e',
      {},
      ['hot.volumes.lv_redis.size=big'],
      text`
        -e:1:27: error: hot.volumes.lv_redis.size cannot be "big"
          1 | hot.volumes.lv_redis.size=big
            |                           ^~~
          expected: a size such as 17% or 512MiB
      `,
    ],
    [
      'a mapping in -e',
      {},
      ['hot.volumes.lv_redis={ size: 1%, mode: 0644 }'],
      text`
        -e:1:40: error: hot.volumes.lv_redis.mode must be text, not the number 0644
          1 | hot.volumes.lv_redis={ size: 1%, mode: 0644 }
            |                                        ^~~~
          quote it: "0644"
      `,
    ],
    [
      'an alias',
      { 'group_vars/all.yaml': 'hot:\n  volumes:\n    lv_a: &a { size: big }\n    lv_b: *a\n' },
      [],
      text`
        group_vars/all.yaml:3:22: error: hot.volumes.lv_a.size cannot be "big"
          3 |     lv_a: &a { size: big }
            |                      ^~~
          expected: a size such as 17% or 512MiB
        group_vars/all.yaml:3:22: error: hot.volumes.lv_b.size cannot be "big"
          3 |     lv_a: &a { size: big }
            |                      ^~~
          expected: a size such as 17% or 512MiB
      `,
    ],
    [
      'the layer that has the last word',
      { 'group_vars/all.yaml': 'hot: { vg: 1 }' },
      ['hot.vg=2'],
      text`
        -e:1:8: error: hot.vg must be text, not the number 2
          1 | hot.vg=2
            |        ^
          quote it: "2"
      `,
    ],
    [
      'an entry of a list',
      { 'group_vars/all.yaml': 'hot: { volumes: { lv_a: { size: 1%, options: [noatime, 5] } } }' },
      [],
      text`
        group_vars/all.yaml:1:56: error: hot.volumes.lv_a.options[1] must be text, not the number 5
          1 | hot: { volumes: { lv_a: { size: 1%, options: [noatime, 5] } } }
            |                                                        ^
          quote it: "5"
      `,
    ],
  ])('in %s', (_, files, extra, expected) => {
    expect(told(files, extra)).toBe(expected);
  });
});

describe('a variable that is missing', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'everywhere',
      { 'x.yaml': 'all:\n  hosts:\n    t1: { port: 22 }\n    t2:\n' },
      text`
        x.yaml:3:5: error: host t1 lacks the variable disks.hot
          3 |     t1: { port: 22 }
            |     ^~
          role nvme-lvm needs it; write "disks: { hot: … }" at the host; expected: A disk or partition, by lasting names only.
        x.yaml:4:5: error: host t2 lacks the variable disks.hot
          4 |     t2:
            |     ^~
          role nvme-lvm needs it; write "disks: { hot: … }" at the host; expected: A disk or partition, by lasting names only.
      `,
    ],
    [
      'in a mapping that somebody wrote',
      { 'group_vars/all.yaml': 'hot:\n  volumes:\n    lv_mine: { mode: "0755" }\n' },
      text`
        group_vars/all.yaml:3:5: error: hot.volumes.lv_mine lacks size
          3 |     lv_mine: { mode: "0755" }
            |     ^~~~~~~
          role nvme-lvm needs it; expected: a size such as 17% or 512MiB
      `,
    ],
    [
      'because null takes it away',
      { 'group_vars/all.yaml': 'hot:\n  vg: null\n' },
      text`
        group_vars/all.yaml:2:7: error: hot.vg is taken away by null
          2 |   vg: null
            |       ^~~~
          role nvme-lvm needs it
      `,
    ],
  ])('%s', (_, files, expected) => {
    expect(told(files)).toBe(expected);
  });

  it('with nothing but a name', () => {
    const place = site({ 'x.yaml': 'all:\n  hosts:\n    t1:\n', 'p.yaml': '- { hosts: all, roles: [web] }' });
    const registry = registryOf(
      role('web', { vars: { web: Type.Object({ site: Type.Object({ name: Type.String() }) }) } }),
    );
    expect(place.told(resolve(place, { registry }))).toBe(text`
        x.yaml:3:5: error: host t1 lacks the variable web.site.name
          3 |     t1:
            |     ^~
          role web needs it; write "vars: { web: { site: { name: … } } }" at the host
      `);
  });
});

describe('one mistake is told once', () => {
  it('however many roles need what a host lacks', () => {
    const place = site({
      'x.yaml': 'all:\n  hosts:\n    t1:\n',
      'p.yaml': '- { hosts: all, roles: [nvme-lvm, other] }',
    });
    const registry = registryOf(nvmeLvm, defineRole({ ...nvmeLvm, name: 'other' }));
    expect(place.told(resolve(place, { registry }))).toBe(text`
      x.yaml:3:5: error: host t1 lacks the variable disks.hot
        3 |     t1:
          |     ^~
        role nvme-lvm needs it; write "disks: { hot: … }" at the host; expected: A disk or partition, by lasting names only.
    `);
  });

  it('however many hosts and roles meet it', () => {
    const place = site({
      'x.yaml': `all: { vars: { hot: { vg: 1 } }, hosts: { t1: { ${DISK} }, t2: { ${DISK} } } }`,
      'p.yaml': '- { hosts: all, roles: [nvme-lvm, other] }',
    });
    const other = defineRole({ ...nvmeLvm, name: 'other' });
    expect(place.told(resolve(place, { registry: registryOf(nvmeLvm, other) }))).toBe(text`
        x.yaml:1:27: error: hot.vg must be text, not the number 1
          1 | all: { vars: { hot: { vg: 1 } }, hosts: { t1: { disks: { hot: { serial: S1 } } }, t2: { disks: { hot: { serial: S1 } } }…
            |                           ^
          quote it: "1"
      `);
  });
});

describe('a role whose schema is no schema', () => {
  it.each<[string, Parameters<typeof defineRole>[0]['vars'], string]>([
    [
      'not of a mapping',
      Type.String(),
      text`
        error: the schema of the variables of role odd is not an object
          correct it in the role
      `,
    ],
    [
      'with a keyword that nobody knows',
      Type.Object({ a: Type.String({ minLenght: 1 }) }),
      text`
        error: the schema of the variables of role odd has the keyword "minLenght", which jts does not know
          correct it in the role
      `,
    ],
  ])('%s', (_, vars, expected) => {
    const place = site({ 'x.yaml': 'all: { hosts: { t1: } }', 'p.yaml': '- { hosts: all, roles: [odd] }' });
    const registry = registryOf(defineRole({ ...role('odd'), vars }));
    expect(place.told(resolve(place, { registry }))).toBe(expected);
  });

  it('whose own default is wrong', () => {
    const place = site({ 'x.yaml': 'all:\n  hosts:\n    t1:\n', 'p.yaml': '- { hosts: all, roles: [odd] }' });
    const registry = registryOf(role('odd', { vars: { a: Type.Integer({ default: 'x' }) } }));
    expect(place.told(resolve(place, { registry }))).toBe(text`
        x.yaml:3:5: error: a must be a whole number, not "x"; this is a default of role odd
          3 |     t1:
            |     ^~
      `);
  });
});
