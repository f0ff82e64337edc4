import type { Json } from './resource.ts';

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** A field of a JSON object; `undefined` where there is none or it is no object. */
export const fieldOf = (json: Json | undefined, name: string): Json | undefined =>
  isRecord(json) ? json[name] : undefined;

/** A field that is text; `undefined` where it is not. */
export const textOf = (json: Json | undefined, name: string): string | undefined => {
  const field = fieldOf(json, name);
  return typeof field === 'string' ? field : undefined;
};

/** A field that is a list of texts; whatever else it holds is left out. */
export const textsOf = (json: Json | undefined, name: string): readonly string[] => {
  const field = fieldOf(json, name);
  return Array.isArray(field) ? field.filter((item: Json) => typeof item === 'string') : [];
};
