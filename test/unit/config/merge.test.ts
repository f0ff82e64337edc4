import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, unwritten, type LocatedMap } from '../../../src/config/located.ts';
import { mapWithoutNulls, merge, mergeAll } from '../../../src/config/merge.ts';
import type { Json } from '../../../src/model/resource.ts';

const located = (json: Json): LocatedMap => {
  const value = unwritten(json);
  if (value.kind !== 'map') throw new Error('not a map');
  return value;
};

const merged = (...layers: readonly Json[]): Json => plain(mapWithoutNulls(mergeAll(layers.map(located))));

describe('merging layers of variables', () => {
  it.each<[string, readonly Json[], Json]>([
    ['nothing', [], {}],
    ['different keys', [{ a: 1 }, { b: 2 }], { a: 1, b: 2 }],
    ['the last value of a key', [{ a: 1 }, { a: 2 }], { a: 2 }],
    ['mappings key by key', [{ a: { b: 1, c: 1 } }, { a: { c: 2, d: 2 } }], { a: { b: 1, c: 2, d: 2 } }],
    ['lists as a whole', [{ a: [1, 2, 3] }, { a: [4] }], { a: [4] }],
    ['a mapping in place of a value', [{ a: 1 }, { a: { b: 1 } }], { a: { b: 1 } }],
    ['a value in place of a mapping', [{ a: { b: 1 } }, { a: 1 }], { a: 1 }],
    ['a key taken away by null', [{ a: { b: 1, c: 1 } }, { a: { b: null } }], { a: { c: 1 } }],
    ['a null without anything to take away', [{ a: { b: null } }], { a: {} }],
    ['a mapping taken away and begun anew', [{ a: { b: 1 } }, { a: null }, { a: { c: 1 } }], { a: { c: 1 } }],
    ['a null inside a list, which stays', [{ a: [1, null] }], { a: [1, null] }],
  ])('keeps %s', (_, layers, expected) => {
    expect(merged(...layers)).toEqual(expected);
  });
});

const key = fc.constantFrom('a', 'b');
const { tree } = fc.letrec<{ tree: Json; map: Record<string, Json> }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, 0, 1, 'x', true),
    fc.array(fc.constantFrom(1, 2), { maxLength: 2 }),
    tie('map'),
  ),
  map: fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
}));
const layer = fc.dictionary(key, tree, { maxKeys: 3, noNullPrototype: true });

describe('laws of merging', () => {
  it('layers can be grouped in any way', () => {
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const [x, y, z] = [located(a), located(b), located(c)];
        expect(merge(merge(x, y), z)).toEqual(merge(x, merge(y, z)));
      }),
      { numRuns: 5000 },
    );
  });

  it('an empty layer changes nothing, nor does a layer laid over itself', () => {
    fc.assert(
      fc.property(layer, (a) => {
        expect(merged(a, {})).toEqual(merged(a));
        expect(merged({}, a)).toEqual(merged(a));
        expect(merged(a, a)).toEqual(merged(a));
      }),
    );
  });

  it('what the upper layer says of a key that is no mapping holds', () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const result = located(merged(below, above));
        for (const [name, { value }] of located(above).entries) {
          if (value.kind === 'map') continue;
          const found = result.entries.get(name)?.value;
          expect(found && plain(found)).toEqual(plain(value) ?? undefined);
        }
      }),
    );
  });

  it('keys that only the lower layer has stay', () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const [alone, both] = [located(merged(below)), located(merged(below, above))];
        for (const [name, { value }] of alone.entries)
          if (!(name in above)) expect(both.entries.get(name)?.value).toEqual(value);
      }),
    );
  });
});
