import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Result, Tests } from './stage.ts';

/** What is read of the file that vitest's JSON reporter writes. */
interface Written {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly duration?: number | null;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** How the process of a stage ended: with a code, or by a signal. */
export type Ending = number | string;

/** The most that is repeated of a message. */
const MOST = 1000;

/** What a stage without tests counts. */
export const resultOfCommand = (ending: Ending): Result =>
  ending === 0
    ? { passed: 1, failed: 0, failures: [], tests: [] }
    : { passed: 0, failed: 1, failures: [`ended with ${ending}`], tests: [] };

/**
 * What a run of vitest counts. Whatever did not pass failed, skipped tests too; but where tests were chosen by name, and where
 * none need be left. A file that failed before its first test, and a run without tests or results, count as one.
 */
export const resultOfTests = (
  text: string | undefined,
  ending: Ending,
  root: string,
  { named, changedSince }: Partial<Tests> = {},
): Result => {
  if (text === undefined) return { ...resultOfCommand(1), failures: [`ended with ${ending}, and left no results`] };
  const { success, numPassedTests: passed, numTotalTests, testResults } = JSON.parse(text) as Written;
  const tests = testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, duration }) => ({
        file: relative(root, file),
        name: fullName,
        seconds: (duration ?? 0) / 1000,
      })),
  );
  const failures = testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`${relative(root, name)}: ${message.slice(0, MOST)}`] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${shortened(failureMessages ?? [])}`),
  ]);
  const missed = named !== undefined ? tests.length - passed : numTotalTests - passed;
  if (missed > 0) {
    const skipped = missed - (tests.length - passed);
    return {
      passed,
      failed: missed,
      failures: [...failures, ...(skipped > 0 ? [`${skipped} tests were skipped`] : [])],
      tests,
    };
  }
  if (passed === 0 && changedSince === undefined)
    return { passed, failed: 1, failures: [...failures, 'there were no tests'], tests };
  if (success && ending === 0) return { passed, failed: 0, failures: [], tests };
  // Errors outside of tests fail a run, and stand only in what it printed.
  const why = failures.length > 0 ? failures : [`ended with ${ending}, although each test passed: see what it printed`];
  return { passed, failed: 1, failures: why, tests };
};

const shortened = (messages: readonly string[]): string =>
  (messages.join('\n').split('\n    at ')[0] ?? '').slice(0, MOST);

/** What vitest wrote to a file, if it did. */
export const writtenTo = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
