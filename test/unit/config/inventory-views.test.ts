import { describe, expect, it } from 'vitest';
import { inventoryList } from '../../../src/config/inventory-list.ts';
import { inventoryTree } from '../../../src/config/inventory-tree.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text, valueOf } from './site.ts';

const load = () => {
  const place = site({
    'x.yaml': text`
      all: { vars: { a: 1 }, hosts: { bastion: { transport: local, become: none } } }
      traders:
        user: ops
        key: /keys/ops
        children:
          europe: { vars: { b: { c: 1, d: 1 } }, hosts: { t1: { address: 192.0.2.1, port: 2222 }, t2: { vars: { b: { d: null } } } } }
          asia: { hosts: { t3: { address: t3.example.net } } }
      empty:
    `,
    'host_vars/t2.yaml': 'b: { e: 2 }',
  });
  return valueOf(loadInventory(place.path('x.yaml'), new Vault()));
};

describe('inventoryList', () => {
  it('has the shape of "ansible-inventory --list"', () => {
    expect(inventoryList(load())).toEqual({
      _meta: {
        hostvars: {
          bastion: { ansible_connection: 'local', ansible_become: false, a: 1 },
          t1: {
            ansible_host: '192.0.2.1',
            ansible_port: 2222,
            ansible_user: 'ops',
            ansible_ssh_private_key_file: '/keys/ops',
            ansible_become: true,
            a: 1,
            b: { c: 1, d: 1 },
          },
          t2: {
            ansible_user: 'ops',
            ansible_ssh_private_key_file: '/keys/ops',
            ansible_become: true,
            a: 1,
            b: { c: 1, e: 2 },
          },
          t3: {
            ansible_host: 't3.example.net',
            ansible_user: 'ops',
            ansible_ssh_private_key_file: '/keys/ops',
            ansible_become: true,
            a: 1,
          },
        },
      },
      all: { children: ['traders', 'empty', 'ungrouped'] },
      traders: { children: ['europe', 'asia'] },
      europe: { hosts: ['t1', 't2'] },
      asia: { hosts: ['t3'] },
      empty: {},
      ungrouped: { hosts: ['bastion'] },
    });
  });
});

describe('inventoryTree', () => {
  it('shows groups and hosts, and how hosts are reached', () => {
    expect(inventoryTree(load())).toBe(text`
      all
      ├── traders
      │   ├── europe
      │   │   ├── t1  ops@192.0.2.1:2222
      │   │   └── t2  ops@t2
      │   └── asia
      │       └── t3  ops@t3.example.net
      ├── empty
      └── ungrouped
          └── bastion  (this machine)
    `);
  });

  it('shows once what many groups hold', () => {
    const levels = Array.from({ length: 40 }, (_, level) => {
      const below = `{ children: { g${level + 1}: } }`;
      return `g${level}: { hosts: { t1: }, children: { a${level}: ${below}, b${level}: ${below} } }\n`;
    });
    const place = site({ 'x.yaml': levels.join('') });
    const lines = inventoryTree(valueOf(loadInventory(place.path('x.yaml'), new Vault()))).split('\n');
    expect(lines.filter((line) => line.endsWith('g9'))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('g9  (as above)'))).toHaveLength(1);
  });

  it('shows a bare name where only OpenSSH knows more', () => {
    const place = site({ 'x.yaml': 'nas: { hosts: { synology: } }' });
    expect(inventoryTree(valueOf(loadInventory(place.path('x.yaml'), new Vault())))).toBe(
      'all\n└── nas\n    └── synology',
    );
  });
});
