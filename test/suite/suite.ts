import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep, keptIn, testsBefore } from './record.ts';
import { report, verdict, type Run } from './report.ts';
import { runStages } from './run.ts';
import type { Stage } from './stage.ts';
import { GUESTS } from './watch/census.ts';
import { Watch } from './watch/watch.ts';

/** How stages are to be run. */
export interface Order {
  readonly stages: readonly Stage[];
  /** The root of the repository. */
  readonly root: string;
  /** Seconds after which the run is ended. */
  readonly deadline: number;
  readonly say: (line: string) => void;
  /** Ends the run, where the operator wants it to. */
  readonly stop?: AbortSignal;
  /** Milliseconds in which stages have to end in order when the run is ended. */
  readonly patience?: number;
  readonly budget?: number;
  /** Whether the run counts as one of the whole suite, which is kept beside those before. */
  readonly kept?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

/** What was run, and whether all of it is well. */
export interface Ended {
  readonly run: Run;
  readonly green: boolean;
}

const commitOf = (root: string): string => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'no commit';
  }
};

/** The lines of a file, none where it is not there. */
const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/** Runs stages, ends all that they started where they take too long or are stopped, and says what came of it. */
export const runSuite = async (order: Order): Promise<Ended> => {
  const { stages, root, say, kept: isKept = false } = order;
  const kept = keptIn(join(root, '.test'));
  const labFolder = join(root, '.lab');
  const secondTries = join(labFolder, 'second-tries.log');
  const results = mkdtempSync(join(tmpdir(), 'jts-suite-'));
  const cores = availableParallelism();
  const commit = commitOf(root);
  const when = new Date().toISOString();
  if (existsSync(secondTries)) writeFileSync(secondTries, '');

  const stopping = new AbortController();
  const stop = (why: string): void => {
    if (stopping.signal.aborted) return;
    say(`== ending all: ${why}`);
    stopping.abort(why);
  };
  order.stop?.addEventListener('abort', () => {
    stop(String(order.stop?.reason));
  });
  const minutes = order.deadline / 60;
  const timer = setTimeout(() => {
    stop(`it took longer than ${minutes < 1 ? `${order.deadline} s` : `${minutes.toFixed(0)} minutes`}`);
  }, order.deadline * 1000);

  const watch = new Watch(labFolder);
  watch.begin(() => {
    stop('who started it is gone');
  });
  try {
    const environment = order.environment ?? process.env;
    const { signal } = stopping;
    const { patience } = order;
    const ran = await runStages({ stages, cores, root, results, environment, say, watch, stop: signal, patience });
    watch.stop();
    const run: Run = {
      ...{ commit, when, cores, ran, moments: watch.moments, before: testsBefore(kept) },
      seconds: watch.seconds(),
      cpuSeconds: watch.cpuSeconds(),
      guestSeconds: watch.cpuSeconds(GUESTS),
      cpuOf: (stage) => watch.cpuSeconds(stage),
      secondTries: linesOf(secondTries),
      stopped: stopping.signal.aborted ? String(stopping.signal.reason) : undefined,
      budget: order.budget,
    };
    if (isKept) {
      mkdirSync(join(root, '.test'), { recursive: true });
      keep(kept, run);
    }
    for (const line of report(run)) say(line);
    return { run, green: verdict(run).failed === 0 };
  } finally {
    clearTimeout(timer);
    watch.stop();
    rmSync(results, { recursive: true, force: true });
  }
};
