import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/config/inventory.ts';
import { Vault } from '../../../src/config/vault.ts';
import type { Connection } from '../../../src/model/host.ts';
import { site, text, valueOf, type Site } from './site.ts';

const connection = (place: Site, host: string): Connection | undefined =>
  valueOf(loadInventory(place.path('inventory/x.yaml'), new Vault())).hosts.get(host)?.connection;

const sudo = { method: 'sudo', password: 'none' };

describe('how a host is reached', () => {
  it('leaves to OpenSSH what nobody says', () => {
    const place = site({ 'inventory/x.yaml': 'all: { hosts: { trader1: } }' });
    expect(connection(place, 'trader1')).toEqual({
      transport: 'ssh',
      become: sudo,
      connectTimeout: 10,
      reconnectTimeout: 180,
    });
  });

  it('takes the keys of its groups, inner ones before outer ones, and its own before those', () => {
    const place = site({
      'inventory/x.yaml': text`
        all: { user: ops, port: 1, key: all, connectTimeout: 5 }
        traders: { port: 2, key: traders, children: { europe: } }
        europe: { key: europe, hosts: { trader1: { address: 192.0.2.1, connectTimeout: 2.5 } } }
      `,
    });
    expect(connection(place, 'trader1')).toEqual({
      transport: 'ssh',
      address: '192.0.2.1',
      port: 2,
      user: 'ops',
      key: place.path('inventory/europe'),
      become: sudo,
      connectTimeout: 2.5,
      reconnectTimeout: 180,
    });
  });

  it('takes the keys of groups of one depth in alphabetical order', () => {
    const place = site({ 'inventory/x.yaml': 'b: { port: 2, hosts: { t: } }\na: { port: 1, hosts: { t: } }' });
    expect(connection(place, 't')?.port).toBe(2);
  });

  it.each<[string, string]>([
    ['id_ed25519', 'inventory/id_ed25519'],
    ['../.lab/id_ed25519', '.lab/id_ed25519'],
  ])('starts the path %s at the folder of the inventory', (key, expected) => {
    const place = site({ 'inventory/x.yaml': `all: { key: ${key}, knownHosts: ${key}, hosts: { t: } }` });
    expect(connection(place, 't')).toMatchObject({ key: place.path(expected), knownHosts: place.path(expected) });
  });

  it.each(['/etc/ssh/key', '~/.ssh/id_ed25519'])('leaves the path %s as it is', (key) => {
    const place = site({ 'inventory/x.yaml': `all: { key: ${key}, hosts: { t: } }` });
    expect(connection(place, 't')?.key).toBe(key);
  });

  it.each<[string, Connection['become']]>([
    ['user: root', { method: 'none' }],
    ['user: ops', { method: 'sudo', password: 'none' }],
    ['user: root, become: sudo', { method: 'sudo', password: 'none' }],
    ['user: ops, become: none', { method: 'none' }],
    ['become: { method: sudo }', { method: 'sudo', password: 'none' }],
    ['become: { method: sudo, password: ask }', { method: 'sudo', password: 'ask' }],
  ])('with { %s } becomes root by %j', (keys, become) => {
    const place = site({ 'inventory/x.yaml': `all: { hosts: { t: { ${keys} } } }` });
    expect(connection(place, 't')?.become).toEqual(become);
  });
});
