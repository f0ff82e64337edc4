import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/config/inventory.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text } from './site.ts';

const told = (yaml: string): string => {
  const place = site({ 'x.yaml': yaml });
  return place.told(loadInventory(place.path('x.yaml'), new Vault()));
};

describe('what is wrong with an inventory', () => {
  it.each<[string, string, string]>([
    [
      'nothing in it',
      '',
      text`
        x.yaml:1:1: error: this file is empty
          1 | 
            | ^
          begin with "all: { hosts: { trader1: { address: 192.0.2.10 } } }"
      `,
    ],
    [
      'comments only',
      '# hosts come here\n',
      text`
        x.yaml:1:1: error: this file is empty
          1 | # hosts come here
            | ^
          begin with "all: { hosts: { trader1: { address: 192.0.2.10 } } }"
      `,
    ],
    [
      'no hosts',
      'all:\n  vars: {}\n',
      text`
        x.yaml:1:1: error: this inventory has no hosts
          1 | all:
            | ^~~
          begin with "all: { hosts: { trader1: { address: 192.0.2.10 } } }"
      `,
    ],
    [
      'a list',
      '- trader1',
      text`
        x.yaml:1:1: error: the inventory must be a mapping, not a list
          1 | - trader1
            | ^~~~~~~~~
          expected: Hosts, in groups, with how to reach them and their variables.
      `,
    ],
    [
      'a misspelt key',
      'all:\n  hosts:\n    trader1: { adress: 127.0.0.1 }',
      text`
        x.yaml:3:16: error: unknown key "adress" in trader1
          3 |     trader1: { adress: 127.0.0.1 }
            |                ^~~~~~
          did you mean "address"?
      `,
    ],
    [
      'a key of Ansible',
      'all:\n  hosts:\n    trader1: { ansible_host: 127.0.0.1 }',
      text`
        x.yaml:3:16: error: unknown key "ansible_host" in trader1
          3 |     trader1: { ansible_host: 127.0.0.1 }
            |                ^~~~~~~~~~~~
          jts has the key "address" for it, on hosts and groups
      `,
    ],
    [
      'a variable where keys are',
      'all:\n  hosts:\n    trader1: { hot: {} }',
      text`
        x.yaml:3:16: error: unknown key "hot" in trader1
          3 |     trader1: { hot: {} }
            |                ^~~
          variables stand below "vars"; known keys: address, port, user, key, knownHosts, become, transport, connectTimeout, reconnectTimeout, disks, vars
      `,
    ],
    [
      'a wrong type',
      'all:\n  hosts:\n    trader1: { port: ssh }',
      text`
        x.yaml:3:22: error: port must be a whole number, not "ssh"
          3 |     trader1: { port: ssh }
            |                      ^~~
          expected: Port of the SSH server.
      `,
    ],
    [
      'a port that is none',
      'all: { port: 65536, hosts: { trader1: } }',
      text`
        x.yaml:1:14: error: port must be at most 65535, not 65536
          1 | all: { port: 65536, hosts: { trader1: } }
            |              ^~~~~
          expected: Port of the SSH server.
      `,
    ],
    [
      'a number for a name',
      'all: { user: 1000, hosts: { trader1: } }',
      text`
        x.yaml:1:14: error: user must be text, not the number 1000
          1 | all: { user: 1000, hosts: { trader1: } }
            |              ^~~~
          quote it: "1000"
      `,
    ],
    [
      'a login that is an option',
      'all: { user: -oProxyCommand=x, hosts: { trader1: } }',
      text`
        x.yaml:1:14: error: user cannot be "-oProxyCommand=x"
          1 | all: { user: -oProxyCommand=x, hosts: { trader1: } }
            |              ^~~~~~~~~~~~~~~~
          expected: Login name on the host.
      `,
    ],
    [
      'an address that is an option',
      'all: { hosts: { trader1: { address: -oProxyCommand=x } } }',
      text`
        x.yaml:1:37: error: address cannot be "-oProxyCommand=x"
          1 | all: { hosts: { trader1: { address: -oProxyCommand=x } } }
            |                                     ^~~~~~~~~~~~~~~~
          expected: Name or IP address; without it, the name of the host.
      `,
    ],
    [
      'hosts in a list',
      'all:\n  hosts:\n    - trader1',
      text`
        x.yaml:2:3: error: hosts must be a mapping, not a list
          2 |   hosts:
            |   ^~~~~
          expected: Hosts of the group.
      `,
    ],
    [
      'a host named like an option',
      'all: { hosts: { -x: } }',
      text`
        x.yaml:1:17: error: "-x" cannot be the name of a host
          1 | all: { hosts: { -x: } }
            |                 ^~
          expected: letters, digits, ".", "-" and "_", starting with a letter, a digit or "_"
      `,
    ],
    [
      'a host named like a command',
      'all: { hosts: { "a; reboot": } }',
      text`
        x.yaml:1:17: error: "a; reboot" cannot be the name of a host
          1 | all: { hosts: { "a; reboot": } }
            |                 ^~~~~~~~~~~
          expected: letters, digits, ".", "-" and "_", starting with a letter, a digit or "_"
      `,
    ],
    [
      'a group named like a path',
      '../etc: { hosts: { trader1: } }',
      text`
        x.yaml:1:1: error: "../etc" cannot be the name of a group
          1 | ../etc: { hosts: { trader1: } }
            | ^~~~~~
          expected: letters, digits, ".", "-" and "_", starting with a letter, a digit or "_"
      `,
    ],
    [
      'an unknown way to become root',
      'all: { become: su, hosts: { trader1: } }',
      text`
        x.yaml:1:16: error: become must be none or sudo, not "su"
          1 | all: { become: su, hosts: { trader1: } }
            |                ^~
          expected: How to become root: none (the login is root), sudo, or { method: sudo, password: ask }.
      `,
    ],
    [
      'a password in the file',
      'all: { become: { method: sudo, password: secret }, hosts: { trader1: } }',
      text`
        x.yaml:1:42: error: password must be none or ask, not "secret"
          1 | all: { become: { method: sudo, password: secret }, hosts: { trader1: } }
            |                                          ^~~~~~
          expected: ask: jts asks for it once, at the start.
      `,
    ],
    [
      'half a description of becoming root',
      'all: { become: { password: ask }, hosts: { trader1: } }',
      text`
        x.yaml:1:8: error: become lacks the key "method"
          1 | all: { become: { password: ask }, hosts: { trader1: } }
            |        ^~~~~~
      `,
    ],
    [
      'a disk by its kernel name',
      'all: { hosts: { trader1: { disks: { hot: { id: /dev/sda } } } } }',
      text`
        x.yaml:1:48: error: id cannot be "/dev/sda": kernel names move between boots
          1 | all: { hosts: { trader1: { disks: { hot: { id: /dev/sda } } } } }
            |                                                ^~~~~~~~
          use a path below /dev/disk/by-id: "ls -l /dev/disk/by-id" on the host, or "jts facts <host>", shows them
      `,
    ],
    [
      'a serial that YAML reads as a number',
      'all: { hosts: { trader1: { disks: { hot: { serial: 0012 } } } } }',
      text`
        x.yaml:1:52: error: serial must be text, not the number 0012
          1 | all: { hosts: { trader1: { disks: { hot: { serial: 0012 } } } } }
            |                                                    ^~~~
          quote it: "0012"
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(told(yaml)).toBe(expected);
  });
});
