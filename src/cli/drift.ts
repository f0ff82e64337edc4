import type { UsageFailure } from '../config/failure.ts';
import type { ResolvedPlay } from '../config/resolve.ts';
import { Archive } from '../drift/archive.ts';
import { compared } from '../drift/compare.ts';
import { driftReport, Looks, type Look } from '../drift/look.ts';
import type { PlayTask } from '../engine/run.ts';
import type { HostDrift } from '../model/drift-report.ts';
import type { Event } from '../model/event.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { driftLines, passedLines } from '../report/drift-text.ts';
import { eventLines } from '../report/event-text.ts';
import { jsonDocument } from '../report/json.ts';
import type { Reporter } from '../report/reporter.ts';
import { carryOut, REPORTS } from './carry-out.ts';
import { readPlays } from './plays.ts';
import type { DriftFlags } from './flags.ts';
import { showFailure } from './show.ts';
import { surfaceFor, type Shown, type Surface } from './surface.ts';
import { playTask } from './tasks.ts';

/** Of the events only these are told at once: what was found is told when all is known. */
const TOLD_AT_ONCE: readonly Event['event'][] = ['run-started', 'host-notice'];

const SHOWN: Shown = {
  lines: (event, detail) => (TOLD_AT_ONCE.includes(event.event) ? eventLines(event, detail) : []),
  json: () => ({ on: () => undefined, close: () => undefined }),
};

/** The plays as looks at all their hosts, whatever their modes and batches; what is to be taken away declares nothing. */
const looksAt = (path: string, plays: readonly ResolvedPlay[]): Result<readonly PlayTask[], UsageFailure> => {
  const rollback = plays.find(({ mode }) => mode === 'rollback');
  if (rollback !== undefined) {
    return fail({
      kind: 'usage',
      message: `play "${rollback.name}" of ${path} is a rollback: it does not say what its hosts should be like`,
      advice: 'Name a playbook whose plays apply, check or validate roles, such as playbooks/drift.yaml.',
    });
  }
  return ok(plays.map((play) => playTask({ ...play, mode: 'check', rollout: {} }, () => ({}))));
};

const withPast = async (looks: readonly Look[], archive: Archive | undefined): Promise<readonly HostDrift[]> => {
  const hosts: HostDrift[] = [];
  for (const look of looks) {
    const { host, drifted } = look.drift;
    const past = await archive?.pastOf(
      host,
      drifted.map(({ resource }) => resource),
    );
    hosts.push(past === undefined ? look.drift : compared(look, past));
  }
  return hosts;
};

/** Follows a look at hosts, and tells at its end what it found. */
const driftReporter = (surface: Surface, json: boolean, archive: Archive | undefined): Reporter => {
  const looks = new Looks();
  return {
    on: (event) => {
      looks.on(event);
      surface.reporter.on(event);
    },
    close: async () => {
      await surface.reporter.close();
      if (looks.summary === undefined) return;
      const report = driftReport(looks.summary, await withPast(looks.hosts, archive), archive?.since);
      surface.show(passedLines(archive?.passed ?? []));
      if (json) process.stdout.write(jsonDocument(report));
      else surface.show(driftLines(report));
    },
  };
};

/** Looks at the hosts of a playbook, tells what differs there from what is declared, and resolves to the exit code. */
export const lookForDrift = async (
  path: string,
  flags: DriftFlags,
  stop: AbortSignal,
  secrets: Set<string>,
): Promise<number> => {
  const { since, inventory, forks, json = false } = flags;
  const archive = since === undefined ? ok(undefined) : await Archive.open(REPORTS, since);
  if (!archive.ok) return showFailure(archive.failure, secrets);
  const plays = await readPlays(path, flags, secrets);
  if (!plays.ok) return showFailure(plays.failure, secrets);
  const tasks = looksAt(path, plays.value);
  if (!tasks.ok) return showFailure(tasks.failure, secrets);
  const surface = surfaceFor(flags, stop, SHOWN);
  const reporter = driftReporter(surface, json, archive.value);
  const order = { playbook: path, inventory, forks, check: true, secrets, stop, surface, reporter };
  return (await carryOut(tasks.value, order)).exitCode;
};
