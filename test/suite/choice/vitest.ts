import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import type { Tests } from '../stage.ts';

const VITEST = [process.execPath, 'node_modules/vitest/vitest.mjs'] as const;

/** A test or a file of tests, as vitest lists them. */
export interface Listed {
  readonly file: string;
  readonly project: string;
  /** The names of its groups and its own. */
  readonly name: string;
}

interface Written {
  readonly file: string;
  readonly projectName: string;
  readonly name?: string;
}

/** The words that run tests, and leave what came of them in a file. */
export const chosenWords = (tests: Tests, results: string, eachTest: boolean): readonly string[] => [
  ...VITEST,
  ...['run', '--project', tests.project, `--reporter=${eachTest ? 'verbose' : 'default'}`],
  ...['--reporter=json', `--outputFile.json=${results}`],
  ...(tests.named === undefined ? [] : ['--testNamePattern', tests.named]),
  ...(tests.changedSince === undefined ? [] : ['--changed', tests.changedSince, '--passWithNoTests']),
  ...(tests.files ?? []),
];

const list = async (root: string, words: readonly string[]): Promise<readonly Listed[]> => {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const [program, ...rest] = [...VITEST, 'list', '--json', ...words];
  // A file that only calls a group of tests of another is empty until it is run, which vitest counts as a failure.
  const { stdout } = await promisify(execFile)(program, rest, {
    cwd: root,
    env: environment,
    maxBuffer: 2 ** 27,
  });
  const written = JSON.parse(stdout) as readonly Written[];
  return written.map(({ file, projectName, name = '' }) => ({
    file: relative(root, file),
    project: projectName,
    name,
  }));
};

/** Every file of tests, with the project that runs it. */
export const testFiles = (root: string): Promise<readonly Listed[]> => list(root, ['--filesOnly']);

/** Every test, which takes running all files as far as their tests. */
export const allTests = (root: string): Promise<readonly Listed[]> => list(root, []);
