import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/config/glob.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { asksForFailed, matchingHosts } from '../../../src/config/pattern.ts';
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
    [
      '@hosts.txt',
      'there is no host or group "@hosts.txt"',
      'with "@" there is only @failed: in a limit, who did not come through in the last run',
    ],
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

describe('@failed in a pattern', () => {
  const failed = (...hosts: readonly string[]) => ({ run: 'r1', hosts: new Set(hosts) });

  it.each<[string, readonly string[], readonly string[]]>([
    ['@failed', ['t1', 's1'], ['t1', 's1']],
    ['@failed', ['s1', 't1'], ['t1', 's1']],
    ['@failed,synology', ['t1'], ['t1', 'synology']],
    ['@failed:synology', ['t1'], ['t1', 'synology']],
    ['t4 , @failed', ['t1'], ['t1', 't4']],
    ['@failed,!t3', ['t1', 't3'], ['t1']],
    ['@failed:!europe', ['t1', 's1'], ['s1']],
    ['traders:&@failed', ['t1', 's1'], ['t1']],
    ['europe:!@failed', ['t1', 's1'], ['t2', 't3']],
    ['!@failed', ['t1', 't2', 't3', 's1'], ['t4', 'synology']],
    ['europe:!@failed', [], ['t1', 't2', 't3']],
    ['@failed', ['t1', 'gone'], ['t1']],
    ['@failed', ['t1', '*', 't[2-3]', 'all', 'europe', '!t1', 't2,t3', '@failed', '__proto__'], ['t1']],
  ])('%s, where %j failed', (pattern, hosts, expected) => {
    const matching = matchingHosts(inventory, pattern, failed(...hosts));
    expect(matching.ok && matching.value.map(({ name }) => name)).toEqual(expected);
  });

  const MANY = Array.from({ length: 14 }, (_, index) => `g${index + 1}`);

  it.each<[string, string, readonly string[], string, string]>([
    [
      'every host came through',
      '@failed',
      [],
      'every host came through in the last run, "r1": @failed stands for none',
      'leave it out; "jts drift" tells whether the hosts are still as declared',
    ],
    [
      'every host came through, and others are named',
      't1:&@failed',
      [],
      'every host came through in the last run, "r1": @failed stands for none',
      'leave it out; "jts drift" tells whether the hosts are still as declared',
    ],
    [
      'none of the hosts is there any more',
      '@failed',
      ['t9', 'a\nb'],
      `none of the hosts that did not come through in the last run, "r1", is in ${inventory.file}: "t9", "a\\nb"`,
      "pass that run's inventory with -i, or name hosts of this one",
    ],
    [
      'none of many hosts is there any more',
      '@failed',
      MANY,
      `none of the hosts that did not come through in the last run, "r1", is in ${inventory.file}: ${MANY.slice(0, 12)
        .map((name) => `"${name}"`)
        .join(', ')} and 2 more`,
      "pass that run's inventory with -i, or name hosts of this one",
    ],
    [
      'another name is unknown',
      '@failed:synolgy',
      [],
      'there is no host or group "synolgy"',
      'did you mean "synology"?',
    ],
    [
      'nothing is left',
      '@failed:!t1',
      ['t1'],
      'no host matches "@failed:!t1"',
      'known hosts: t1, t2, t3, t4, s1, synology; groups: traders, europe, asia, staging, nas',
    ],
  ])('matches nothing where %s', (_, pattern, hosts, message, advice) => {
    expect(matchingHosts(inventory, pattern, failed(...hosts))).toEqual({ ok: false, failure: { message, advice } });
  });

  it.each<[string, boolean]>([
    ['@failed', true],
    ['h3:!@failed', true],
    ['h3, & @failed', true],
    ['@failed2', false],
    ['@FAILED', false],
    ['a@failed', false],
    ['failed', false],
    ['', false],
  ])('is asked for in %j: %s', (pattern, expected) => {
    expect(asksForFailed(pattern)).toBe(expected);
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
