import type { Shell } from '../shell/sh.ts';

/** Exit status by which a probe says that what it reads is not there, or the tool to read it is not installed. */
export const ABSENT_STATUS = 44;

/** What a probe answered: never an empty default for something that could not be read. */
export type Reading<V> =
  | { readonly status: 'ok'; readonly value: V }
  | { readonly status: 'absent'; readonly reason: string }
  | { readonly status: 'failed'; readonly reason: string };

/** One thing read from a host: a script over everything that is asked, and a parser of what it prints. */
export interface Fact<Query, Value> {
  readonly name: string;
  /** Seconds. */
  readonly deadline: number;
  /** Renders a bash script that writes nothing to the host and leaves with {@link ABSENT_STATUS} for `absent`. */
  script(queries: readonly Query[]): Shell;
  /** Throws an Error with a sentence for the user when the output is not what the script prints. */
  parse(output: string, queries: readonly Query[]): Value;
}

/** What one resource wants to know. */
export interface Need {
  readonly fact: Fact<unknown, unknown>;
  readonly query: unknown;
}

/** Asks a fact one question; equal questions are asked of the host once. */
export const need = <Q, V>(fact: Fact<Q, V>, query: Q): Need => ({ fact, query });

/** The readings of one host; looked up by the fact itself. */
export class Facts {
  /** Whether none of them failed. */
  readonly areRead: boolean;
  readonly #readings: ReadonlyMap<string, Reading<unknown>>;

  constructor(readings: ReadonlyMap<string, Reading<unknown>>) {
    this.#readings = readings;
    this.areRead = [...readings.values()].every(({ status }) => status !== 'failed');
  }

  /** The reading of a fact; a fact that nobody asked for counts as failed. */
  reading<Q, V>(fact: Fact<Q, V>): Reading<V> {
    const reading = this.#readings.get(fact.name) as Reading<V> | undefined;
    return reading ?? { status: 'failed', reason: `fact ${fact.name} was not gathered` };
  }

  /** The value of a fact, `undefined` where it is absent; throws for a failed one, which the planner rules out before. */
  value<Q, V>(fact: Fact<Q, V>): V | undefined {
    const reading = this.reading(fact);
    if (reading.status === 'failed') throw new Error(`fact ${fact.name}: ${reading.reason}`);
    return reading.status === 'ok' ? reading.value : undefined;
  }

  /** All readings by the name of the fact, as plain data. */
  toJSON(): Record<string, Reading<unknown>> {
    return Object.fromEntries(this.#readings);
  }
}
