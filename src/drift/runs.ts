import { relative } from 'node:path';
import type { UsageFailure } from '../config/failure.ts';
import { closest, listed } from '../config/suggest.ts';
import { quoted } from '../config/words.ts';
import { fail, ok, type Result } from '../model/result.ts';

/** As `jts run` names them: by the time at which they began, so that their names sort by it. */
const RUN_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/;

/** The link that filesReporter keeps to the run that ended last. */
export const LATEST = 'latest';

/** The runs among the names in a folder of reports, the newest first. */
export const runsAmong = (names: readonly string[]): readonly string[] =>
  names
    .filter((name) => RUN_NAME.test(name))
    .toSorted()
    .toReversed();

/**
 * The run that a user means among those of a folder, newest first: by its name, its path, or `latest`, which stands for the
 * run that the link of this name points to.
 */
export const chosenRun = (
  asked: string,
  folder: string,
  runs: readonly string[],
  latest: string | undefined,
): Result<string, UsageFailure> => {
  const name = asked.includes('/') ? relative(folder, asked) : asked;
  const run = name === LATEST && latest !== undefined ? latest : name;
  if (runs.includes(run)) return ok(run);
  const link = name === run ? '' : `, which is ${quoted(run)}`;
  const message = `${folder} has no run ${quoted(asked)}${link}`;
  if (runs.length === 0) {
    const advice = 'It has no run at all: "jts run" and "jts drift" each leave one. Leave --since out this time.';
    return fail({ kind: 'usage', message, advice });
  }
  const meant = closest(name, latest !== undefined && runs.includes(latest) ? [LATEST, ...runs] : runs);
  const advice = `${meant === undefined ? '' : `did you mean "${meant}"? `}known runs, newest first: ${listed(runs)}`;
  return fail({ kind: 'usage', message, advice });
};
