import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { DiskIdentity } from '../../../src/model/disk.ts';
import { anything, closed, told } from './explaining.ts';
import { text } from './site.ts';

describe('each mistake is told once, with what was expected: keys, names and entries', () => {
  it.each<[string, TSchema, string, string]>([
    [
      'an unknown key like a known one',
      closed({ address: Type.Optional(anything), port: Type.Optional(anything) }),
      'adress: x',
      text`
        x.yaml:1:1: error: unknown key "adress" in the file
          1 | adress: x
            | ^~~~~~
          did you mean "address"?
      `,
    ],
    [
      'an unknown key like no other',
      closed({ address: Type.Optional(anything), port: Type.Optional(anything) }),
      'colour: x',
      text`
        x.yaml:1:1: error: unknown key "colour" in the file
          1 | colour: x
            | ^~~~~~
          known keys: address, port
      `,
    ],
    [
      'an unknown key where none is known',
      closed({}),
      'x: 1',
      text`
        x.yaml:1:1: error: unknown key "x" in the file
          1 | x: 1
            | ^
          there are no keys
      `,
    ],
    [
      'a name of the wrong form',
      Type.Record(Type.String({ pattern: '^lv_' }), anything, { additionalProperties: false }),
      'redis: {}',
      text`
        x.yaml:1:1: error: unknown key "redis" in the file
          1 | redis: {}
            | ^~~~~
          expected: a name that matches ^lv_
      `,
    ],
    [
      'a misspelt required key',
      closed({ roles: anything }),
      'rolls: []',
      text`
        x.yaml:1:1: error: unknown key "rolls" in the file
          1 | rolls: []
            | ^~~~~
          did you mean "roles"?
      `,
    ],
    [
      'a missing key',
      Type.Object({ roles: anything }),
      'hosts: all',
      text`
        x.yaml:1:1: error: roles is missing
          1 | hosts: all
            | ^~~~~~~~~~
      `,
    ],
    [
      'an empty list',
      Type.Object({ a: Type.Array(anything, { minItems: 1 }) }),
      'a: []',
      text`
        x.yaml:1:1: error: a must not be empty
          1 | a: []
            | ^
      `,
    ],
    [
      'an empty text',
      Type.Object({ a: Type.String({ minLength: 1 }) }),
      'a: ""',
      text`
        x.yaml:1:4: error: a must not be empty
          1 | a: ""
            |    ^~
      `,
    ],
    [
      'an entry twice',
      Type.Object({ a: Type.Array(anything, { uniqueItems: true }) }),
      'a: [x, y, x]',
      text`
        x.yaml:1:11: error: a has "x" twice
          1 | a: [x, y, x]
            |           ^
          keep one of them
      `,
    ],
    [
      'a bad name',
      Type.Record(Type.String(), anything, {
        propertyNames: { title: 'the name of a host', pattern: '^[a-z]', description: 'a letter first' },
      }),
      '-x: 1',
      text`
        x.yaml:1:1: error: "-x" cannot be the name of a host
          1 | -x: 1
            | ^~
          expected: a letter first
      `,
    ],
    [
      'a bad name of what has no title',
      Type.Object({ a: Type.Record(Type.String(), anything, { propertyNames: { pattern: '^[a-z]' } }) }),
      'a: { 1: 1 }',
      text`
        x.yaml:1:6: error: "1" cannot be a key of a
          1 | a: { 1: 1 }
            |      ^
      `,
    ],
    [
      'a disk by its kernel name',
      Type.Object({ id: DiskIdentity.properties.id }),
      'id: /dev/nvme0n1',
      text`
        x.yaml:1:5: error: id cannot be "/dev/nvme0n1": kernel names move between boots
          1 | id: /dev/nvme0n1
            |     ^~~~~~~~~~~~
          use a path below /dev/disk/by-id: "ls -l /dev/disk/by-id" on the host, or "jts facts <host>", shows them
      `,
    ],
    [
      'a disk by its label',
      Type.Object({ id: DiskIdentity.properties.id }),
      'id: /dev/disk/by-label/hot',
      text`
        x.yaml:1:5: error: id cannot be "/dev/disk/by-label/hot"
          1 | id: /dev/disk/by-label/hot
            |     ^~~~~~~~~~~~~~~~~~~~~~
          expected: Path below /dev/disk/by-id or /dev/disk/by-partuuid.
      `,
    ],
    [
      'a disk by nothing',
      Type.Object({ hot: DiskIdentity }),
      'hot: {}',
      text`
        x.yaml:1:1: error: hot needs at least one of id, serial, wwn, partition or size
          1 | hot: {}
            | ^~~
          expected: A disk or partition, by lasting names only.
      `,
    ],
  ])('%s', (_, schema, yaml, expected) => {
    expect(told(schema, yaml)).toBe(expected);
  });
});
