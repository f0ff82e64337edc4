import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { mapWithDefaults, withDefaults } from '../../../src/config/defaults.ts';
import { emptyMap, plain, plainMap, unwritten, type LocatedMap } from '../../../src/config/located.ts';
import { mergeAll, withoutNulls } from '../../../src/config/merge.ts';
import { schemaView } from '../../../src/config/schema-view.ts';
import type { Json } from '../../../src/model/resource.ts';
import { hot } from './roles.ts';

const filled = (schema: TSchema, json: Json): Json =>
  plain(withoutNulls(withDefaults(schemaView(schema), unwritten(json))));

const layer = (json: Json): LocatedMap => {
  const located = unwritten(json);
  return located.kind === 'map' ? located : emptyMap;
};

const leaf = Type.Integer({ default: 1 });

describe('withDefaults', () => {
  it.each<[string, TSchema, Json, Json]>([
    ['a leaf that is left out', Type.Object({ a: leaf }), {}, { a: 1 }],
    ['an optional leaf with a default', Type.Object({ a: Type.Optional(leaf) }), {}, { a: 1 }],
    ['not what is given', Type.Object({ a: leaf }), { a: 2 }, { a: 2 }],
    ['not what null takes away', Type.Object({ a: leaf }), { a: null }, {}],
    ['a required mapping from its leaves', Type.Object({ a: Type.Object({ b: leaf }) }), {}, { a: { b: 1 } }],
    ['no optional mapping', Type.Object({ a: Type.Optional(Type.Object({ b: leaf })) }), {}, {}],
    [
      'an optional mapping with a default',
      Type.Object({ a: Type.Optional(Type.Object({ b: leaf }, { default: {} })) }),
      {},
      { a: { b: 1 } },
    ],
    ['no mapping that has nothing by default', Type.Object({ a: Type.Object({ b: Type.Integer() }) }), {}, {}],
    [
      'each entry of a record',
      Type.Record(Type.String(), Type.Object({ b: leaf })),
      { x: {}, y: { b: 2 } },
      { x: { b: 1 }, y: { b: 2 } },
    ],
    [
      'keys beside the known ones',
      Type.Object({}, { additionalProperties: Type.Object({ b: leaf }) }),
      { x: {} },
      { x: { b: 1 } },
    ],
    ['each entry of a list', Type.Array(Type.Object({ b: leaf })), [{}, { b: 2 }], [{ b: 1 }, { b: 2 }]],
    ['a list as a whole', Type.Object({ a: Type.Array(leaf, { default: [1, 2] }) }), {}, { a: [1, 2] }],
  ])('fills in %s', (_, schema, json, expected) => {
    expect(filled(schema, json)).toEqual(expected);
  });

  const kafka = { size: '12%', filesystem: 'ext4', mode: '0750', options: ['noatime'] };
  const redis = { ...kafka, size: '1%' };

  it.each<[string, Json, Json]>([
    ['are there when nothing is said of them', {}, { lv_redis: redis, lv_kafka: kafka }],
    [
      'merge with what is said',
      { volumes: { lv_redis: { size: '2%' } } },
      { lv_redis: { ...redis, size: '2%' }, lv_kafka: kafka },
    ],
    [
      'are joined by others',
      { volumes: { lv_mine: { size: '5%' } } },
      { lv_redis: redis, lv_kafka: kafka, lv_mine: { ...kafka, size: '5%' } },
    ],
    ['can be dropped', { volumes: { lv_redis: null } }, { lv_kafka: kafka }],
  ])('default entries of a record %s', (_, json, expected) => {
    expect(filled(hot, json)).toEqual({ layout: 'lvm', vg: 'vg_jts', atLeast: 128, wanted: true, volumes: expected });
  });

  it('do not come back when a record is taken away and begun anew', () => {
    const layers = [{ volumes: null }, { volumes: {} }, { volumes: { lv_mine: { size: '5%' } } }].map(layer);
    const volumes = plainMap(mapWithDefaults(schemaView(hot), mergeAll(layers)))['volumes'];
    expect(volumes).toEqual({ lv_mine: { ...kafka, size: '5%' } });
  });
});
