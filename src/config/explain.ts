import type { Problem } from '../model/failure.ts';
import { DiskIdentity } from '../model/disk.ts';
import { problemAt } from './failure.ts';
import { entryAt, mapAt, spanAt, type Located, type Path } from './located.ts';
import type { Mistake } from './mistakes.ts';
import { schemasUnder, schemaView, textOf, type SchemaView } from './schema-view.ts';
import { closest, didYouMean } from './suggest.ts';
import { constantsOf, conversion, wordsOf } from './schema-words.ts';
import { asWritten, either, quoted, valueInWords } from './words.ts';

/** What a schema's mistakes are told about. */
export interface Subject {
  readonly root: Located;
  /** Calls the value at a path by a name, as in `port must be …`. */
  name(path: Path): string;
  /** Tells that the value at a path is missing. */
  missing(path: Path, schema: SchemaView): Problem;
  /** Advice on an unknown key that is better than a look at the known ones. */
  unknownKey?(key: string, known: Iterable<string>): string | undefined;
}

type Explain = (subject: Subject, mistake: Mistake) => Problem;

const valueAt = ({ root }: Subject, path: Path): Located =>
  entryAt(root, path)?.value ?? { kind: 'scalar', value: null, at: undefined };

/** A text that messages may be made of: none of a secret. */
const textIn = (value: Located): string | undefined =>
  value.kind === 'scalar' && !value.isSecret && typeof value.value === 'string' ? value.value : undefined;

const at = (subject: Subject, path: Path, message: string, advice?: string): Problem =>
  problemAt(spanAt(subject.root, path), message, advice);

const atKey = (subject: Subject, path: Path, key: string, message: string, advice?: string): Problem => {
  const span = mapAt(subject.root, path)?.entries.get(key)?.key ?? spanAt(subject.root, path);
  return problemAt(span, message, advice);
};

const expected = (...schemas: readonly SchemaView[]): string | undefined => {
  const descriptions = schemas.flatMap((schema) => textOf(schema, 'description') ?? []);
  return descriptions.length > 0 ? `expected: ${either(descriptions)}` : undefined;
};

const mustBe = (subject: Subject, { path, schema }: Mistake, schemas: readonly SchemaView[]): Problem => {
  const value = valueAt(subject, path);
  const constants = schemas.flatMap(constantsOf);
  const text = textIn(value);
  const meant = text === undefined ? undefined : closest(text, constants);
  const advice =
    meant === undefined
      ? (conversion(schemas, value) ?? expected(...schemas) ?? expected(schema))
      : `did you mean "${meant}"?`;
  const words = either([...new Set(schemas.flatMap(wordsOf))]);
  return at(subject, path, `${subject.name(path)} must be ${words}, not ${valueInWords(value)}`, advice);
};

const DISK_ID = textOf(schemaView(DiskIdentity.properties.id), 'pattern');
const KERNEL_NAME = /^\/dev\/(?!disk\/)/;

const wrongForm: Explain = (subject, { path, schema }) => {
  const value = valueAt(subject, path);
  const message = `${subject.name(path)} cannot be ${valueInWords(value)}`;
  if (textOf(schema, 'pattern') === DISK_ID && KERNEL_NAME.test(textIn(value) ?? ''))
    return at(
      subject,
      path,
      `${message}: kernel names move between boots`,
      'use a path below /dev/disk/by-id: "ls -l /dev/disk/by-id" on the host, or "jts facts <host>", shows them',
    );
  return at(
    subject,
    path,
    message,
    expected(schema) ?? `expected: text that matches ${textOf(schema, 'pattern') ?? ''}`,
  );
};

const noneOf: Explain = (subject, mistake) => {
  const forms = mistake.branches.filter((branch) => branch['pattern'] !== undefined);
  if (forms.length === 0 || textIn(valueAt(subject, mistake.path)) === undefined)
    return mustBe(subject, mistake, mistake.branches);
  const all = mistake.branches.map((branch) => textOf(branch, 'description') ?? either(wordsOf(branch)));
  const value = valueInWords(valueAt(subject, mistake.path));
  return at(subject, mistake.path, `${subject.name(mistake.path)} cannot be ${value}`, `expected: ${either(all)}`);
};

