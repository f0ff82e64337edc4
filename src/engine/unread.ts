import type { Facts } from '../model/fact.ts';
import type { Resource } from '../model/resource.ts';

/** Why a resource cannot be judged: the first of the facts that it needs that failed; `undefined` where it can. */
export const unread = ({ kind, desired }: Resource, facts: Facts): string | undefined => {
  if (facts.areRead) return undefined;
  for (const { fact } of kind.needs(desired)) {
    const reading = facts.reading(fact);
    if (reading.status === 'failed') return `fact ${fact.name} could not be read: ${reading.reason}`;
  }
  return undefined;
};
