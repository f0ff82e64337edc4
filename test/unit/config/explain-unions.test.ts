import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { anything, closed, size, told } from './explaining.ts';
import { text } from './site.ts';

const amount = Type.String({ pattern: '^[0-9]+GiB$', description: 'an amount such as 800GiB' });
const layouts = Type.Union([
  closed({ layout: Type.Literal('lvm'), vg: Type.String() }),
  closed({ layout: Type.Literal('directory'), root: Type.String() }),
]);

describe('each mistake is told once, with what was expected: one of several words, forms or types', () => {
  it.each<[string, TSchema, string, string]>([
    [
      'a misspelt word of a few',
      Type.Object({ a: Type.Enum(['apply', 'validate']) }),
      'a: aply',
      text`
        x.yaml:1:4: error: a must be apply or validate, not "aply"
          1 | a: aply
            |    ^~~~
          did you mean "apply"?
      `,
    ],
    [
      'a word of a union',
      Type.Object({ a: Type.Union([Type.Literal('ssh'), Type.Literal('local')]) }),
      'a: telnet',
      text`
        x.yaml:1:4: error: a must be ssh or local, not "telnet"
          1 | a: telnet
            |    ^~~~~~
      `,
    ],
    [
      'text of none of two forms',
      Type.Object({ a: Type.Union([size, amount]) }),
      'a: big',
      text`
        x.yaml:1:4: error: a cannot be "big"
          1 | a: big
            |    ^~~
          expected: a share such as 17% or an amount such as 800GiB
      `,
    ],
    [
      'a number where two forms of text are',
      Type.Object({ a: Type.Union([size, amount]) }),
      'a: 17',
      text`
        x.yaml:1:4: error: a must be text, not the number 17
          1 | a: 17
            |    ^~
          expected: a share such as 17% or an amount such as 800GiB
      `,
    ],
    [
      'neither of two types',
      Type.Object({ a: Type.Union([Type.Integer(), Type.Array(anything)]) }),
      'a: x',
      text`
        x.yaml:1:4: error: a must be a whole number or a list, not "x"
          1 | a: x
            |    ^
          write a list: [x]
      `,
    ],
    [
      'a key of the branch that is meant',
      Type.Object({ a: layouts }),
      'a: { layout: lvm, root: x }',
      text`
        x.yaml:1:1: error: a.vg is missing
          1 | a: { layout: lvm, root: x }
            | ^
        x.yaml:1:19: error: unknown key "root" in a
          1 | a: { layout: lvm, root: x }
            |                   ^~~~
          known keys: layout, vg
      `,
    ],
    [
      'no branch of a union',
      Type.Object({ a: layouts }),
      'a: { layout: lvn, vg: x }',
      text`
        x.yaml:1:14: error: a.layout must be lvm or directory, not "lvn"
          1 | a: { layout: lvn, vg: x }
            |              ^~~
          did you mean "lvm"?
      `,
    ],
  ])('%s', (_, schema, yaml, expected) => {
    expect(told(schema, yaml)).toBe(expected);
  });
});
