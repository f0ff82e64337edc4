import { isRecord, schemasUnder, schemaView, textOf, type SchemaView } from './schema-view.ts';

/** Keywords whose value is a schema, or a list of schemas. */
const WITH_SCHEMAS = [
  ...['additionalProperties', 'allOf', 'anyOf', 'contains', 'else', 'if', 'items', 'not', 'oneOf', 'prefixItems'],
  ...['propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties'],
];
/** Keywords whose value names schemas. */
const WITH_NAMED = ['$defs', 'dependentSchemas', 'patternProperties', 'properties'];
const PLAIN = [
  ...[
    '$comment',
    '$id',
    '$ref',
    '$schema',
    'const',
    'default',
    'deprecated',
    'description',
    'enum',
    'examples',
    'format',
  ],
  ...['pattern', 'readOnly', 'required', 'title', 'type', 'writeOnly'],
  ...['exclusiveMaximum', 'exclusiveMinimum', 'maximum', 'minimum', 'multipleOf', 'uniqueItems', 'dependentRequired'],
  ...['maxContains', 'maxItems', 'maxLength', 'maxProperties', 'minContains', 'minItems', 'minLength', 'minProperties'],
];
const KNOWN = new Set([...WITH_SCHEMAS, ...WITH_NAMED, ...PLAIN]);

const schemasIn = (schema: SchemaView): readonly SchemaView[] => [
  ...WITH_SCHEMAS.flatMap((keyword) => [schema[keyword]].flat().filter(isRecord)),
  ...WITH_NAMED.flatMap((keyword) => [...schemasUnder(schema, keyword).values()]),
];

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text, 'u').unicode;
  } catch {
    return false;
  }
};

const ownFlaw = (schema: SchemaView): string | undefined => {
  const unknown = Object.keys(schema).find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) return `has the keyword "${unknown}", which jts does not know`;
  const patterns = [textOf(schema, 'pattern') ?? [], Object.keys(schemaView(schema['patternProperties']))].flat();
  const wrong = patterns.find((pattern) => !isPattern(pattern));
  return wrong === undefined ? undefined : `has the pattern "${wrong}", which is no regular expression`;
};

/** What is wrong with a schema itself: a mistyped keyword, say, which would let every value pass. */
export const flawIn = (schema: SchemaView): string | undefined =>
  ownFlaw(schema) ??
  schemasIn(schema)
    .map(flawIn)
    .find((flaw) => flaw !== undefined);
