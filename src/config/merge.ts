import { emptyMap, isNull, type Entry, type Located, type LocatedMap } from './located.ts';

const mergeValue = (below: Located, above: Located): Located => {
  if (above.kind !== 'map') return above;
  return below.kind === 'map' ? merge(below, above) : { ...above, replaces: true };
};

/** Lays one layer of variables over another: mappings merge key by key, lists and scalars replace, and `null` stays as
 * the mark that the key is taken away (see {@link withoutNulls}). Merging is associative. */
export const merge = (below: LocatedMap, above: LocatedMap): LocatedMap => {
  if (above.replaces || below.entries.size === 0) return below.replaces ? { ...above, replaces: true } : above;
  if (above.entries.size === 0) return below;
  const entries = new Map<string, Entry>(below.entries);
  for (const [key, entry] of above.entries) {
    const old = entries.get(key);
    entries.set(key, old ? { key: entry.key, value: mergeValue(old.value, entry.value) } : entry);
  }
  return { ...above, entries, ...(below.replaces && { replaces: true }) };
};

/** All layers in one, the first at the bottom. */
export const mergeAll = (layers: readonly LocatedMap[]): LocatedMap => layers.reduce(merge, emptyMap);

/** The value without the keys that a `null` takes away. */
export const withoutNulls = (located: Located): Located => {
  if (located.kind === 'scalar') return located;
  if (located.kind === 'list') return { ...located, items: located.items.map(withoutNulls) };
  return mapWithoutNulls(located);
};

/** {@link withoutNulls} of a map. */
export const mapWithoutNulls = (map: LocatedMap): LocatedMap => {
  const kept = Array.from(map.entries).filter(([, { value }]) => !isNull(value));
  return {
    ...map,
    entries: new Map(kept.map(([name, { key, value }]) => [name, { key, value: withoutNulls(value) }])),
  };
};
