import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { misconfigured, problemAt, type ConfigurationFailure } from './failure.ts';
import { emptyMap, type Entry, type LocatedMap } from './located.ts';
import { mergeAll } from './merge.ts';
import { readMap } from './read-map.ts';
import { Source, type Span } from './source.ts';
import type { Vault } from './vault.ts';
import { quoted } from './words.ts';
import { parseYaml } from './yaml.ts';

const HOW_TO = 'write key=value, as in -e hot.reserve=20%, or -e @file.yaml';

/** The parts of a dotted key, with their places. */
const segmentsOf = (source: Source, key: string): readonly Span[] => {
  let start = 0;
  return key.split('.').map((segment) => {
    const span = { source, start, end: start + segment.length };
    start = span.end + 1;
    return span;
  });
};

const nest = (segments: readonly Span[], innermost: Entry['value']): LocatedMap => {
  const [key, ...rest] = segments;
  if (!key) return emptyMap;
  const value = rest.length === 0 ? innermost : nest(rest, innermost);
  const name = key.source.text.slice(key.start, key.end);
  return { kind: 'map', entries: new Map([[name, { key, value }]]), at: key };
};

const parse = (text: string): Result<LocatedMap, readonly Problem[]> => {
  const source = new Source('-e', text);
  const refuse = (start: number, end: number, message: string, advice: string) =>
    fail([problemAt({ source, start, end }, message, advice)]);
  const equals = text.indexOf('=');
  if (equals === -1) return refuse(0, text.length, `${source.isHidden ? 'this' : quoted(text)} has no "="`, HOW_TO);
  const segments = segmentsOf(source, text.slice(0, equals));
  const empty = segments.find(({ start, end }) => start === end);
  if (empty) return refuse(empty.start, empty.start + 1, 'a part of the name is empty', HOW_TO);
  const value = parseYaml(source, equals + 1);
  if (!value.ok) return value;
  const name = text.slice(0, equals);
  if (value.value) return ok(nest(segments, value.value));
  return refuse(
    equals,
    equals + 1,
    `${name} has no value`,
    `write ${name}='""' for an empty text, ${name}=null to take it away`,
  );
};

/** The file that a value of `-e` names. */
export const fileOfExtraVar = (text: string): string | undefined => (text.startsWith('@') ? text.slice(1) : undefined);

/** Reads the values of `-e`: `key=value` with YAML as the value and dots in the key for trees, or `@file.yaml`; the last
 * has the last word. */
export const readExtraVars = (texts: readonly string[], vault: Vault): Result<LocatedMap, ConfigurationFailure> => {
  const results = texts.map((text) => {
    const file = fileOfExtraVar(text);
    if (file !== undefined) return readMap(file, vault);
    const map = parse(text);
    if (map.ok) vault.note(map.value);
    return map;
  });
  const problems = results.flatMap((result) => (result.ok ? [] : result.failure));
  if (problems.length > 0) return fail(misconfigured(problems));
  return ok(mergeAll(results.flatMap((result) => (result.ok ? [result.value] : []))));
};
