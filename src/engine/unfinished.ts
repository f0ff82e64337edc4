import type { Notice } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { PlannedChange } from '../model/plan.ts';
import type { Ref } from '../model/resource.ts';
import type { Result } from '../model/result.ts';
import type { Connection } from './connection.ts';
import { revertedIn, type Journal, type JournalChange, type JournalRun } from './journal-text.ts';
import { settleScript } from './journal.ts';
import { timeOf } from './lease.ts';

/** Seconds for a line in the journal. */
const DEADLINE = 10;

/** What the journal knows of a run that did not come to its end. */
export const noticeOf = ({ run, operator, last, changes }: JournalRun): Notice => {
  const of = (state: string): readonly Ref[] => changes.filter((each) => each.state === state).map(({ ref }) => ref);
  const open = of('begun');
  const begun = open.length === 0 ? '' : `; not seen to end: ${open.join(', ')}`;
  return {
    notice: 'unfinished-run',
    message: `run ${run} of ${operator} did not come to its end here (${timeOf(last)}): ${of('done').length} of ${changes.length} changes made${begun}`,
  };
};

/** Why a rollback failed that left this undone; what an apply left undone is told by checks. */
export const notBegun = (host: string, { role, ref, change }: PlannedChange): Failure => ({
  kind: 'not-taken',
  host,
  role,
  resource: ref,
  message: `${host}: ${ref} is still ${change.from}: the host stops before it again and again`,
  advice: 'Look at the load of the host and at its connection, then run again.',
});

/** Why changes that were made are not there: a power cut takes what the host had not written to its disk yet. */
export const unwritten = (host: string): Failure => ({
  kind: 'lost',
  host,
  message: `${host} restarted after its changes were made, and has lost what was not on its disk yet`,
  advice: 'Look why it restarted, then run again: what is gone is made again.',
});

/** Notes that everything is as wanted, so that what a run did not come to its end with is of no interest any more. */
export const settle = (connection: Connection, { run }: JournalRun): Promise<Result<unknown, Failure>> =>
  connection.run({ text: () => settleScript(run), seconds: DEADLINE });

const takenBack = (state: JournalChange['state']): string =>
  state === 'reverted' ? 'was taken back by the host' : 'could not be taken back by the host';

/** What the host took back on its own, a notice each. */
export const revertNotices = (journal: Journal): readonly Notice[] =>
  revertedIn(journal).map(({ ref, run, state, time }) => ({
    notice: 'reverted',
    message: `${ref} ${takenBack(state)} (${timeOf(time)}), because run ${run} did not come back to it after the change`,
  }));

/** Why a run cannot go on in which the host took something back; `undefined` where it did not. */
export const revertFailure = (host: string, journal: Journal, name: string): Failure | undefined => {
  const changes = revertedIn(journal).filter(({ run }) => run === name);
  if (changes.length === 0) return undefined;
  const listed = (state: JournalChange['state'], words: string): readonly string[] => {
    const refs = changes.filter((each) => each.state === state).map(({ ref }) => ref);
    return refs.length === 0 ? [] : [`${words} ${refs.join(', ')}`];
  };
  const did = [...listed('reverted', 'took back on its own:'), ...listed('not-reverted', 'could not take back:')];
  const message = `${host} could not be reached after its changes, and ${did.join('; and ')}`;
  const advice = `See what cut it off, or what kept jts away: jts history ${host} ${name}; then run again.`;
  return { kind: 'reverted', host, message, advice };
};
