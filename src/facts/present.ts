import type { Fact, Facts } from '../model/fact.ts';

/** The value of a fact that every Linux host has; throws where a host says that it has not. */
export const present = <Q, V>(facts: Facts, fact: Fact<Q, V>): V => {
  const reading = facts.reading(fact);
  if (reading.status !== 'ok') throw new Error(`fact ${fact.name}: ${reading.reason}`);
  return reading.value;
};
