import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { problemAt } from './failure.ts';
import { emptyMap, isNull, type LocatedMap } from './located.ts';
import { readSource } from './read.ts';
import { Source, startOf } from './source.ts';
import type { Vault } from './vault.ts';
import { valueInWords } from './words.ts';
import { parseYaml } from './yaml.ts';

/** The variables in a text; without any it is an empty map. */
export const mapIn = (source: Source): Result<LocatedMap, readonly Problem[]> => {
  const value = parseYaml(source);
  if (!value.ok) return value;
  if (value.value === undefined || isNull(value.value)) return ok({ ...emptyMap, at: startOf(source) });
  if (value.value.kind === 'map') return ok(value.value);
  const message = `a file of variables must be a mapping, not ${valueInWords(value.value)}`;
  return fail([problemAt(value.value.at, message, 'write "name: value" lines')]);
};

/** Reads a file of variables; the vault has the text of one that is encrypted, and notes the secrets in it. */
export const readMap = (path: string, vault: Vault): Result<LocatedMap, readonly Problem[]> => {
  const opened = vault.opened(path);
  const source = opened === undefined ? readSource(path) : ok(new Source(path, opened, { isSecret: true }));
  if (!source.ok) return fail([source.failure]);
  const map = mapIn(source.value);
  if (map.ok) vault.note(map.value);
  return map;
};
