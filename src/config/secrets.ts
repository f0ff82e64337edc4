import type { Problem } from '../model/failure.ts';
import { linesOfSecret, SHORTEST_SECRET } from '../model/redaction.ts';
import { problemAt } from './failure.ts';
import type { Entry, Located, LocatedScalar } from './located.ts';
import { SECRET_TAG } from './source.ts';

/** Whether there is something to hide: `true`, `false`, `null` and an empty text say nothing. */
const isHideable = ({ value }: LocatedScalar): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');

/** The value with all texts and numbers in it marked as secret; keys are not. */
export const concealed = (located: Located): Located => {
  if (located.kind === 'scalar') return isHideable(located) ? { ...located, isSecret: true } : located;
  if (located.kind === 'list') return { ...located, items: located.items.map(concealed) };
  const entries = Array.from(located.entries, ([name, { key, value }]): [string, Entry] => [
    name,
    { key, value: concealed(value) },
  ]);
  return { ...located, entries: new Map(entries) };
};

/** The secrets in a value. */
export const secretsIn = (located: Located): readonly LocatedScalar[] => {
  if (located.kind === 'scalar') return located.isSecret ? [located] : [];
  const inner = located.kind === 'list' ? located.items : Array.from(located.entries.values(), ({ value }) => value);
  return inner.flatMap(secretsIn);
};

/** What must not be seen of a secret. */
export const textOfSecret = ({ value }: LocatedScalar): string => String(value);

/** A secret that is too short to be hidden by its value is refused. */
export const problemOfSecret = (secret: LocatedScalar): readonly Problem[] => {
  if (linesOfSecret(textOfSecret(secret)).length > 0) return [];
  const message = `a secret shorter than ${SHORTEST_SECRET} characters cannot be hidden: it is part of too much else`;
  const elsewhere = secret.at?.source.isSecret
    ? 'write it into a file that is not encrypted'
    : `write it without ${SECRET_TAG}`;
  return [problemAt(secret.at, message, `take a longer one; if it is no secret, ${elsewhere}`)];
};
