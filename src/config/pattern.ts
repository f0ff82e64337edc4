import { fail, ok, type Result } from '../model/result.ts';
import { ALL } from './drafts.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Inventory, InventoryHost } from './inventory.ts';
import { FAILED, whyNoneFailed, type LastFailed } from './last-failed.ts';
import { closest, listed } from './suggest.ts';
import { quoted } from './words.ts';

/** Why a pattern names no hosts. */
export interface NoMatch {
  readonly message: string;
  readonly advice: string;
}

interface Terms {
  readonly union: readonly string[];
  readonly intersection: readonly string[];
  readonly exclusion: readonly string[];
}

/** Splits a pattern as Ansible does: `a:b` and `a,b` unite, `:&c` intersects, `:!d` excludes, in whatever order they stand. */
const termsOf = (pattern: string): Terms => {
  const terms = pattern
    .split(/[:,]/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
  const signed = (sign: string) => terms.filter((term) => term.startsWith(sign)).map((term) => term.slice(1).trim());
  const union = terms.filter((term) => !/^[&!]/.test(term));
  const isSubtractive = union.length === 0 && terms.length > 0;
  return { union: isSubtractive ? [ALL] : union, intersection: signed('&'), exclusion: signed('!') };
};

const allOf = ({ union, intersection, exclusion }: Terms): readonly string[] => [
  ...union,
  ...intersection,
  ...exclusion,
];

/** Whether a pattern has `@failed` as one of its terms. */
export const asksForFailed = (pattern: string): boolean => allOf(termsOf(pattern)).includes(FAILED);

const known = ({ hosts, groups }: Inventory): string =>
  `known hosts: ${listed(hosts.keys())}; groups: ${listed([...groups.keys()].filter((name) => name !== ALL))}`;

const members = (inventory: Inventory, term: string): ReadonlySet<string> => {
  const isNamed = (name: string) => (isGlob(term) ? matchesGlob(term, name) : name === term);
  const hosts = [...inventory.hosts.values()].filter(
    ({ name, groups }) => isNamed(name) || isNamed(ALL) || groups.some(isNamed),
  );
  return new Set(hosts.map(({ name }) => name));
};

const nameAdvice = (inventory: Inventory, term: string): string => {
  if (term === FAILED) return `${FAILED} is for limits: name hosts or groups here, and pass -l ${FAILED}`;
  if (term.startsWith('@'))
    return `with "@" there is only ${FAILED}: in a limit, who did not come through in the last run`;
  const meant = closest(term, [...inventory.hosts.keys(), ...inventory.groups.keys()]);
  return meant === undefined ? known(inventory) : `did you mean "${meant}"?`;
};

const unknownName = (inventory: Inventory, term: string): NoMatch => ({
  message: `there is no host or group ${quoted(term)}`,
  advice: nameAdvice(inventory, term),
});

/** The hosts that a pattern of Ansible's (`traders:&europe:!trader3`, `trader[1-4]`, `*`) names, in the order of the
 * inventory; a name that is not there, and a pattern that leaves no host, are no match. `@failed` is a name only where
 * it is said which hosts those are. */
export const matchingHosts = (
  inventory: Inventory,
  pattern: string,
  failed?: LastFailed,
): Result<readonly InventoryHost[], NoMatch> => {
  const terms = termsOf(pattern);
  const { union, intersection, exclusion } = terms;
  const isKnown = (term: string) =>
    isGlob(term) || inventory.hosts.has(term) || inventory.groups.has(term) || (failed && term === FAILED);
  const unknown = allOf(terms).find((term) => !isKnown(term));
  if (unknown !== undefined) return fail(unknownName(inventory, unknown));
  // To leave out those that failed is possible where none did.
  const isWanted = [...union, ...intersection].includes(FAILED);
  const noneFailed = failed && isWanted ? whyNoneFailed(inventory, failed) : undefined;
  if (noneFailed) return fail(noneFailed);
  const setOf = (term: string) => (failed && term === FAILED ? failed.hosts : members(inventory, term));
  const sets = (names: readonly string[]) => names.map(setOf);
  const [any, every, none] = [sets(union), sets(intersection), sets(exclusion)];
  const hosts = [...inventory.hosts.values()].filter(
    ({ name }) =>
      any.some((set) => set.has(name)) && every.every((set) => set.has(name)) && !none.some((set) => set.has(name)),
  );
  if (hosts.length > 0) return ok(hosts);
  return fail({ message: `no host matches ${quoted(pattern)}`, advice: known(inventory) });
};
