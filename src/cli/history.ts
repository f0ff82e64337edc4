import pc from 'picocolors';
import { gatherFacts } from '../engine/observe.ts';
import { journalFact } from '../engine/journal.ts';
import type { JournalRun } from '../engine/journal-text.ts';
import { need } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { changeLines, runLines } from '../report/history-text.ts';
import { jsonDocument } from '../report/json.ts';
import { printed } from '../report/line.ts';
import { takeTurns } from '../report/turns.ts';
import { hostOf } from './hosts.ts';
import type { HistoryFlags } from './flags.ts';
import { lookingConnection, reacher } from './reach.ts';
import { showFailure } from './show.ts';

const runsOn = async (host: Host, inventory: string): Promise<Result<readonly JournalRun[], Failure>> => {
  const connection = lookingConnection(host, reacher(inventory, takeTurns()));
  try {
    const facts = await gatherFacts(connection, [need(journalFact, 'whole')]);
    if (!facts.ok) return facts;
    const journal = facts.value.reading(journalFact);
    if (journal.status !== 'failed') return ok(journal.status === 'ok' ? journal.value.runs : []);
    const message = `the journal could not be read: ${journal.reason}`;
    return fail({ kind: 'fact', host: host.name, message, advice: `Look at /var/lib/jts/journal there.` });
  } finally {
    await connection.close();
  }
};

const chosen = (host: string, runs: readonly JournalRun[], name: string): Result<JournalRun, Failure> => {
  const run = runs.find((each) => each.run === name);
  if (run !== undefined) return ok(run);
  const known = runs.slice(-5).map((each) => each.run);
  const message = `the journal of ${host} knows no run ${JSON.stringify(name)}`;
  const advice = known.length === 0 ? `jts has not changed ${host}.` : `The last ones are ${known.join(', ')}.`;
  return fail({ kind: 'usage', message, advice });
};

/** Prints what jts did on a host: its runs, or each change of one of them. */
export const history = async (
  name: string,
  run: string | undefined,
  flags: HistoryFlags,
  secrets: Set<string>,
): Promise<number> => {
  const host = await hostOf(flags.inventory, name, secrets);
  if (!host.ok) return showFailure(host.failure, secrets);
  const runs = await runsOn(host.value, flags.inventory);
  if (!runs.ok) return showFailure(runs.failure, secrets);
  const one = run === undefined ? undefined : chosen(host.value.name, runs.value, run);
  if (one?.ok === false) return showFailure(one.failure, secrets);
  if (flags.json === true) {
    process.stdout.write(jsonDocument(one === undefined ? runs.value : one.value));
    return 0;
  }
  const lines = one === undefined ? runLines(host.value.name, runs.value) : changeLines(one.value);
  process.stdout.write(printed(lines, pc));
  return 0;
};
