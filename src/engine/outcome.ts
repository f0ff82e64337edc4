import type { Failure } from '../model/failure.ts';
import type { HostOutcome } from '../model/report.ts';
import type { Record } from './record.ts';

/** What is known of a host after one play or several. */
export interface Course {
  readonly records: readonly Record[];
  readonly failure?: Failure;
}

const ofFailure = ({ kind }: Failure): HostOutcome => {
  if (kind === 'unreachable' || kind === 'lost') return 'unreachable';
  if (kind === 'interrupted') return 'interrupted';
  return ['refused', 'busy', 'stale'].includes(kind) ? 'refused' : 'failed';
};

/** How a host came out. */
export const outcomeOf = ({ failure, records }: Course): HostOutcome => {
  // What earlier plays met with on the host says more than that a later one was not begun.
  if (failure !== undefined && failure.kind !== 'not-run') return ofFailure(failure);
  if (records.some(({ unreadable }) => unreadable)) return 'failed';
  if (records.some(({ refused }) => refused)) return 'refused';
  if (records.some(({ checks }) => checks.some(({ outcome }) => outcome === 'fail' || outcome === 'unknown'))) {
    return 'failed';
  }
  if (failure !== undefined) return 'not-run';
  const changes = records.flatMap((record) => record.changes);
  if (changes.some(({ outcome }) => outcome === 'planned')) return 'would-change';
  return changes.length > 0 ? 'changed' : 'unchanged';
};

/** Whether a host counts among those that failed, as a play's `serial` and `maxFailures` understand it. */
export const isFailed = (outcome: HostOutcome): boolean => ['failed', 'refused', 'unreachable'].includes(outcome);

/**
 * Exit code of a run: the worst of its hosts, where failed is worse than refused, unreachable and would-change. Where a
 * host was not begun, others failed, and their outcomes tell.
 */
export const exitCodeOf = (outcomes: readonly HostOutcome[]): number => {
  const codes: readonly [HostOutcome, number][] = [
    ['interrupted', 130],
    ['failed', 1],
    ['refused', 4],
    ['unreachable', 3],
    ['would-change', 2],
  ];
  return codes.find(([outcome]) => outcomes.includes(outcome))?.[1] ?? 0;
};
