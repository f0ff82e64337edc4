import { describe, expect, it } from 'vitest';
import { toldOfYaml } from './explaining.ts';
import { text } from './site.ts';

const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'])
  bomb.push(`${to ?? ''}: &${to ?? ''} [${Array.from({ length: 10 }, () => `*${from ?? ''}`).join(', ')}]`);

const chain = ['a0: &a0 [x]', ...Array.from({ length: 120 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]`)];

describe('values and keys that jts does not take are told', () => {
  it.each<[string, string, string]>([
    [
      'an alias of nothing',
      'a: *nothing',
      text`
        x.yaml:1:4: error: the alias *nothing names nothing
          1 | a: *nothing
            |    ^~~~~~~~
          put &nothing in front of a value above it
      `,
    ],
    [
      'an alias inside its value',
      'a: &x [*x]',
      text`
        x.yaml:1:8: error: the alias *x stands inside the value it names
          1 | a: &x [*x]
            |        ^~
          remove it
      `,
    ],
    [
      'an alias inside a value of a name that was there before',
      'a: &x 1\nb: &x [*x]',
      text`
        x.yaml:2:8: error: the alias *x stands inside the value it names
          2 | b: &x [*x]
            |        ^~
          remove it
      `,
    ],
    [
      'a key twice',
      'port: 1\nhost: 2\nport: 3',
      text`
        x.yaml:3:1: error: the key "port" is given twice
          3 | port: 3
            | ^~~~
          the first is on line 1; keep one of them
      `,
    ],
    [
      'a template',
      'a: {{ x }}',
      text`
        x.yaml:1:5: error: a key must be text
          1 | a: {{ x }}
            |     ^~~~~
          jts has no {{ templates }}; write the value itself
      `,
    ],
    [
      'a tag',
      'a: !vault x',
      text`
        x.yaml:1:11: error: jts has no YAML tags such as "!vault"
          1 | a: !vault x
            |           ^
          write the value without it
      `,
    ],
    [
      'an older YAML',
      '%YAML 1.1\n---\na: yes',
      text`
        x.yaml:1:1: error: jts reads YAML 1.2
          1 | %YAML 1.1
            | ^~~~~~~~~
          remove this line
      `,
    ],
    [
      'infinity',
      'a: .inf',
      text`
        x.yaml:1:4: error: .inf is not a number that jts can hold exactly
          1 | a: .inf
            |    ^~~~
          quote it if it is text
      `,
    ],
    [
      'a number too large to be exact',
      'serial: 12345678901234567890',
      text`
        x.yaml:1:9: error: 12345678901234567890 is not a number that jts can hold exactly
          1 | serial: 12345678901234567890
            |         ^~~~~~~~~~~~~~~~~~~~
          quote it if it is text
      `,
    ],
    [
      'a merge of a number',
      '<<: 1',
      text`
        x.yaml:1:1: error: "<<" takes a mapping or a list of mappings
          1 | <<: 1
            | ^~
          write "<<: *name"
      `,
    ],
    [
      'a list as a key',
      '? [a]\n: 1',
      text`
        x.yaml:1:3: error: a key must be text
          1 | ? [a]
            |   ^~~
          write a name
      `,
    ],
    [
      'null as a key',
      '~: 1',
      text`
        x.yaml:1:1: error: a key must be text
          1 | ~: 1
            | ^
          write a name
      `,
    ],
    [
      'a bomb of aliases',
      bomb.join('\n'),
      text`
        x.yaml:6:7: error: the aliases in here unfold to too much
          6 | f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
            |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
          write the values out
      `,
    ],
    [
      'a deep chain of aliases',
      chain.join('\n'),
      text`
        x.yaml:101:13: error: the aliases in here unfold to too much
          101 | a100: &a100 [*a99]
              |             ^~~~~~
          write the values out
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(toldOfYaml(yaml)).toBe(expected);
  });
});
