import { describe, expect, it } from 'vitest';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { plainMap } from '../../../src/config/located.ts';
import { Vault } from '../../../src/config/vault.ts';
import { site, text, valueOf } from './site.ts';

const read = (...texts: readonly string[]): unknown => plainMap(valueOf(readExtraVars(texts, new Vault())));

const told = (...texts: readonly string[]): string => site({}).told(readExtraVars(texts, new Vault()));

describe('-e', () => {
  it.each<[string, readonly string[], unknown]>([
    ['nothing', [], {}],
    ['text', ['vg=vg_x'], { vg: 'vg_x' }],
    ['text with an equals sign', ['options=commit=5'], { options: 'commit=5' }],
    ['text with spaces', ['motd=do not touch'], { motd: 'do not touch' }],
    ['a percentage', ['hot.reserve=20%'], { hot: { reserve: '20%' } }],
    ['a number', ['n=12'], { n: 12 }],
    ['a quoted number', ['mode="0644"'], { mode: '0644' }],
    ['an empty text', ['a=""'], { a: '' }],
    ['null', ['a.b=null'], { a: { b: null } }],
    ['a list', ['a=[1, x]'], { a: [1, 'x'] }],
    ['a mapping', ['hot={ vg: x }'], { hot: { vg: 'x' } }],
    ['a tree by dots', ['a.b.c=1', 'a.b.d=2'], { a: { b: { c: 1, d: 2 } } }],
    ['the last of two values', ['a=1', 'a=2'], { a: 2 }],
  ])('takes %s', (_, texts, expected) => {
    expect(read(...texts)).toEqual(expected);
  });

  it('takes a file, and what comes after it goes before it', () => {
    const place = site({ 'x.yaml': 'a: 1\nb: 1\n' });
    expect(read(`@${place.path('x.yaml')}`, 'b=2')).toEqual({ a: 1, b: 2 });
  });

  it.each<[string, string, string]>([
    [
      'no equals sign',
      'reserve',
      text`
        -e:1:1: error: "reserve" has no "="
          1 | reserve
            | ^~~~~~~
          write key=value, as in -e hot.reserve=20%, or -e @file.yaml
      `,
    ],
    [
      'nothing',
      '',
      text`
        -e:1:1: error: "" has no "="
          1 | 
            | ^
          write key=value, as in -e hot.reserve=20%, or -e @file.yaml
      `,
    ],
    [
      'no name',
      '=1',
      text`
        -e:1:1: error: a part of the name is empty
          1 | =1
            | ^
          write key=value, as in -e hot.reserve=20%, or -e @file.yaml
      `,
    ],
    [
      'an empty part of a name',
      'hot..reserve=1',
      text`
        -e:1:5: error: a part of the name is empty
          1 | hot..reserve=1
            |     ^
          write key=value, as in -e hot.reserve=20%, or -e @file.yaml
      `,
    ],
    [
      'no value',
      'hot.reserve=',
      text`
        -e:1:12: error: hot.reserve has no value
          1 | hot.reserve=
            |            ^
          write hot.reserve='""' for an empty text, hot.reserve=null to take it away
      `,
    ],
    [
      'broken YAML',
      'hot={ vg: x',
      text`
        -e:1:12: error: not valid YAML: a mapping in { } is not closed
          1 | hot={ vg: x
            |            ^
          close it, and indent its lines
      `,
    ],
    [
      'an alias',
      'a=*x',
      text`
        -e:1:3: error: the alias *x names nothing
          1 | a=*x
            |   ^~
          put &x in front of a value above it
      `,
    ],
  ])('tells of %s', (_, extra, expected) => {
    expect(told(extra)).toBe(expected);
  });

  it('tells of a file that is not there, beside what else is wrong', () => {
    const place = site({ 'vars.yaml': 'a: 1' });
    expect(place.told(readExtraVars(['x', `@${place.path('var.yaml')}`], new Vault()))).toBe(text`
        -e:1:1: error: "x" has no "="
          1 | x
            | ^
          write key=value, as in -e hot.reserve=20%, or -e @file.yaml
        error: var.yaml does not exist
          did you mean "vars.yaml"?
      `);
  });

  it('tells of a file that holds no mapping', () => {
    const place = site({ 'vars.yaml': '- a' });
    expect(place.told(readExtraVars([`@${place.path('vars.yaml')}`], new Vault()))).toBe(text`
        vars.yaml:1:1: error: a file of variables must be a mapping, not a list
          1 | - a
            | ^~~
          write "name: value" lines
      `);
  });
});
