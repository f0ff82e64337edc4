import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { anything, closed, size, told } from './explaining.ts';
import { text } from './site.ts';

describe('each mistake is told once, with what was expected: single values', () => {
  it.each<[string, TSchema, string, string]>([
    [
      'text in place of a number',
      Type.Object({ a: Type.Integer({ description: 'Port.' }) }),
      'a: x',
      text`
        x.yaml:1:4: error: a must be a whole number, not "x"
          1 | a: x
            |    ^
          expected: Port.
      `,
    ],
    [
      'a quoted number',
      Type.Object({ a: Type.Integer() }),
      'a: "22"',
      text`
        x.yaml:1:4: error: a must be a whole number, not "22"
          1 | a: "22"
            |    ^~~~
          write it without quotes: 22
      `,
    ],
    [
      'a broken number',
      Type.Object({ a: Type.Integer() }),
      'a: 1.5',
      text`
        x.yaml:1:4: error: a must be a whole number, not the number 1.5
          1 | a: 1.5
            |    ^~~
      `,
    ],
    [
      'a number in place of text',
      Type.Object({ mode: Type.String() }),
      'mode: 0644',
      text`
        x.yaml:1:7: error: mode must be text, not the number 0644
          1 | mode: 0644
            |       ^~~~
          quote it: "0644"
      `,
    ],
    [
      'a boolean in place of text',
      Type.Object({ a: Type.String() }),
      'a: true',
      text`
        x.yaml:1:4: error: a must be text, not true
          1 | a: true
            |    ^~~~
          quote it: "true"
      `,
    ],
    [
      'a word of YAML 1.1 in place of a boolean',
      Type.Object({ a: Type.Boolean() }),
      'a: yes',
      text`
        x.yaml:1:4: error: a must be true or false, not "yes"
          1 | a: yes
            |    ^~~
          write true
      `,
    ],
    [
      'nothing in place of text',
      Type.Object({ a: Type.String() }),
      'a:',
      text`
        x.yaml:1:1: error: a must be text, not empty
          1 | a:
            | ^~
      `,
    ],
    [
      'a list in place of a mapping',
      Type.Object({ a: Type.Object({}) }),
      'a:\n  - b',
      text`
        x.yaml:1:1: error: a must be a mapping, not a list
          1 | a:
            | ^
      `,
    ],
    [
      'text in place of a list',
      Type.Object({ a: Type.Array(anything) }),
      'a: b',
      text`
        x.yaml:1:4: error: a must be a list, not "b"
          1 | a: b
            |    ^
          write a list: [b]
      `,
    ],
    [
      'text of another form',
      Type.Object({ a: size }),
      'a: 17 percent',
      text`
        x.yaml:1:4: error: a cannot be "17 percent"
          1 | a: 17 percent
            |    ^~~~~~~~~~
          expected: a share such as 17%
      `,
    ],
    [
      'text of another form, undescribed',
      Type.Object({ a: Type.String({ pattern: '^x' }) }),
      'a: y',
      text`
        x.yaml:1:4: error: a cannot be "y"
          1 | a: y
            |    ^
          expected: text that matches ^x
      `,
    ],
    [
      'a number out of bounds',
      Type.Object({ a: Type.Integer({ minimum: 1 }) }),
      'a: 0',
      text`
        x.yaml:1:4: error: a must be at least 1, not 0
          1 | a: 0
            |    ^
      `,
    ],
    [
      'a number too large',
      Type.Object({ a: Type.Integer({ maximum: 9 }) }),
      'a: 10',
      text`
        x.yaml:1:4: error: a must be at most 9, not 10
          1 | a: 10
            |    ^~
      `,
    ],
    [
      'a number on its bound',
      Type.Object({ a: Type.Number({ exclusiveMinimum: 0 }) }),
      'a: 0',
      text`
        x.yaml:1:4: error: a must be more than 0, not 0
          1 | a: 0
            |    ^
      `,
    ],
    [
      'an entry of a list',
      Type.Object({ a: Type.Array(Type.String()) }),
      'a: [x, 1]',
      text`
        x.yaml:1:8: error: a.1 must be text, not the number 1
          1 | a: [x, 1]
            |        ^
          quote it: "1"
      `,
    ],
  ])('%s', (_, schema, yaml, expected) => {
    expect(told(schema, yaml)).toBe(expected);
  });

  it('several mistakes from top to bottom', () => {
    const schema = closed({ port: Type.Optional(Type.Integer()), mode: Type.Enum(['a', 'b']), list: Type.Array(size) });
    expect(told(schema, 'mode: c\nlist: [1%, 2, x]\nprot: 1\n')).toBe(text`
        x.yaml:1:7: error: mode must be a or b, not "c"
          1 | mode: c
            |       ^
        x.yaml:2:12: error: list.1 must be text, not the number 2
          2 | list: [1%, 2, x]
            |            ^
          expected: a share such as 17%
        x.yaml:2:15: error: list.2 cannot be "x"
          2 | list: [1%, 2, x]
            |               ^
          expected: a share such as 17%
        x.yaml:3:1: error: unknown key "prot" in the file
          3 | prot: 1
            | ^~~~
          did you mean "port"?
      `);
  });
});