const badKey: Explain = (subject, { path, params, schema }) => {
  const key = String(params['propertyName']);
  const name = textOf(schema, 'title') ?? `a key of ${subject.name(path)}`;
  return atKey(subject, path, key, `${quoted(key)} cannot be ${name}`, expected(schema));
};

const unknownKey: Explain = (subject, { path, params, schema }) => {
  const key = String(params['additionalProperty']);
  const known = [...schemasUnder(schema, 'properties').keys()];
  const patterns = [...schemasUnder(schema, 'patternProperties').keys()];
  const advice =
    patterns.length > 0 && known.length === 0
      ? `expected: a name that matches ${either(patterns)}`
      : (subject.unknownKey?.(key, known) ?? didYouMean(key, known, 'keys'));
  return atKey(subject, path, key, `unknown key ${quoted(key)} in ${subject.name(path)}`, advice);
};

const missing: Explain = (subject, { path, params, schema }) => {
  const key = String(params['missingProperty']);
  return subject.missing([...path, key], schemaView(schemasUnder(schema, 'properties').get(key)));
};

const outOfBounds =
  (words: string): Explain =>
  (subject, { path, params, schema }) => {
    const value = valueAt(subject, path);
    const given = value.kind === 'scalar' ? asWritten(value) : valueInWords(value);
    const message = `${subject.name(path)} must be ${words} ${String(params['limit'])}, not ${given}`;
    return at(subject, path, message, expected(schema));
  };

const tooFew: Explain = (subject, { path, schema }) => {
  const keys = either([...schemasUnder(schema, 'properties').keys()]);
  const wanted = keys === '' ? 'must not be empty' : `needs at least one of ${keys}`;
  return at(subject, path, `${subject.name(path)} ${wanted}`, expected(schema));
};

const twice: Explain = (subject, { path, params }) => {
  const again = [...path, String(params['i'])];
  return at(
    subject,
    again,
    `${subject.name(path)} has ${valueInWords(valueAt(subject, again))} twice`,
    'keep one of them',
  );
};

const EXPLANATIONS: ReadonlyMap<string, Explain> = new Map([
  ['additionalProperties', unknownKey],
  ['required', missing],
  ['pattern', wrongForm],
  ['none-of', noneOf],
  ['minProperties', tooFew],
  ['minItems', tooFew],
  ['minLength', tooFew],
  ['uniqueItems', twice],
  ['minimum', outOfBounds('at least')],
  ['maximum', outOfBounds('at most')],
  ['exclusiveMinimum', outOfBounds('more than')],
  ['exclusiveMaximum', outOfBounds('less than')],
  ...['type', 'const', 'enum'].map((keyword): [string, Explain] => [
    keyword,
    (subject, mistake) => mustBe(subject, mistake, [mistake.schema]),
  ]),
]);

const otherwise: Explain = (subject, { path, message, schema }) =>
  at(subject, path, `${subject.name(path)} ${message}`, expected(schema));

const explanationOf = ({ keyword, params }: Mistake): Explain =>
  'propertyName' in params ? badKey : (EXPLANATIONS.get(keyword) ?? otherwise);

/** The unknown keys by the mapping that has them. */
const unknownKeysIn = (mistakes: readonly Mistake[]): ReadonlyMap<string, readonly string[]> => {
  const keys = new Map<string, string[]>();
  for (const { keyword, path, params } of mistakes) {
    if (keyword !== 'additionalProperties') continue;
    const place = path.join('\n');
    const others = keys.get(place) ?? [];
    others.push(String(params['additionalProperty']));
    keys.set(place, others);
  }
  return keys;
};

/** Whether the missing key is there under a misspelt name, which is told as an unknown key. */
const isMisspelt = ({ path, params }: Mistake, unknown: ReadonlyMap<string, readonly string[]>): boolean => {
  const key = String(params['missingProperty']);
  return unknown.get(path.join('\n'))?.some((other) => closest(other, [key]) === key) === true;
};

/** Tells each mistake as a problem at its place. */
export const explain = (mistakes: readonly Mistake[], subject: Subject): readonly Problem[] => {
  const unknown = unknownKeysIn(mistakes);
  return mistakes
    .filter((mistake) => mistake.keyword !== 'required' || !isMisspelt(mistake, unknown))
    .map((mistake) => explanationOf(mistake)(subject, mistake));
};
