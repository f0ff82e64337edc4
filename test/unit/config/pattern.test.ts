import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/config/glob.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { matchingHosts } from '../../../src/config/pattern.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text, valueOf } from './site.ts';

const place = site({
  'x.yaml': text`
    traders: { children: { europe: { hosts: { t1: , t2: , t3: } }, asia: { hosts: { t4: } } } }
    staging: { hosts: { t3: , s1: } }
    nas: { hosts: { synology: } }
  `,
});
const inventory = valueOf(loadInventory(place.path('x.yaml'), new Vault()));

const names = (pattern: string): readonly string[] => {
  const hosts = matchingHosts(inventory, pattern);
  if (!hosts.ok) throw new Error(hosts.failure.message);
  return hosts.value.map(({ name }) => name);
};

describe('patterns of hosts', () => {
  it.each<[string, readonly string[]]>([
    ['all', ['t1', 't2', 't3', 't4', 's1', 'synology']],
    ['*', ['t1', 't2', 't3', 't4', 's1', 'synology']],
    ['t2', ['t2']],
    ['traders', ['t1', 't2', 't3', 't4']],
    ['t4:t1', ['t1', 't4']],
    ['t4,t1', ['t1', 't4']],
    ['t4, t1', ['t1', 't4']],
    ['europe:nas', ['t1', 't2', 't3', 'synology']],
    ['traders:&staging', ['t3']],
    ['&staging:traders', ['t3']],
    ['traders:!europe', ['t4']],
    ['traders,!t2,&europe', ['t1', 't3']],
    ['!traders', ['s1', 'synology']],
    ['&staging', ['t3', 's1']],
    ['t[1-2]', ['t1', 't2']],
    ['t[!1-2]', ['t3', 't4']],
    ['?1', ['t1', 's1']],
    ['*ing', ['t3', 's1']],
    ['trad*:!*ia', ['t1', 't2', 't3']],
    ['t1::', ['t1']],
  ])('%s', (pattern, expected) => {
    expect(names(pattern)).toEqual(expected);
  });

  const known = 'known hosts: t1, t2, t3, t4, s1, synology; groups: traders, europe, asia, staging, nas';

  it.each<[string, string, string]>([
    ['web', 'there is no host or group "web"', known],
    ['tradrs', 'there is no host or group "tradrs"', 'did you mean "traders"?'],
    ['europe:web', 'there is no host or group "web"', known],
    ['t1:!synolgy', 'there is no host or group "synolgy"', 'did you mean "synology"?'],
    ['europe:&asia', 'no host matches "europe:&asia"', known],
    ['web*', 'no host matches "web*"', known],
    ['[z-a]', 'no host matches "[z-a]"', known],
    ['', 'no host matches ""', known],
    [':', 'no host matches ":"', known],
    ['@hosts.txt', 'there is no host or group "@hosts.txt"', known],
  ])('%j matches nothing', (pattern, message, advice) => {
    expect(matchingHosts(inventory, pattern)).toEqual({ ok: false, failure: { message, advice } });
  });

  it('never throws, and only names hosts that are there', () => {
    const alphabet = fc.constantFrom(
      't',
      '1',
      '*',
      '?',
      '[',
      ']',
      '!',
      '&',
      ':',
      ',',
      '-',
      '^',
      '\\',
      '(',
      ' ',
      'é',
      '\u{1F600}',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: alphabet })), (pattern) => {
        const hosts = matchingHosts(inventory, pattern);
        const found = hosts.ok ? hosts.value : [];
        for (const host of found) expect(inventory.hosts.get(host.name)).toBe(host);
        expect(hosts.ok).toBe(found.length > 0);
      }),
    );
  });
});

describe('matchesGlob', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['*', '', true],
    ['?', '', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a.c', 'abc', false],
    ['[', '[', true],
    ['[a', '[a', true],
    ['[]', '[]', true],
    ['[a-]', '-', true],
    ['a+', 'a+', true],
  ])('%j on %j is %s', (glob, name, expected) => {
    expect(matchesGlob(glob, name)).toBe(expected);
  });

  it('matches a name by itself where it has no wildcards, and by * at either end', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{1,20}$/), fc.nat(20), (name, at) => {
        expect(matchesGlob(name, name)).toBe(true);
        expect(matchesGlob(`${name.slice(0, at)}*`, name)).toBe(true);
        expect(matchesGlob(`*${name.slice(at)}`, name)).toBe(true);
      }),
    );
  });

  it('ends soon on a glob that would send a regular expression astray', () => {
    expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(253))).toBe(false);
  });
});
