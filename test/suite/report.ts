import type { Ran } from './run.ts';
import { slowest } from './slowest.ts';
import type { Test } from './stage.ts';
import { busyOf, chart, table, type Moment, type Row } from './watch/timeline.ts';

/** What is known of a run at its end. */
export interface Run {
  readonly commit: string;
  /** When it began, as ISO 8601 has it. */
  readonly when: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly guestSeconds: number;
  readonly cores: number;
  readonly ran: readonly Ran[];
  readonly cpuOf: (stage: string) => number;
  readonly moments: readonly Moment[];
  readonly secondTries: readonly string[];
  /** Why it was ended before its end. */
  readonly stopped?: string | undefined;
  /** The most seconds of a processor that it may use. */
  readonly budget?: number | undefined;
  /** Tests of the run before. */
  readonly before: readonly Test[];
}

/** What is counted and said again at the end. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

/** Adds up what came of the stages, and of the run as a whole. */
export const verdict = ({ ran, stopped, budget, cpuSeconds }: Run): Verdict => {
  const sum = (count: (one: Ran) => number): number => ran.reduce((all, one) => all + count(one), 0);
  const whole = [
    ...(stopped === undefined ? [] : [`the run was ended: ${stopped}`]),
    ...(budget === undefined || cpuSeconds <= budget
      ? []
      : [`the run used ${cpuSeconds.toFixed(0)} s of a processor, and test/budgets.ts allows ${budget} s`]),
  ];
  return {
    passed: sum(({ result }) => result.passed),
    failed: sum(({ result }) => result.failed) + whole.length,
    failures: [
      ...ran.flatMap(({ stage, result }) => result.failures.map((each) => `${stage.name}: ${each}`)),
      ...whole,
    ],
  };
};

const resultOf = ({ standing, stage, result }: Ran): string => {
  if (standing === 'cut off' || standing === 'not run') return standing;
  const color = standing === 'passed' ? 'green' : 'RED';
  return stage.tests ? `${color}, ${result.passed} passed, ${result.failed} failed` : color;
};

/** The table of the stages, and the guests that none of them has for itself. */
export const rows = ({ ran, cpuOf, guestSeconds }: Run): readonly Row[] => [
  ...ran.map((one) => ({
    name: one.stage.name,
    ...(one.begun !== undefined && { begun: one.begun }),
    ...(one.ended !== undefined && { ended: one.ended }),
    cpuSeconds: cpuOf(one.stage.name),
    result: resultOf(one),
  })),
  { name: '(guests)', cpuSeconds: guestSeconds, result: '' },
];

/** When what ran, and how busy the machine was. */
export const timeline = (run: Run): readonly string[] => {
  const { moments, seconds, cores, cpuSeconds } = run;
  const share = (part: number): string => `${(part * 100).toFixed(0)} %`;
  return [
    ...table(rows(run)),
    '',
    ...chart(
      moments,
      run.ran.map(({ stage }) => stage.name),
    ),
    '',
    `machine busy: ${share(busyOf(moments))} (this run: ${share(cpuSeconds / Math.max(1, seconds * cores))}), ` +
      `${cpuSeconds.toFixed(0)} s of ${cores} processors in ${seconds.toFixed(0)} s`,
  ];
};

/** What is printed at the end; the last line is `N passed, N failed`. */
export const report = (run: Run): readonly string[] => {
  const { passed, failed, failures } = verdict(run);
  const tests = run.ran.flatMap(({ result }) => result.tests);
  return [
    '',
    ...timeline(run),
    ...(tests.length === 0 ? [] : ['', 'slowest tests:', ...slowest(tests, run.before)]),
    '',
    `second tries: ${run.secondTries.length}`,
    ...run.secondTries.map((line) => `  ${line}`),
    '',
    ...failures.map((each) => `FAILED: ${each}`),
    `${passed} passed, ${failed} failed`,
  ];
};
