import type { Shell } from '../shell/sh.ts';
import type { Reading } from './fact.ts';
import { thrownSaid } from './said.ts';

export type CheckOutcome = 'pass' | 'fail' | 'skip' | 'unknown';

/** What was expected of a host and what was found; `id` is unique within a role, e.g. `mount:/var/lib/redis live`. */
export interface Check {
  readonly id: string;
  readonly expected: string;
  readonly actual: string;
  readonly outcome: CheckOutcome;
}

/** A check that has to do something on the host, such as a write and a read, and leaves nothing behind. */
export interface ActiveCheck {
  readonly id: string;
  readonly expected: string;
  readonly script: Shell;
  /** Seconds. */
  readonly deadline: number;
  /** Judges what the script printed; `failed` readings never reach it. */
  judge(output: string): { readonly outcome: 'pass' | 'fail' | 'skip'; readonly actual: string };
}

/** A check of a property: passes when both descriptions are equal. */
export const expectEqual = (id: string, expected: string, actual: string): Check => ({
  id,
  expected,
  actual,
  outcome: expected === actual ? 'pass' : 'fail',
});

export const skipped = (id: string, expected: string, why: string): Check => ({
  id,
  expected,
  actual: why,
  outcome: 'skip',
});

/** The check that an active check became on a host; one whose answer cannot be judged could not be made. */
export const judged = (check: ActiveCheck, reading: Reading<string>): Check => {
  const { id, expected } = check;
  if (reading.status === 'failed') return { id, expected, actual: reading.reason, outcome: 'fail' };
  if (reading.status === 'absent') return { id, expected, actual: reading.reason, outcome: 'skip' };
  try {
    return { id, expected, ...check.judge(reading.value) };
  } catch (error) {
    return { id, expected, actual: thrownSaid(error), outcome: 'unknown' };
  }
};
