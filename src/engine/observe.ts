import { boot } from '../facts/boot.ts';
import type { ActiveCheck, Check } from '../model/check.ts';
import { judged } from '../model/check.ts';
import { need, type Facts, type Need, type Reading } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Resource } from '../model/resource.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Shell } from '../shell/sh.ts';
import type { Connection } from './connection.ts';
import {
  askedFacts,
  checkProbes,
  factProbes,
  gatherScript,
  readFacts,
  readProbes,
  UNANSWERED,
  type Probe,
} from './gather.ts';
import type { Journal } from './journal-text.ts';
import { journalFact, type JournalQuery } from './journal.ts';

/** What one look at a host found. */
export interface Observation {
  readonly facts: Facts;
  /** Empty on a host that jts never changed. */
  readonly journal: Journal;
  /** What the kernel calls the boot in which it was looked at. */
  readonly boot: string;
}

/** Characters of an answer beyond which a host that left something out is not asked again; the longest journal has some 6,000,000. */
const MOST_TO_ASK_AGAIN = 8_000_000;

const ask = async (
  connection: Connection,
  probes: readonly Probe[],
): Promise<Result<ReadonlyMap<string, Reading<string>>, Failure>> => {
  const seconds = probes.reduce((sum, { deadline }) => sum + deadline, 0);
  const gather = async (most?: number): ReturnType<typeof ask> => {
    let mark = '';
    const text = (sessionMark: string): Shell => {
      mark = sessionMark;
      return gatherScript(probes, mark, most);
    };
    const ran = await connection.run({ text, seconds });
    if (!ran.ok) return ran;
    const { stdout, stderr } = ran.value;
    const readings = readProbes(probes, mark, ran.value);
    const isWhole = ![...readings.values()].includes(UNANSWERED);
    if (isWhole || most !== undefined || stdout.length + stderr.length > MOST_TO_ASK_AGAIN) return ok(readings);
    // Where /run is full, what probes that run side by side have to say does not come whole.
    return gather(1);
  };
  return gather();
};

/** What all the resources want to know, the journal, and the boot. */
export const needsOf = (resources: readonly Resource[], journal: JournalQuery): readonly Need[] => [
  ...resources.flatMap(({ kind, desired }) => kind.needs(desired)),
  need(journalFact, journal),
  need(boot, null),
];

/** Reads every fact that the needs name, in one script. */
export const gatherFacts = async (connection: Connection, needs: readonly Need[]): Promise<Result<Facts, Failure>> => {
  const asked = askedFacts(needs);
  const readings = await ask(connection, factProbes(asked));
  return readings.ok ? ok(readFacts(asked, readings.value)) : readings;
};

/** Reads every fact that the needs name, the journal and the boot among them. */
export const observe = async (
  connection: Connection,
  host: string,
  needs: readonly Need[],
): Promise<Result<Observation, Failure>> => {
  const gathered = await gatherFacts(connection, needs);
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
  const booted = facts.reading(boot);
  if (booted.status !== 'ok') {
    return fail({
      kind: 'fact',
      host,
      message: `${host} does not say which boot it is in: ${booted.reason}`,
      advice: `Look at it: ssh ${host} cat /proc/sys/kernel/random/boot_id`,
    });
  }
  return ok({
    facts,
    boot: booted.value,
    journal:
      journal.status === 'ok'
        ? journal.value
        : { before: new Map(), hidden: new Set(), secretive: new Set(), runs: [] },
  });
};

/** Runs active checks, in one script. */
export const runChecks = async (
  connection: Connection,
  checks: readonly ActiveCheck[],
): Promise<Result<readonly Check[], Failure>> => {
  if (checks.length === 0) return ok([]);
  const probes = checkProbes(checks);
  const readings = await ask(connection, probes);
  if (!readings.ok) return readings;
  const unanswered: Reading<string> = { status: 'failed', reason: 'the host was not asked' };
  return ok(checks.map((check, index) => judged(check, readings.value.get(probes[index]?.name ?? '') ?? unanswered)));
};
