import type { Check } from '../model/check.ts';
import type { Facts } from '../model/fact.ts';
import type { Resource } from '../model/resource.ts';
import { thrownSaid } from '../model/said.ts';
import { unread } from './unread.ts';

const unreadable = ({ ref }: Resource, actual: string): readonly Check[] => [
  { id: ref, expected: 'readable', actual, outcome: 'unknown' },
];

/** The checks of a resource that facts tell; where they tell nothing, or cannot be, one that could not be made. */
export const passiveChecksOf = (resource: Resource, facts: Facts): readonly Check[] => {
  const { kind, desired } = resource;
  const why = unread(resource, facts);
  if (why !== undefined) return unreadable(resource, why);
  try {
    return kind.checks?.(desired, facts) ?? [];
  } catch (error) {
    return unreadable(resource, thrownSaid(error));
  }
};
