import type { ActiveCheck, Check } from '../model/check.ts';
import { judged } from '../model/check.ts';
import { need, type Facts, type Need, type Reading } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Json, Ref, Resource } from '../model/resource.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { checkProbes, factProbes, gatherScript, readFacts, readProbes, type Probe } from './gather.ts';
import { journalFact } from './journal.ts';
import { lockFailure, underLock } from './lock.ts';
import type { Session } from './session.ts';

/** What one look at a host found. */
export interface Observation {
  readonly facts: Facts;
  /** What the journal keeps of the resources that jts changed; empty on a host that it never changed. */
  readonly journal: ReadonlyMap<Ref, Json>;
}

/** Takes the host's lock before anything is asked, in the same script. */
export interface LockFor {
  readonly host: string;
  /** Who takes it, as others are told. */
  readonly holder: string;
}

const ask = async (
  session: Session,
  probes: readonly Probe[],
  lock?: LockFor,
): Promise<Result<ReadonlyMap<string, Reading<string>>, Failure>> => {
  const seconds = probes.reduce((sum, { deadline }) => sum + deadline, 0);
  const script = gatherScript(probes, session.mark);
  const ran =
    lock === undefined
      ? await session.runApart(script, seconds)
      : await session.run(underLock(lock.holder, script), seconds);
  if (!ran.ok) return ran;
  const failure = lock && lockFailure(lock.host, ran.value);
  return failure === undefined ? ok(readProbes(probes, session.mark, ran.value)) : fail(failure);
};

/** What all the resources want to know, and the journal. */
export const needsOf = (resources: readonly Resource[]): readonly Need[] => [
  ...resources.flatMap(({ kind, desired }) => kind.needs(desired)),
  need(journalFact, null),
];

/** Reads every fact that the needs name, in one script; where a lock is named, only once it is ours. */
export const gatherFacts = async (
  session: Session,
  needs: readonly Need[],
  lock?: LockFor,
): Promise<Result<Facts, Failure>> => {
  const readings = await ask(session, factProbes(needs), lock);
  return readings.ok ? ok(readFacts(needs, readings.value)) : readings;
};

/** Reads every fact that the needs name, the journal among them. */
export const observe = async (
  session: Session,
  host: string,
  needs: readonly Need[],
  lock?: LockFor,
): Promise<Result<Observation, Failure>> => {
  const gathered = await gatherFacts(session, needs, lock);
  if (!gathered.ok) return gathered;
  const facts = gathered.value;
  const journal = facts.reading(journalFact);
  if (journal.status === 'failed') {
    return fail({
      kind: 'fact',
      host,
      message: `the journal of jts on ${host} could not be read: ${journal.reason}`,
      advice: `Look at it: ssh ${host} sudo ls -l /var/lib/jts/journal`,
    });
  }
  return ok({ facts, journal: journal.status === 'ok' ? journal.value : new Map() });
};

/** Runs active checks, in one script. */
export const runChecks = async (
  session: Session,
  checks: readonly ActiveCheck[],
): Promise<Result<readonly Check[], Failure>> => {
  if (checks.length === 0) return ok([]);
  const probes = checkProbes(checks);
  const readings = await ask(session, probes);
  if (!readings.ok) return readings;
  const unanswered: Reading<string> = { status: 'failed', reason: 'the host was not asked' };
  return ok(checks.map((check, index) => judged(check, readings.value.get(probes[index]?.name ?? '') ?? unanswered)));
};
