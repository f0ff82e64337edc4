import type { Json } from '../model/resource.ts';
import { emptyMap, unwritten, type Entry, type Located, type LocatedMap } from './located.ts';
import { merge } from './merge.ts';
import { isRecord, schemasUnder, schemaView, textsOf, type SchemaView } from './schema-view.ts';

const isJson = (value: unknown): value is Json =>
  value === null ||
  ['boolean', 'number', 'string'].includes(typeof value) ||
  (Array.isArray(value) ? value.every(isJson) : isRecord(value) && Object.values(value).every(isJson));

const ownDefault = ({ default: value }: SchemaView): Located | undefined =>
  value !== undefined && isJson(value) ? unwritten(value) : undefined;

/** The schema of a key that `properties` does not name. */
const schemaOfOther = (schema: SchemaView, key: string): SchemaView => {
  for (const [pattern, other] of schemasUnder(schema, 'patternProperties'))
    if (new RegExp(pattern, 'u').test(key)) return other;
  return schemaView(schema['additionalProperties']);
};

/** {@link withDefaults} of a map. */
export const mapWithDefaults = (schema: SchemaView, map: LocatedMap): LocatedMap => {
  const own = ownDefault(schema);
  const base = own?.kind === 'map' ? merge(own, map) : map;
  const properties = schemasUnder(schema, 'properties');
  const required = new Set(textsOf(schema, 'required'));
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, property] of properties) {
    const entry = entries.get(key);
    const value = entry ? withDefaults(property, entry.value) : defaultOf(property, required.has(key));
    if (value) entries.set(key, { key: entry?.key, value });
  }
  for (const [key, { key: span, value }] of entries)
    if (!properties.has(key)) entries.set(key, { key: span, value: withDefaults(schemaOfOther(schema, key), value) });
  return { ...base, entries };
};

const madeDefault = (schema: SchemaView): Located | undefined => {
  const own = ownDefault(schema);
  if (own) return withDefaults(schema, own);
  const filled = mapWithDefaults(schema, emptyMap);
  return filled.entries.size > 0 ? filled : undefined;
};

/** Hosts share what is the same for all of them. */
const made = new WeakMap<SchemaView, { readonly value: Located | undefined }>();

const defaultOf = (schema: SchemaView, required: boolean): Located | undefined => {
  if (!required && schema['default'] === undefined) return undefined;
  const known = made.get(schema) ?? { value: madeDefault(schema) };
  made.set(schema, known);
  return known.value;
};

/** Lays a value over the `default`s of its schema. An optional mapping that is left out stays out unless it has a default
 * of its own; a `null` keeps the default away as well. */
export const withDefaults = (schema: SchemaView, value: Located): Located => {
  if (value.kind === 'map') return mapWithDefaults(schema, value);
  if (value.kind === 'scalar') return value;
  const items = schemaView(schema['items']);
  return { ...value, items: value.items.map((item) => withDefaults(items, item)) };
};
