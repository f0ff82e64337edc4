import { describe, expect, it } from 'vitest';
import { plainMap } from '../../../src/config/located.ts';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { Vault } from '../../../src/config/vault.ts';
import { nvmeLvm, registryOf, role } from './roles.ts';
import { site, text, valueOf } from './site.ts';

const registry = registryOf(
  nvmeLvm,
  role('db-mounts', { after: ['nvme-lvm'] }),
  role('warm-btrfs', { parallelSafe: true, tier: 'warm' }),
  role('nas-nfs', { parallelSafe: true, tier: 'cold' }),
  role('chicken', { after: ['egg'] }),
  role('egg', { after: ['chicken'] }),
);

const load = (yaml: string) =>
  valueOf(loadPlaybook(site({ 'p.yaml': yaml }).path('p.yaml'), registry, new Vault())).plays;

const told = (yaml: string): string => {
  const place = site({ 'p.yaml': yaml });
  return place.told(loadPlaybook(place.path('p.yaml'), registry, new Vault()));
};

describe('the plays of a playbook', () => {
  it('have a mode, roles and hosts', () => {
    const [play] = load('- { name: Hot tier, hosts: "traders:!nas", mode: rollback, roles: [nvme-lvm] }');
    expect(play).toMatchObject({ name: 'Hot tier', hosts: 'traders:!nas', mode: 'rollback', phases: [[nvmeLvm]] });
  });

  it('apply by default, and are called by what they do', () => {
    const plays = load('- { hosts: all, roles: [nvme-lvm] }\n- { hosts: nas, mode: validate, roles: [nas-nfs] }');
    expect(plays.map(({ name, mode }) => [name, mode])).toEqual([
      ['apply all', 'apply'],
      ['validate nas', 'validate'],
    ]);
  });

  it('order their roles as these depend', () => {
    const [play] = load('- { hosts: all, roles: [db-mounts, warm-btrfs, nvme-lvm, nas-nfs] }');
    expect(play?.phases.map((phase) => phase.map(({ name }) => name))).toEqual([
      ['warm-btrfs', 'nas-nfs'],
      ['nvme-lvm'],
      ['db-mounts'],
    ]);
  });

  it('give their tags to their roles, which may have more, and variables', () => {
    const [play] = load(text`
      - hosts: all
        tags: [nightly]
        vars: { a: 1 }
        roles:
          - nas-nfs
          - { role: nvme-lvm, tags: [disks], vars: { hot: { vg: vg_x } } }
    `);
    expect(play && plainMap(play.vars)).toEqual({ a: 1 });
    expect(play?.roles.map(({ role: { name }, tags, vars }) => [name, tags, plainMap(vars)])).toEqual([
      ['nas-nfs', ['nightly'], {}],
      ['nvme-lvm', ['nightly', 'disks'], { hot: { vg: 'vg_x' } }],
    ]);
  });
});

