import { describe, expect, it } from 'vitest';
import { resolve } from './resolving.ts';
import { registryOf, role } from './roles.ts';
import { site, text } from './site.ts';

const DISK = 'disks: { hot: { serial: S1 } }';
const PLAY = '- { hosts: all, roles: [nvme-lvm] }';

const told = (files: Readonly<Record<string, string>>, extra: readonly string[] = []): string => {
  const place = site({ 'x.yaml': `all: { hosts: { t1: { ${DISK} } } }`, 'p.yaml': PLAY, ...files });
  return place.told(resolve(place, { extra }));
};

describe('variables that no role declares', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
    [
      'in a group',
      { 'x.yaml': `all:\n  vars: { hto: {} }\n  hosts: { t1: { ${DISK} } }` },
      [],
      text`
        x.yaml:2:11: error: no role has a variable "hto"
          2 |   vars: { hto: {} }
            |           ^~~
          did you mean "hot"?
      `,
    ],
    [
      'in a group without hosts',
      { 'x.yaml': `all: { hosts: { t1: { ${DISK} } } }\nb: { vars: { x: 1 } }` },
      [],
      text`
        x.yaml:2:14: error: no role has a variable "x"
          2 | b: { vars: { x: 1 } }
            |              ^
          known variables: disks, hot
      `,
    ],
    [
      'by the name Ansible has for a key',
      { 'group_vars/all.yaml': 'ansible_user: ops\n' },
      [],
      text`
        group_vars/all.yaml:1:1: error: no role has a variable "ansible_user"
          1 | ansible_user: ops
            | ^~~~~~~~~~~~
          jts has the key "user" for it, on hosts and groups
      `,
    ],
    [
      'in host_vars',
      { 'host_vars/t1.yml': 'warm: {}\n' },
      [],
      text`
        host_vars/t1.yml:1:1: error: no role has a variable "warm"
          1 | warm: {}
            | ^~~~
          known variables: disks, hot
      `,
    ],
    [
      'in a play',
      { 'p.yaml': '- { hosts: all, vars: { hott: {} }, roles: [nvme-lvm] }' },
      [],
      text`
        p.yaml:1:25: error: no role has a variable "hott"
          1 | - { hosts: all, vars: { hott: {} }, roles: [nvme-lvm] }
            |                         ^~~~
          did you mean "hot"?
      `,
    ],
    [
      'for another role',
      { 'p.yaml': '- { hosts: all, roles: [nvme-lvm, { role: nas-nfs, vars: { hot: {} } }] }' },
      [],
      text`
        p.yaml:1:60: error: role nas-nfs has no variable "hot"
          1 | - { hosts: all, roles: [nvme-lvm, { role: nas-nfs, vars: { hot: {} } }] }
            |                                                            ^~~
          there are no variables
      `,
    ],
    [
      'in -e',
      {},
      ['hto.vg=x'],
      text`
        -e:1:1: error: no role has a variable "hto"
          1 | hto.vg=x
            | ^~~
          did you mean "hot"?
      `,
    ],
    [
      'below a mapping that several roles share',
      { 'x.yaml': 'all: { hosts: { t1: { disks: { hot: { serial: S1 }, hut: { serial: S2 } } } } }' },
      [],
      text`
        x.yaml:1:53: error: no role has a variable "disks.hut"
          1 | all: { hosts: { t1: { disks: { hot: { serial: S1 }, hut: { serial: S2 } } } } }
            |                                                     ^~~
          did you mean "hot"?
      `,
    ],
  ])('%s', (_, files, extra, expected) => {
    expect(told(files, extra)).toBe(expected);
  });

  it('are not the disks of a host, even where no role asks for a disk', () => {
    const place = site({ 'x.yaml': `all: { hosts: { t1: { ${DISK} } } }`, 'p.yaml': '- { hosts: all, roles: [web] }' });
    expect(resolve(place, { registry: registryOf(role('web')) }).ok).toBe(true);
  });

  it('are told beside what else is wrong', () => {
    expect(told({ 'group_vars/all.yaml': 'hto: {}\nhot: { vg: 1 }\n' })).toBe(text`
        group_vars/all.yaml:1:1: error: no role has a variable "hto"
          1 | hto: {}
            | ^~~
          did you mean "hot"?
        group_vars/all.yaml:2:12: error: hot.vg must be text, not the number 1
          2 | hot: { vg: 1 }
            |            ^
          quote it: "1"
      `);
  });
});
