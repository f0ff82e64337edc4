import { fail, ok, type Result } from '../model/result.ts';
import { ALL } from './drafts.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Inventory, InventoryHost } from './inventory.ts';
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

const known = ({ hosts, groups }: Inventory): string =>
  `known hosts: ${listed(hosts.keys())}; groups: ${listed([...groups.keys()].filter((name) => name !== ALL))}`;

const members = (inventory: Inventory, term: string): ReadonlySet<string> => {
  const isNamed = (name: string) => (isGlob(term) ? matchesGlob(term, name) : name === term);
  const hosts = [...inventory.hosts.values()].filter(
    ({ name, groups }) => isNamed(name) || isNamed(ALL) || groups.some(isNamed),
  );
  return new Set(hosts.map(({ name }) => name));
};

const unknownName = (inventory: Inventory, term: string): NoMatch => {
  const meant = closest(term, [...inventory.hosts.keys(), ...inventory.groups.keys()]);
  return {
    message: `there is no host or group ${quoted(term)}`,
    advice: meant === undefined ? known(inventory) : `did you mean "${meant}"?`,
  };
};

/** The hosts that a pattern of Ansible's (`traders:&europe:!trader3`, `trader[1-4]`, `*`) names, in the order of the
 * inventory; a name that is not there, and a pattern that leaves no host, are no match. */
export const matchingHosts = (inventory: Inventory, pattern: string): Result<readonly InventoryHost[], NoMatch> => {
  const { union, intersection, exclusion } = termsOf(pattern);
  const isKnown = (term: string) => isGlob(term) || inventory.hosts.has(term) || inventory.groups.has(term);
  const unknown = [...union, ...intersection, ...exclusion].find((term) => !isKnown(term));
  if (unknown !== undefined) return fail(unknownName(inventory, unknown));
  const sets = (terms: readonly string[]) => terms.map((term) => members(inventory, term));
  const [any, every, none] = [sets(union), sets(intersection), sets(exclusion)];
  const hosts = [...inventory.hosts.values()].filter(
    ({ name }) =>
      any.some((set) => set.has(name)) && every.every((set) => set.has(name)) && !none.some((set) => set.has(name)),
  );
  if (hosts.length > 0) return ok(hosts);
  return fail({ message: `no host matches ${quoted(pattern)}`, advice: known(inventory) });
};
