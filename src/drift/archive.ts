import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UsageFailure } from '../config/failure.ts';
import type { LastRight } from '../model/drift-report.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { fileOf } from '../report/files.ts';
import type { Past } from './compare.ts';
import { readPast, statesIn, type PastReport } from './past.ts';
import { chosenRun, LATEST, runsAmong } from './runs.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The runs in a folder, newest first; none where there is no such folder. */
export const runsIn = async (folder: string): Promise<Result<readonly string[], UsageFailure>> => {
  try {
    return ok(runsAmong(await readdir(folder)));
  } catch (error) {
    if (isMissing(error)) return ok([]);
    const message = `the reports cannot be read: ${messageOf(error)}`;
    return fail({ kind: 'usage', message, advice: `Look at it: ls -ld ${folder}` });
  }
};

/** The text of a file; nothing where there is none. */
export const textOf = async (path: string): Promise<Result<string | undefined, string>> => {
  try {
    // What is no file might never end, as a pipe.
    return (await stat(path)).isFile() ? ok(await readFile(path, 'utf8')) : fail('it is no file');
  } catch (error) {
    return isMissing(error) ? ok(undefined) : fail(messageOf(error));
  }
};

/** The reports of earlier runs in a folder, and the one of these runs that hosts are compared with. */
export class Archive {
  readonly since: string;
  readonly #folder: string;
  readonly #runs: readonly string[];
  readonly #passed: string[] = [];

  /** Looks up the run that `since` names. */
  static async open(folder: string, since: string): Promise<Result<Archive, UsageFailure>> {
    const runs = await runsIn(folder);
    if (!runs.ok) return runs;
    const latest = await readlink(join(folder, LATEST)).then(basename, () => undefined);
    const chosen = chosenRun(since, folder, runs.value, latest);
    return chosen.ok ? ok(new Archive(folder, chosen.value, runs.value)) : chosen;
  }

  private constructor(folder: string, since: string, runs: readonly string[]) {
    this.#folder = folder;
    this.since = since;
    this.#runs = runs;
  }

  /** Which reports were passed over, and why, a sentence each. */
  get passed(): readonly string[] {
    return this.#passed;
  }

  /** What the reports tell of a host and of those of its resources that have drifted; none is read that is not needed for it. */
  async pastOf(host: string, drifted: readonly string[]): Promise<Past> {
    const then = await this.#read(this.since, host);
    const lastRight = new Map<string, LastRight>();
    const open = new Set(drifted);
    for (const run of this.#runs) {
      if (open.size === 0) break;
      const report = run === this.since ? then : await this.#read(run, host);
      if (report === undefined) continue;
      const states = statesIn(report);
      for (const resource of open) {
        if (states.get(resource)?.state !== 'as-wanted') continue;
        open.delete(resource);
        lastRight.set(resource, { run, time: report.ended });
      }
    }
    return { then: then === undefined ? new Map() : statesIn(then), lastRight };
  }

  async #read(run: string, host: string): Promise<PastReport | undefined> {
    const path = join(this.#folder, run, fileOf(host));
    const text = await textOf(path);
    if (text.ok && text.value === undefined) return undefined;
    const report = text.ok ? readPast(text.value ?? '', host) : text;
    if (report.ok) return report.value;
    this.#passed.push(`${path} is passed over: ${report.failure}`);
    return undefined;
  }
}
