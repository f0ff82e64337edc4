import { describe, expect, it } from 'vitest';
import { resultOfCommand, resultOfTests } from '../../../test/suite/results.ts';

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly duration?: number;
  readonly failureMessages?: readonly string[];
}

const passed = (fullName: string): Assertion => ({ status: 'passed', fullName, duration: 1500 });
const failed: Assertion = { status: 'failed', fullName: 'b', duration: 100, failureMessages: ['no\n    at x:1', 'y'] };
const skipped: Assertion = { status: 'pending', fullName: 'c' };

const written = (assertions: readonly Assertion[], { success = true, message = '' } = {}): string =>
  JSON.stringify({
    success,
    numTotalTests: assertions.length,
    numPassedTests: assertions.filter(({ status }) => status === 'passed').length,
    testResults: [{ name: '/root/test/a.test.ts', message, assertionResults: assertions }],
  });

describe('of the tests of a stage', () => {
  it.each([
    ['those that passed count as such', written([passed('a'), passed('b')]), 0, {}, [2, 0], []],
    [
      'one that failed counts, and says why',
      written([passed('a'), failed], { success: false }),
      1,
      {},
      [1, 1],
      ['b: no'],
    ],
    ['one that was skipped ran short', written([passed('a'), skipped]), 0, {}, [1, 1], ['1 tests were skipped']],
    ['one that was not chosen does not count', written([passed('a'), skipped]), 0, { named: 'a' }, [1, 0], []],
    [
      'none where some were chosen is a failure',
      written([skipped]),
      0,
      { named: 'a' },
      [0, 1],
      ['there were no tests'],
    ],
    ['none is a failure', written([]), 0, {}, [0, 1], ['there were no tests']],
    ['none is fine where nothing need have changed', written([]), 0, { changedSince: 'HEAD' }, [0, 0], []],
    [
      'a file that failed before its first is one failure',
      written([], { success: false, message: 'cannot be read' }),
      1,
      {},
      [0, 1],
      ['test/a.test.ts: cannot be read', 'there were no tests'],
    ],
    [
      'a file that failed before its first is one failure beside others that passed',
      written([passed('a')], { success: false, message: 'cannot be read' }),
      1,
      {},
      [1, 1],
      ['test/a.test.ts: cannot be read'],
    ],
    [
      'an error outside of them is one failure',
      written([passed('a')]),
      1,
      {},
      [1, 1],
      ['ended with 1, although each test passed: see what it printed'],
    ],
    ['no results are one failure', undefined, 'SIGKILL', {}, [0, 1], ['ended with SIGKILL, and left no results']],
  ])('%s', (_, text, ending, chosen, counts, failures) => {
    const result = resultOfTests(text, ending, '/root', chosen);
    expect([result.passed, result.failed]).toEqual(counts);
    expect(result.failures).toEqual(failures);
  });

  it('what each took is told, with its file from the root', () => {
    expect(resultOfTests(written([passed('a')]), 0, '/root').tests).toEqual([
      { file: 'test/a.test.ts', name: 'a', seconds: 1.5 },
    ]);
  });
});

it.each([
  [0, 1, []],
  [3, 0, ['ended with 3']],
  ['SIGTERM', 0, ['ended with SIGTERM']],
])('a stage without tests that ends with %s counts as one', (ending, count, failures) => {
  expect(resultOfCommand(ending)).toEqual({ passed: count, failed: 1 - count, failures, tests: [] });
});
