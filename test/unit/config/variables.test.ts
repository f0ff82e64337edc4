import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { variablesOf, type Variable } from '../../../src/config/variables.ts';
import { role } from './roles.ts';

const text = (description: string, standard?: string) =>
  Type.String({ description, ...(standard !== undefined && { default: standard }) });

const size = (standard?: string) =>
  Type.Object({ size: text('How big.', standard), type: text('What.', 'ext4') }, { default: {} });

const told = ({ name, description, default: standard, keys, defaults }: Variable): readonly unknown[] => [
  name,
  description,
  standard ?? keys,
  ...(defaults.size === 0 ? [] : [Object.fromEntries(defaults)]),
];

const own = (vars: Parameters<typeof role>[1]) =>
  variablesOf([role('a', vars)])
    .get('a')
    ?.own.map(told);

describe('the variables of a role', () => {
  it('are the leaves of its schema, with defaults', () => {
    const hot = Type.Object(
      {
        vg: text('Group.', 'vg_jts'),
        options: Type.Array(Type.String(), { default: ['noatime'], description: 'Options.' }),
      },
      { default: { vg: 'vg_hot' } },
    );
    const disks = Type.Object({ hot: Type.Optional(Type.Object({ serial: text('Serial.') })) });
    expect(own({ vars: { disks, hot, wanted: Type.Boolean({ default: false }) } })).toEqual([
      ['disks.hot.serial', 'Serial.', undefined],
      ['hot.vg', 'Group.', 'vg_hot'],
      ['hot.options', 'Options.', ['noatime']],
      ['wanted', undefined, false],
    ]);
  });

  it('tell of a mapping that takes any keys what is below these, and what the keys that are there by default have', () => {
    const volumes = Type.Object(
      { lv_a: size('1%'), lv_b: size('2%') },
      { additionalProperties: size(), default: { lv_b: { type: 'xfs' } }, description: 'By name.' },
    );
    expect(own({ vars: { volumes } })).toEqual([
      ['volumes', 'By name.', ['lv_b', 'lv_a']],
      ['volumes.<name>.size', 'How big.', undefined, { lv_b: '2%', lv_a: '1%' }],
      ['volumes.<name>.type', 'What.', 'ext4', { lv_b: 'xfs' }],
    ]);
  });

  it('tell of a mapping whose keys have a pattern', () => {
    const limits = Type.Record(Type.String({ pattern: '^[a-z]+$' }), text('How much.', '1G'), {
      default: { redis: '4G', mongod: '1G' },
      description: 'By service.',
    });
    expect(own({ vars: { limits } })).toEqual([
      ['limits', 'By service.', ['redis', 'mongod']],
      ['limits.<name>', 'How much.', '1G', { redis: '4G' }],
    ]);
  });

  it('are those of the role that comes first, where several declare them alike', () => {
    const hot = Type.Object({ vg: text('Group.') });
    const declared = variablesOf([
      role('a', { after: ['b'], vars: { hot, same: text('A.') } }),
      role('b', { vars: { hot, same: text('B.') } }),
    ]);
    expect(Array.from(declared, ([name, variables]) => [name, variables.own.map(told), [...variables.shared]])).toEqual(
      [
        [
          'b',
          [
            ['hot.vg', 'Group.', undefined],
            ['same', 'B.', undefined],
          ],
          [],
        ],
        ['a', [['same', 'A.', undefined]], [['hot', 'b']]],
      ],
    );
  });
});
