import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { problemAt } from './failure.ts';
import { emptyMap, isNull, type LocatedMap } from './located.ts';
import { readSource } from './read.ts';
import { valueInWords } from './words.ts';
import { parseYaml } from './yaml.ts';

/** Reads a file of variables; one without any is an empty map. */
export const readMap = (path: string): Result<LocatedMap, readonly Problem[]> => {
  const source = readSource(path);
  if (!source.ok) return fail([source.failure]);
  const value = parseYaml(source.value);
  if (!value.ok) return value;
  if (value.value === undefined || isNull(value.value)) return ok(emptyMap);
  if (value.value.kind === 'map') return ok(value.value);
  const message = `a file of variables must be a mapping, not ${valueInWords(value.value)}`;
  return fail([problemAt(value.value.at, message, 'write "name: value" lines')]);
};