describe('what is wrong with a playbook', () => {
  it.each<[string, string, string]>([
    [
      'nothing in it',
      '',
      text`
        p.yaml:1:1: error: this file is empty
          1 | 
            | ^
          begin with "- { hosts: all, roles: [nvme-lvm] }"
      `,
    ],
    [
      'no plays',
      '[]',
      text`
        p.yaml:1:1: error: the playbook must not be empty
          1 | []
            | ^~
          expected: A list of plays, each with "hosts" and "roles".
      `,
    ],
    [
      'a play that is not in a list',
      'hosts: all\nroles: [nvme-lvm]',
      text`
        p.yaml:1:1: error: the playbook must be a list, not a mapping
          1 | hosts: all
            | ^~~~~~~~~~
          expected: A list of plays, each with "hosts" and "roles".
      `,
    ],
    [
      'no hosts',
      '- roles: [nvme-lvm]',
      text`
        p.yaml:1:3: error: entry 1 of the playbook lacks the key "hosts"
          1 | - roles: [nvme-lvm]
            |   ^~~~~~~~~~~~~~~~~
          expected: Hosts and groups, as in traders:&europe:!trader3.
      `,
    ],
    [
      'no roles',
      '- { hosts: all, roles: [] }',
      text`
        p.yaml:1:17: error: roles must not be empty
          1 | - { hosts: all, roles: [] }
            |                 ^~~~~
          expected: Roles, in any order: jts runs them as they depend.
      `,
    ],
    [
      'a misspelt key',
      '- hosts: all\n  rolls: [nvme-lvm]',
      text`
        p.yaml:2:3: error: unknown key "rolls" in entry 1 of the playbook
          2 |   rolls: [nvme-lvm]
            |   ^~~~~
          did you mean "roles"?
      `,
    ],
    [
      'a key of Ansible',
      '- hosts: all\n  become: true\n  roles: [nvme-lvm]',
      text`
        p.yaml:2:3: error: unknown key "become" in entry 1 of the playbook
          2 |   become: true
            |   ^~~~~~
          known keys: name, hosts, mode, serial, maxFailures, unattended, roles, vars, tags
      `,
    ],
    [
      'an unknown mode',
      '- { hosts: all, mode: aply, roles: [nvme-lvm] }',
      text`
        p.yaml:1:23: error: mode must be apply, check, validate or rollback, not "aply"
          1 | - { hosts: all, mode: aply, roles: [nvme-lvm] }
            |                       ^~~~
          did you mean "apply"?
      `,
    ],
    [
      'hosts in a list',
      '- { hosts: [a, b], roles: [nvme-lvm] }',
      text`
        p.yaml:1:5: error: hosts must be text, not a list
          1 | - { hosts: [a, b], roles: [nvme-lvm] }
            |     ^~~~~
          expected: Hosts and groups, as in traders:&europe:!trader3.
      `,
    ],
    [
      'one role without a list',
      '- { hosts: all, roles: nvme-lvm }',
      text`
        p.yaml:1:24: error: roles must be a list, not "nvme-lvm"
          1 | - { hosts: all, roles: nvme-lvm }
            |                        ^~~~~~~~
          write a list: [nvme-lvm]
      `,
    ],
    [
      'one tag without a list',
      '- { hosts: all, tags: perf, roles: [nvme-lvm] }',
      text`
        p.yaml:1:23: error: tags must be a list, not "perf"
          1 | - { hosts: all, tags: perf, roles: [nvme-lvm] }
            |                       ^~~~
          write a list: [perf]
      `,
    ],
    [
      'a tag with a comma',
      '- { hosts: all, tags: ["a,b"], roles: [nvme-lvm] }',
      text`
        p.yaml:1:24: error: entry 1 of tags cannot be "a,b"
          1 | - { hosts: all, tags: ["a,b"], roles: [nvme-lvm] }
            |                        ^~~~~
          expected: A word without commas.
      `,
    ],
    [
      'a number in place of a role',
      '- { hosts: all, roles: [1] }',
      text`
        p.yaml:1:25: error: entry 1 of roles must be text or a mapping, not the number 1
          1 | - { hosts: all, roles: [1] }
            |                         ^
          quote it: "1"
      `,
    ],
    [
      'a role without a name',
      '- { hosts: all, roles: [{ vars: {} }] }',
      text`
        p.yaml:1:25: error: entry 1 of roles lacks the key "role"
          1 | - { hosts: all, roles: [{ vars: {} }] }
            |                         ^~~~~~~~~~~~
          expected: The name of a role, as "jts roles" lists it.
      `,
    ],
    [
      'an unknown key of a role',
      '- { hosts: all, roles: [{ role: nvme-lvm, var: {} }] }',
      text`
        p.yaml:1:43: error: unknown key "var" in entry 1 of roles
          1 | - { hosts: all, roles: [{ role: nvme-lvm, var: {} }] }
            |                                           ^~~
          did you mean "vars"?
      `,
    ],
    [
      'an unknown role',
      '- { hosts: all, roles: [nvme-lmv] }',
      text`
        p.yaml:1:25: error: there is no role "nvme-lmv"
          1 | - { hosts: all, roles: [nvme-lmv] }
            |                         ^~~~~~~~
          did you mean "nvme-lvm"?
      `,
    ],
    [
      'an unknown role like no other',
      '- { hosts: all, roles: [{ role: postgres }] }',
      text`
        p.yaml:1:33: error: there is no role "postgres"
          1 | - { hosts: all, roles: [{ role: postgres }] }
            |                                 ^~~~~~~~
          known roles: nvme-lvm, db-mounts, warm-btrfs, nas-nfs, chicken, egg
      `,
    ],
    [
      'a role twice',
      '- { hosts: all, roles: [nvme-lvm, nas-nfs, { role: nvme-lvm }] }',
      text`
        p.yaml:1:52: error: the play has the role nvme-lvm twice
          1 | - { hosts: all, roles: [nvme-lvm, nas-nfs, { role: nvme-lvm }] }
            |                                                    ^~~~~~~~
          keep one of them, or make a second play
      `,
    ],
    [
      'a circle of roles',
      '- hosts: all\n  roles: [nvme-lvm, chicken, egg]',
      text`
        p.yaml:2:3: error: roles wait for each other in a circle: chicken > egg > chicken
          2 |   roles: [nvme-lvm, chicken, egg]
            |   ^~~~~
          take one of these roles out, or change what it names in "after"
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(told(yaml)).toBe(expected);
  });

  it.each([
    ['its name', '- name: !secret hunter2\n  hosts: all\n  roles: [nas-nfs]', '1:17'],
    ['its hosts', '- hosts: !secret "hunter2:all"\n  roles: [nas-nfs]', '1:18'],
    ['a role', '- hosts: all\n  roles: [!secret hunter2]', '2:19'],
    ['the name of a role with variables', '- hosts: all\n  roles: [{ role: !secret nas-nfs }]', '2:27'],
    ['a tag', '- hosts: all\n  tags: [!secret hunter2]\n  roles: [nas-nfs]', '2:18'],
  ])('tells that %s cannot be secret', (_, yaml, place) => {
    expect(told(yaml)).toBe(
      `p.yaml:${place}: error: in a playbook, only variables can be secret\n  write it without !secret`,
    );
  });

  it('tells of thousands of mistakes, each once', () => {
    const plays = Array.from({ length: 3000 }, (_, index) => `- { hosts: all, roles: [${index}], mdoe: apply }\n`);
    const lines = told(plays.join('')).split('\n');
    expect(lines.filter((line) => line.endsWith('must be text or a mapping, not the number 2999'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('p.yaml:'))).toHaveLength(6000);
  });

  it('tells of a missing file', () => {
    const place = site({ 'provision-hot.yaml': '' });
    expect(place.told(loadPlaybook(place.path('provision-hto.yaml'), registry, new Vault()))).toBe(text`
        error: provision-hto.yaml does not exist
          did you mean "provision-hot.yaml"?
      `);
  });
});
