import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rows, timeline, verdict, type Run } from './report.ts';
import { slowest } from './slowest.ts';
import type { Test } from './stage.ts';
import { busyOf } from './watch/timeline.ts';

/** What the suite keeps of its runs. */
export interface Kept {
  readonly lastRun: string;
  readonly timeline: string;
  readonly slowest: string;
  readonly history: string;
}

/** The files in which a folder keeps them. */
export const keptIn = (folder: string): Kept => ({
  lastRun: join(folder, 'last-run.json'),
  timeline: join(folder, 'timeline.txt'),
  slowest: join(folder, 'slowest.txt'),
  history: join(folder, 'history.jsonl'),
});

/** The tests of the last run that was kept. */
export const testsBefore = ({ lastRun }: Kept): readonly Test[] => {
  try {
    return (JSON.parse(readFileSync(lastRun, 'utf8')) as { readonly tests: readonly Test[] }).tests;
  } catch {
    return [];
  }
};

/** Keeps a run: the whole of it, what is for people, and a line beside those of all runs before. */
export const keep = (kept: Kept, run: Run): void => {
  const { commit, when, seconds, cpuSeconds, guestSeconds, cores, ran, moments, secondTries, before } = run;
  const { passed, failed, failures } = verdict(run);
  const tests = ran.flatMap(({ result }) => result.tests);
  const summary = { commit, when, seconds, cpuSeconds, guestSeconds, cores, busy: busyOf(moments), passed, failed };
  mkdirSync(dirname(kept.lastRun), { recursive: true });
  writeFileSync(kept.lastRun, JSON.stringify({ ...summary, failures, secondTries, stages: rows(run), tests, moments }));
  writeFileSync(kept.timeline, `${timeline(run).join('\n')}\n`);
  writeFileSync(kept.slowest, `${slowest(tests, before).join('\n')}\n`);
  const stages = Object.fromEntries(
    ran.flatMap(({ stage, begun, ended }) =>
      begun === undefined || ended === undefined ? [] : [[stage.name, Math.round(ended - begun)]],
    ),
  );
  appendFileSync(kept.history, `${JSON.stringify({ ...summary, secondTries: secondTries.length, stages })}\n`);
};
