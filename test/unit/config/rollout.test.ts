import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { Vault } from '../../../src/config/vault.ts';
import { nvmeLvm, registryOf } from './roles.ts';
import { site, text, valueOf } from './site.ts';

const registry = registryOf(nvmeLvm);

const load = (yaml: string) =>
  valueOf(loadPlaybook(site({ 'p.yaml': yaml }).path('p.yaml'), registry, new Vault())).plays;

const told = (yaml: string): string => {
  const place = site({ 'p.yaml': yaml });
  return place.told(loadPlaybook(place.path('p.yaml'), registry, new Vault()));
};

describe('how a play goes through its hosts', () => {
  it.each<[string, string, unknown]>([
    ['all at once by default', 'name: x', {}],
    ['some at a time', 'serial: 3', { serial: [3] }],
    ['a percentage at a time', 'serial: 30%', { serial: ['30%'] }],
    ['a canary first', 'serial: [1, 5, "30%"]', { serial: [1, 5, '30%'] }],
    ['as long as few fail', 'maxFailures: 10%', { maxFailures: '10%' }],
    ['as long as none fails', 'serial: 1, maxFailures: 0', { serial: [1], maxFailures: 0 }],
  ])('%s', (_, key, expected) => {
    expect(load(`- { hosts: all, ${key}, roles: [nvme-lvm] }`).map(({ rollout }) => rollout)).toEqual([expected]);
  });
});

describe('what is wrong with how a play goes through its hosts', () => {
  it.each<[string, string, string]>([
    [
      "Ansible's key for how many hosts may fail",
      '- { hosts: all, max_fail_percentage: 30, roles: [nvme-lvm] }',
      text`
        p.yaml:1:17: error: unknown key "max_fail_percentage" in entry 1 of the playbook
          1 | - { hosts: all, max_fail_percentage: 30, roles: [nvme-lvm] }
            |                 ^~~~~~~~~~~~~~~~~~~
          did you mean "maxFailures"? It takes a number of hosts, or a percentage such as "30%"
      `,
    ],
    [
      "Ansible's key for that none may fail",
      '- { hosts: all, any_errors_fatal: true, roles: [nvme-lvm] }',
      text`
        p.yaml:1:17: error: unknown key "any_errors_fatal" in entry 1 of the playbook
          1 | - { hosts: all, any_errors_fatal: true, roles: [nvme-lvm] }
            |                 ^~~~~~~~~~~~~~~~
          did you mean "maxFailures"? With 0, no further host is begun once one has failed
      `,
    ],
    [
      'batches of no host',
      '- { hosts: all, serial: 0, roles: [nvme-lvm] }',
      text`
        p.yaml:1:25: error: serial must be at least 1, not 0
          1 | - { hosts: all, serial: 0, roles: [nvme-lvm] }
            |                         ^
          expected: a number of hosts from 1
      `,
    ],
    [
      'batches of more than all hosts',
      '- { hosts: all, serial: 130%, roles: [nvme-lvm] }',
      text`
        p.yaml:1:25: error: serial cannot be "130%"
          1 | - { hosts: all, serial: 130%, roles: [nvme-lvm] }
            |                         ^~~~
          expected: a percentage of the play's hosts such as "30%" (a number stands without quotes)
      `,
    ],
    [
      'a size of a batch in quotes',
      '- { hosts: all, serial: [1, "3"], roles: [nvme-lvm] }',
      text`
        p.yaml:1:29: error: entry 2 of serial cannot be "3"
          1 | - { hosts: all, serial: [1, "3"], roles: [nvme-lvm] }
            |                             ^~~
          expected: a percentage of the play's hosts such as "30%" (a number stands without quotes)
      `,
    ],
    [
      'a part of a host',
      '- { hosts: all, serial: 1.5, roles: [nvme-lvm] }',
      text`
        p.yaml:1:25: error: serial must be a whole number, text or a list, not the number 1.5
          1 | - { hosts: all, serial: 1.5, roles: [nvme-lvm] }
            |                         ^~~
          expected: a number of hosts from 1, a percentage of the play's hosts such as "30%" (a number stands without quotes) or a list of these, at least one
      `,
    ],
    [
      'no sizes of batches',
      '- { hosts: all, serial: [], roles: [nvme-lvm] }',
      text`
        p.yaml:1:17: error: serial must not be empty
          1 | - { hosts: all, serial: [], roles: [nvme-lvm] }
            |                 ^~~~~~
          expected: a list of these, at least one
      `,
    ],
    [
      'fewer failures than none',
      '- { hosts: all, maxFailures: -1, roles: [nvme-lvm] }',
      text`
        p.yaml:1:30: error: maxFailures must be at least 0, not -1
          1 | - { hosts: all, maxFailures: -1, roles: [nvme-lvm] }
            |                              ^~
          expected: a number of hosts
      `,
    ],
    [
      'failures of more than all hosts',
      '- { hosts: all, maxFailures: 101%, roles: [nvme-lvm] }',
      text`
        p.yaml:1:30: error: maxFailures cannot be "101%"
          1 | - { hosts: all, maxFailures: 101%, roles: [nvme-lvm] }
            |                              ^~~~
          expected: a percentage of the batch's hosts such as "30%" (a number stands without quotes)
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(told(yaml)).toBe(expected);
  });
});
