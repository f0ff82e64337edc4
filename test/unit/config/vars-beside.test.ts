import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/config/inventory.ts';
import { plainMap } from '../../../src/config/located.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text, valueOf } from './site.ts';

const INVENTORY = 'all: { children: { traders: { hosts: { trader1: } } } }';

const told = (files: Readonly<Record<string, string>>): string => {
  const place = site({ 'x.yaml': INVENTORY, ...files });
  return place.told(loadInventory(place.path('x.yaml'), new Vault()));
};

const varsOfTraders = (files: Readonly<Record<string, string>>): unknown => {
  const place = site({ 'x.yaml': INVENTORY, ...files });
  const vars = valueOf(loadInventory(place.path('x.yaml'), new Vault())).beside.groups.get('traders')?.vars;
  return vars && plainMap(vars);
};

describe('group_vars and host_vars', () => {
  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['no file', {}, undefined],
    ['a file', { 'group_vars/traders.yaml': 'a: 1' }, { a: 1 }],
    ['a file with the short ending', { 'group_vars/traders.yml': 'a: 1' }, { a: 1 }],
    ['an empty file', { 'group_vars/traders.yaml': '# later' }, {}],
    [
      'a folder of files, of which the last in the alphabet has the last word',
      { 'group_vars/traders/b.yml': 'a: 2', 'group_vars/traders/a.yaml': 'a: 1\nb: 1' },
      { a: 2, b: 1 },
    ],
    ['a folder in a folder', { 'group_vars/traders/eu/a.yaml': 'a: 1' }, { a: 1 }],
    [
      'hidden files and backups passed over',
      { 'group_vars/traders.yaml': 'a: 1', 'group_vars/.traders.yaml.swp': '\0', 'group_vars/traders.yaml~': 'a: 2' },
      { a: 1 },
    ],
  ])('%s', (_, files, expected) => {
    expect(varsOfTraders(files)).toEqual(expected);
  });

  it('takes the groups that every inventory has', () => {
    const place = site({ 'x.yaml': INVENTORY, 'group_vars/all.yaml': 'a: 1', 'group_vars/ungrouped.yaml': 'a: 1' });
    expect(loadInventory(place.path('x.yaml'), new Vault()).ok).toBe(true);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a group that is not there',
      { 'group_vars/tradrs.yaml': 'a: 1' },
      text`
        group_vars/tradrs.yaml:1:1: error: variables of a group that the inventory does not have: tradrs
          1 | a: 1
            | ^~~~
          did you mean "traders"?
      `,
    ],
    [
      'a folder without files of a group that is not there',
      { 'group_vars/tradrs/.keep': '' },
      text`
        error: group_vars/tradrs: variables of a group that the inventory does not have: tradrs
          did you mean "traders"?
      `,
    ],
    [
      'a host that is not there',
      { 'host_vars/web.yaml': 'a: 1' },
      text`
        host_vars/web.yaml:1:1: error: variables of a host that the inventory does not have: web
          1 | a: 1
            | ^~~~
          known hosts: trader1
      `,
    ],
    [
      'a file without an ending',
      { 'group_vars/traders': 'a: 1' },
      text`
        error: group_vars/traders is not read
          give it a name that ends in .yaml, or move it away
      `,
    ],
    [
      'another kind of file in a folder',
      { 'group_vars/traders/a.json': '{}' },
      text`
        error: group_vars/traders/a.json is not read
          give it a name that ends in .yaml, or move it away
      `,
    ],
    [
      'two files for one group',
      { 'group_vars/traders.yaml': '', 'group_vars/traders.yml': '' },
      text`
        group_vars/traders.yml:1:1: error: variables of traders, which group_vars/traders.yaml holds as well
          1 | 
            | ^
          keep one of them
      `,
    ],
    [
      'a file and a folder for one group',
      { 'group_vars/traders.yaml': '', 'group_vars/traders/a.yml': '' },
      text`
        group_vars/traders.yaml:1:1: error: variables of traders, which group_vars/traders holds as well
          1 | 
            | ^
          keep one of them
      `,
    ],
    [
      'a list in a file',
      { 'group_vars/traders.yaml': '- a\n- b\n' },
      text`
        group_vars/traders.yaml:1:1: error: a file of variables must be a mapping, not a list
          1 | - a
            | ^~~
          write "name: value" lines
      `,
    ],
    [
      'broken YAML, beside what else is wrong',
      { 'x.yaml': 'all: { prot: 1 }', 'host_vars/trader1.yaml': 'a: [1' },
      text`
        x.yaml:1:8: error: unknown key "prot" in all
          1 | all: { prot: 1 }
            |        ^~~~
          did you mean "port"?
        host_vars/trader1.yaml:1:6: error: not valid YAML: a list in [ ] is not closed
          1 | a: [1
            |      ^
          close it, and indent its lines
      `,
    ],
  ])('tells of %s', (_, files, expected) => {
    expect(told(files)).toBe(expected);
  });
});
