import type { Json } from '../model/resource.ts';
import type { Span } from './source.ts';

/** A value that remembers where it was written; `at` is undefined for what nobody wrote, such as a role's default. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  readonly at: Span | undefined;
  /** Whether nobody may see it; so are texts and numbers only. */
  readonly isSecret?: true;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly at: Span | undefined;
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Span | undefined;
  /** Whether a lower layer held something else than a map here, so that nothing from further below shines through. */
  readonly replaces?: true;
}

/** A key of a map and its value. */
export interface Entry {
  readonly key: Span | undefined;
  readonly value: Located;
}

/** Keys and list indexes from the root to a value. */
export type Path = readonly string[];

export const emptyMap: LocatedMap = { kind: 'map', entries: new Map(), at: undefined };

export const isNull = (located: Located): boolean => located.kind === 'scalar' && located.value === null;

/** The value without its places. */
export const plain = (located: Located): Json => {
  if (located.kind === 'scalar') return located.value;
  if (located.kind === 'list') return located.items.map(plain);
  return plainMap(located);
};

/** The map without its places. */
export const plainMap = ({ entries }: LocatedMap): Readonly<Record<string, Json>> =>
  Object.fromEntries(Array.from(entries, ([key, { value }]) => [key, plain(value)]));

/** A value that nobody wrote. */
export const unwritten = (json: Json): Located => {
  if (json === null || typeof json !== 'object') return { kind: 'scalar', value: json, at: undefined };
  if (isJsonList(json)) return { kind: 'list', items: json.map(unwritten), at: undefined };
  const entries = Object.entries(json).map(([key, value]): [string, Entry] => [
    key,
    { key: undefined, value: unwritten(value) },
  ]);
  return { kind: 'map', entries: new Map(entries), at: undefined };
};

const isJsonList = (json: Json): json is readonly Json[] => Array.isArray(json);

const step = (located: Located, segment: string): Entry | undefined => {
  if (located.kind === 'map') return located.entries.get(segment);
  const item = located.kind === 'list' ? located.items[Number(segment)] : undefined;
  return item && { key: undefined, value: item };
};

/** The entry at a path, if there is one. */
export const entryAt = (root: Located, path: Path): Entry | undefined =>
  path.reduce<Entry | undefined>((entry, segment) => entry && step(entry.value, segment), {
    key: undefined,
    value: root,
  });

/** The map at a path, if there is one. */
export const mapAt = (root: Located, path: Path): LocatedMap | undefined => {
  const value = entryAt(root, path)?.value;
  return value?.kind === 'map' ? value : undefined;
};

/** Where to point for the value at a path: a scalar itself, the key of a collection, else the closest written ancestor. */
export const spanAt = (root: Located, path: Path): Span | undefined => {
  const entry = entryAt(root, path);
  const span = entry && (entry.value.kind === 'scalar' ? entry.value.at : (entry.key ?? entry.value.at));
  if (span) return span;
  return path.length > 0 ? spanAt(root, path.slice(0, -1)) : undefined;
};
