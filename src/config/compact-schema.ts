import { isRecord, schemasUnder, schemaView, textOf, type SchemaView } from './schema-view.ts';

/** Keywords that hold schemas by name, and those that hold one; unions are left alone, so that their branches stay in place. */
const NAMED = ['properties', 'patternProperties'];
const SINGLE = ['additionalProperties', 'items', 'propertyNames'];

const withSubschemas = (schema: SchemaView, change: (subschema: SchemaView) => SchemaView): SchemaView => {
  const named = NAMED.filter((keyword) => isRecord(schema[keyword])).map((keyword) => {
    const changed = Array.from(
      schemasUnder(schema, keyword),
      ([name, subschema]) => [name, change(subschema)] as const,
    );
    return [keyword, Object.fromEntries(changed)] as const;
  });
  const single = SINGLE.filter((keyword) => isRecord(schema[keyword])).map(
    (keyword) => [keyword, change(schemaView(schema[keyword]))] as const,
  );
  return { ...schema, ...Object.fromEntries([...named, ...single]) };
};

const withoutDefaults = (schema: SchemaView): SchemaView => {
  const kept = Object.entries(withSubschemas(schema, withoutDefaults)).filter(([keyword]) => keyword !== 'default');
  return Object.fromEntries(kept);
};

/** Texts of the mappings that come several times. */
const repeatedIn = (root: SchemaView): ReadonlySet<string> => {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const look = (schema: SchemaView): SchemaView => {
    const text = JSON.stringify(schema);
    if (schema['properties'] !== undefined) (seen.has(text) ? repeated : seen).add(text);
    return withSubschemas(schema, look);
  };
  look(root);
  return repeated;
};

const compacted = new WeakMap<SchemaView, SchemaView>();

/** The schema without defaults, and with each mapping that several keys have alike (the volumes of a disk, say) in it
 * once: ajv writes its code once then, which for the hot tier takes a third of the time. It accepts the same values. */
export const compactSchema = (schema: SchemaView): SchemaView => {
  const known = compacted.get(schema);
  if (known) return known;
  const bare = withoutDefaults(schema);
  const names = new Map(Array.from(repeatedIn(bare), (text, index) => [text, `jts-${index + 1}`]));
  const definitions = new Map(Object.entries(schemaView(bare['$defs'])));
  const share = (subschema: SchemaView): SchemaView => {
    const name = names.get(JSON.stringify(subschema));
    if (name === undefined) return withSubschemas(subschema, share);
    definitions.set(name, subschema);
    const description = textOf(subschema, 'description');
    return { $ref: `#/$defs/${name}`, ...(description !== undefined && { description }) };
  };
  const compact = { ...withSubschemas(bare, share), $defs: Object.fromEntries(definitions) };
  compacted.set(schema, compact);
  return compact;
};
