import { join } from 'node:path';
import type { UsageFailure } from '../config/failure.ts';
import { FAILED, readLastFailed, type LastFailed } from '../config/last-failed.ts';
import { textOf } from '../drift/archive.ts';
import { LATEST } from '../drift/runs.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { SUMMARY } from '../report/files.ts';
import { REPORTS } from './carry-out.ts';

const LAST_RUN = join(REPORTS, LATEST);

const refused = (message: string, advice: string): Result<never, UsageFailure> =>
  fail({ kind: 'usage', message, advice });

/** Reads from the reports in the working folder which hosts did not come through in the run that ended last. */
export const lastFailed = async (): Promise<Result<LastFailed, UsageFailure>> => {
  const path = join(LAST_RUN, SUMMARY);
  const text = await textOf(path);
  if (text.ok && text.value === undefined) {
    return refused(
      `there is no run in ${LAST_RUN} whose failed hosts ${FAILED} could stand for`,
      `Name the hosts, or go to the folder from which you ran jts: its reports are there.`,
    );
  }
  const read = text.ok ? readLastFailed(text.value ?? '') : text;
  if (read.ok) return ok(read.value);
  return refused(
    `${path} does not tell which hosts ${FAILED} stands for: ${read.failure}`,
    'Name the hosts this time: every run that ends leaves a summary of its own there.',
  );
};
