/** A JSON schema, or a part of one, as data. */
export type SchemaView = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping: neither null nor a list. */
export const isRecord = (value: unknown): value is SchemaView =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a schema; `true`, `false` and what is none are the schema that says nothing. */
export const schemaView = (value: unknown): SchemaView => (isRecord(value) ? value : {});

/** The schemas that a keyword such as `properties` or `patternProperties` names. */
export const schemasUnder = (schema: SchemaView, keyword: string): ReadonlyMap<string, SchemaView> =>
  new Map(Object.entries(schemaView(schema[keyword])).map(([name, value]) => [name, schemaView(value)]));

/** The texts in the list of a keyword such as `required`. */
export const textsOf = (schema: SchemaView, keyword: string): readonly string[] => {
  const list: unknown = schema[keyword];
  return Array.isArray(list) ? list.filter((item: unknown) => typeof item === 'string') : [];
};

/** The text of a keyword such as `description`. */
export const textOf = (schema: SchemaView, keyword: string): string | undefined => {
  const value = schema[keyword];
  return typeof value === 'string' ? value : undefined;
};
