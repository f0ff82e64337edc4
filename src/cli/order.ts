import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { validatorOf } from '../config/validator.ts';
import { runsIn } from '../drift/archive.ts';
import { chosenRun } from '../drift/runs.ts';
import type { UsageFailure } from '../config/failure.ts';
import { redactor } from '../model/redaction.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { fileOf, ORDER } from '../report/files.ts';
import { REPORTS } from './carry-out.ts';
import type { RunFlags } from './flags.ts';

const words = Type.Array(Type.String());

const StoredOrder = Type.Object({
  playbook: Type.String(),
  check: Type.Boolean(),
  inventory: Type.String(),
  /** `null` where a secret was among them, which no file keeps. */
  extraVars: Type.Union([words, Type.Null()]),
  tags: words,
  forks: Type.Integer({ minimum: 1 }),
  allowWipe: words,
  destroyData: words,
  hosts: words,
});

type StoredOrder = Static<typeof StoredOrder>;

/** What a run is asked for, as it is kept beside its reports. */
export const orderOf = (
  playbook: string,
  { inventory, extraVars, tags, forks, allowWipe, destroyData, check }: RunFlags,
  secrets: ReadonlySet<string>,
): Omit<StoredOrder, 'hosts'> => {
  const isSecret = extraVars.some((each) => redactor(secrets).text(each) !== each);
  const kept = isSecret ? null : [...extraVars];
  return {
    playbook,
    check: check === true,
    inventory,
    extraVars: kept,
    tags: [...tags],
    forks,
    allowWipe: [...allowWipe],
    destroyData: [...destroyData],
  };
};

/** A run that is to be resumed: what it was asked for, on the hosts on which it did not come to its end. */
export interface Broken {
  readonly run: string;
  readonly playbook: string;
  readonly flags: RunFlags;
}

const { accepts: isOrder } = validatorOf(StoredOrder);

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
};

const isDone = (report: unknown): boolean =>
  typeof report === 'object' &&
  report !== null &&
  'outcome' in report &&
  (report.outcome === 'changed' || report.outcome === 'unchanged');

const unfinished = async (run: string, hosts: readonly string[]): Promise<readonly string[]> => {
  const done = await Promise.all(hosts.map(async (host) => isDone(await readJson(join(REPORTS, run, fileOf(host))))));
  return hosts.filter((_, index) => done[index] === false);
};

const refused = (message: string, advice: string): Result<never, UsageFailure> =>
  fail({ kind: 'usage', message, advice });

/** The newest run that was to change something. */
const lastOrdered = async (runs: readonly string[]): Promise<string | undefined> => {
  for (const run of runs) {
    const order = await readJson(join(REPORTS, run, ORDER));
    if (isOrder(order) && !order.check) return run;
  }
  return undefined;
};

/** Finds the run that is to be resumed, the last one where none is named; `flags` say how this one shows itself. */
export const brokenRun = async (name: string | true, flags: RunFlags): Promise<Result<Broken, UsageFailure>> => {
  const runs = await runsIn(REPORTS);
  if (!runs.ok) return runs;
  const last = await lastOrdered(runs.value);
  const chosen = name === true ? ok(last) : chosenRun(name, REPORTS, runs.value, last);
  if (!chosen.ok) return chosen;
  const run = chosen.value;
  const order = run === undefined ? undefined : await readJson(join(REPORTS, run, ORDER));
  if (run === undefined || !isOrder(order)) {
    return refused(
      run === undefined ? `${REPORTS} has no run that could be resumed` : `run ${run} left no order to resume`,
      'Run its playbook again: jts looks at the hosts first and goes on from what is there.',
    );
  }
  if (order.check) return refused(`run ${run} only looked: there is nothing to resume`, 'Run it without --check.');
  const hosts = await unfinished(run, order.hosts);
  if (hosts.length === 0) {
    return refused(
      `run ${run} came to its end on all its hosts: there is nothing to resume`,
      'jts drift tells whether they are still as declared.',
    );
  }
  const extraVars = flags.extraVars.length > 0 ? flags.extraVars : order.extraVars;
  if (extraVars === null) {
    return refused(
      `run ${run} was given a secret with -e, which no file keeps`,
      'Pass its -e options again, beside --resume.',
    );
  }
  const { playbook, inventory, tags, forks, allowWipe, destroyData } = order;
  return ok({
    run,
    playbook,
    flags: { ...flags, inventory, extraVars, tags, forks, allowWipe, destroyData, limit: hosts.join(',') },
  });
};
