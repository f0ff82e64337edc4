import type { Located, LocatedScalar } from './located.ts';
import { written } from './source.ts';

/** Longer values are cut in messages. */
const LONGEST_QUOTE = 60;

/** A text in double quotes, on one line, cut when it is long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);

/** `a, b or c`. */
export const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a mapping'],
]);

/** A JSON type in the user's words. */
export const typeInWords = (type: string): string => TYPES.get(type) ?? type;

/** A single value as the user wrote it: `0644` for a number that is 644 to YAML; a secret as `***`. */
export const asWritten = ({ value, at, isSecret }: LocatedScalar): string =>
  isSecret ? '***' : at ? written(at) : String(value);

/** What the user wrote, as in `…, not the number 0644`; of a secret only the type. */
export const valueInWords = (located: Located): string => {
  if (located.kind === 'list') return 'a list';
  if (located.kind === 'map') return 'a mapping';
  const { value } = located;
  if (value === null) return 'empty';
  if (located.isSecret) return `this secret ${typeof value === 'number' ? 'number' : 'text'}`;
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? `the number ${asWritten(located)}` : asWritten(located);
};
