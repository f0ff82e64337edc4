import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/config/inventory.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text, valueOf } from './site.ts';

const load = (yaml: string) => {
  const place = site({ 'x.yaml': yaml });
  return { inventory: valueOf(loadInventory(place.path('x.yaml'), new Vault())), place };
};

const told = (yaml: string): string => {
  const place = site({ 'x.yaml': yaml });
  return place.told(loadInventory(place.path('x.yaml'), new Vault()));
};

describe('groups and hosts of an inventory', () => {
  const { inventory } = load(text`
    all:
      children:
        traders:
          children:
            europe: { hosts: { trader2: , trader1: } }
            asia:
        standby: { hosts: { trader3: } }
      hosts:
        bastion:
    asia:
      hosts: { trader3: }
    nas:
      hosts:
        synology: { address: 192.0.2.9 }
  `);

  it('keeps hosts in the order of the file', () => {
    expect([...inventory.hosts.keys()]).toEqual(['trader2', 'trader1', 'trader3', 'bastion', 'synology']);
  });

  it.each<[string, number, readonly string[], readonly string[]]>([
    ['all', 0, ['traders', 'standby', 'nas', 'ungrouped'], ['bastion']],
    ['traders', 1, ['europe', 'asia'], []],
    ['europe', 2, [], ['trader2', 'trader1']],
    ['asia', 2, [], ['trader3']],
    ['nas', 1, [], ['synology']],
    ['ungrouped', 1, [], ['bastion']],
  ])('group %s stands %i deep', (name, depth, children, hosts) => {
    expect(inventory.groups.get(name)).toMatchObject({ name, depth, children, hosts });
  });

  it.each<[string, readonly string[]]>([
    ['trader1', ['traders', 'europe']],
    ['trader3', ['standby', 'traders', 'asia']],
    ['bastion', ['ungrouped']],
  ])('%s is in its groups, outer ones first and those of one depth by name', (name, groups) => {
    expect(inventory.hosts.get(name)?.groups).toEqual(groups);
  });
});

describe('a host that several groups name', () => {
  it.each([
    'eu: { hosts: { t1: { port: 1 } } }\nus: { hosts: { t1: } }',
    'us: { hosts: { t1: } }\neu: { hosts: { t1: { port: 1 } } }',
  ])('is as one of them describes it: %j', (yaml) => {
    expect(load(yaml).inventory.hosts.get('t1')).toMatchObject({ groups: ['eu', 'us'], connection: { port: 1 } });
  });
});

describe('what is wrong with groups and hosts', () => {
  it.each<[string, string, string]>([
    [
      'a host twice in one place',
      'all:\n  hosts:\n    trader1:\n    trader1:',
      text`
        x.yaml:4:5: error: the key "trader1" is given twice
          4 |     trader1:
            |     ^~~~~~~
          the first is on line 3; keep one of them
      `,
    ],
    [
      'a host described twice',
      'eu: { hosts: { t1: { port: 1 } } }\nus: { hosts: { t1: { port: 2 } } }',
      text`
        x.yaml:2:16: error: the host t1 is described twice
          2 | us: { hosts: { t1: { port: 2 } } }
            |                ^~
          it is described on line 1 already; describe it once and write just "t1:" in other places
      `,
    ],
    [
      'a group described twice',
      'eu: { hosts: { t1: } }\nus: { children: { eu: { port: 1 } } }',
      text`
        x.yaml:2:19: error: the group eu is described twice
          2 | us: { children: { eu: { port: 1 } } }
            |                   ^~
          it is described on line 1 already; describe it once and write just "eu:" in other places
      `,
    ],
    [
      'a host and a group of one name',
      'nas: { hosts: { nas: } }',
      text`
        x.yaml:1:17: error: nas names both a host and a group
          1 | nas: { hosts: { nas: } }
            |                 ^~~
          rename one of them
      `,
    ],
    [
      'a group in itself',
      'eu: { children: { eu: } }',
      text`
        x.yaml:1:19: error: groups hold each other in a circle: eu > eu
          1 | eu: { children: { eu: } }
            |                   ^~
          take eu out of the children of eu, or break the circle elsewhere
      `,
    ],
    [
      'a chain of groups without end',
      Array.from({ length: 1000 }, (_, index) => `g${index}: { children: { g${index + 1}: } }\n`).join(''),
      text`
        x.yaml:101:1: error: the group g100 lies more than 100 groups deep
          101 | g100: { children: { g101: } }
              | ^~~~
          hold it by a group further out
      `,
    ],
    [
      'a circle of groups',
      'a: { children: { b: }, hosts: { t1: } }\nb: { children: { c: } }\nc: { children: { a: } }',
      text`
        x.yaml:1:18: error: groups hold each other in a circle: a > b > c > a
          1 | a: { children: { b: }, hosts: { t1: } }
            |                  ^
          take b out of the children of a, or break the circle elsewhere
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(told(yaml)).toBe(expected);
  });
});
