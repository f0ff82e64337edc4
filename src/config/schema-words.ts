import type { Located, LocatedScalar } from './located.ts';
import { schemaView, textOf, type SchemaView } from './schema-view.ts';
import { asWritten, typeInWords } from './words.ts';

/** The JSON types that a schema takes, without null. */
const typesOf = (schema: SchemaView): readonly string[] => {
  const { type } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.filter((each) => typeof each === 'string').filter((each) => each !== 'null');
};

/** The fixed values that a schema takes. */
export const constantsOf = (schema: SchemaView): readonly string[] => {
  const constants: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [schema['const']];
  return constants
    .filter((each) => each !== undefined)
    .map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
};

/** What a schema takes, in the user's words. */
export const wordsOf = (schema: SchemaView): readonly string[] => {
  const constants = constantsOf(schema);
  return constants.length > 0 ? constants : typesOf(schema).map(typeInWords);
};

const YES_AND_NO: ReadonlyMap<string, string> = new Map([
  ['yes', 'true'],
  ['on', 'true'],
  ['no', 'false'],
  ['off', 'false'],
]);

const isTaken = (schema: SchemaView, text: string): boolean => {
  const pattern = textOf(schema, 'pattern');
  return typesOf(schema).includes('string') && (pattern === undefined || new RegExp(pattern, 'u').test(text));
};

const jsonTypesOf = ({ value }: LocatedScalar): readonly string[] =>
  typeof value === 'number' ? ['number', ...(Number.isInteger(value) ? ['integer'] : [])] : [typeof value];

/** Whether a schema is that of a list which may hold the value. */
const isListOf = (schema: SchemaView, value: LocatedScalar): boolean => {
  if (!typesOf(schema).includes('array')) return false;
  const items = schemaView(schema['items']);
  const types = (Array.isArray(items['anyOf']) ? items['anyOf'].map(schemaView) : [items]).flatMap(typesOf);
  return types.length === 0 || jsonTypesOf(value).some((type) => types.includes(type));
};

/** What turns a value of one YAML type into one that the schemas take. */
export const conversion = (schemas: readonly SchemaView[], value: Located): string | undefined => {
  if (value.kind !== 'scalar' || value.value === null) return undefined;
  const types = schemas.flatMap(typesOf);
  const text = asWritten(value);
  const isTakenAsText = schemas.some((schema) => isTaken(schema, value.isSecret ? String(value.value) : text));
  if (typeof value.value !== 'string' && isTakenAsText) return value.isSecret ? 'quote it' : `quote it: "${text}"`;
  if (schemas.some((schema) => isListOf(schema, value))) return `write a list: [${text}]`;
  if (typeof value.value !== 'string' || value.isSecret) return undefined;
  const yesOrNo = YES_AND_NO.get(value.value.toLowerCase());
  if (types.includes('boolean') && yesOrNo !== undefined) return `write ${yesOrNo}`;
  const isNumber = types.includes('integer') || types.includes('number');
  return isNumber && /^-?\d+$/.test(value.value) ? `write it without quotes: ${value.value}` : undefined;
};
