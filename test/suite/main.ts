import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BUDGETS } from '../budgets.ts';
import { affected } from './choice/affected.ts';
import { branchedFrom, changedSince } from './choice/changed.ts';
import { onlyFiles, onlyNames } from './choice/only.ts';
import { allTests, testFiles } from './choice/vitest.ts';
import { soak } from './soak/soak.ts';
import type { Stage } from './stage.ts';
import { STAGES } from './stages.ts';
import { runSuite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** Seconds for the whole suite: a run that takes 90 minutes is killed and tells nothing, so it ends itself well before that. */
const DEADLINE = 70 * 60;

const EXIT_USAGE = 64;
const root = resolve(import.meta.dirname, '../..');
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping.abort(signal);
  });
}
process.stdout.on('error', () => {
  stopping.abort('nobody reads what it prints');
});

const chosenBy = async (text: string): Promise<readonly Stage[]> => {
  const byFile = onlyFiles(text, await testFiles(root), STAGES);
  if (byFile.length > 0) return byFile;
  say(`no file of tests has ${text} in its path; looking for it in the names of all tests`);
  const byName = onlyNames(text, await allTests(root), STAGES);
  if (byName.length === 0) throw new UsageError(`--only ${text}: no file of tests and no test has that in its name`);
  return byName;
};

const changed = async (reference: string | undefined): Promise<readonly Stage[]> => {
  const since = reference ?? branchedFrom(root);
  const files = changedSince(root, since);
  const { stages, why } = affected(files, since, await testFiles(root), STAGES);
  say(`${files.length} files changed since ${since}`);
  for (const line of why) say(`  ${line}`);
  return stages;
};

const run = async (): Promise<boolean> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      changed: { type: 'boolean' },
      soak: { type: 'boolean' },
      part: { type: 'string' },
      again: { type: 'boolean' },
      show: { type: 'boolean' },
    },
  });
  const { part, again, show } = values;
  const isSoak = values.soak === true;
  if (!isSoak && (part !== undefined || again !== undefined || show !== undefined)) {
    throw new UsageError('--part, --again and --show belong to npm run test:soak');
  }
  if ([values.only !== undefined, values.changed === true, isSoak].filter(Boolean).length > 1) {
    throw new UsageError('--only, --changed and --soak exclude each other');
  }
  if (positionals.length > (values.changed === true ? 1 : 0)) {
    throw new UsageError(`${positionals.join(' ')}: not understood; a file or the name of a test goes behind --only`);
  }
  const common = { root, say, stop: stopping.signal };
  if (isSoak) return soak({ part, again, show }, common);
  if (values.only !== undefined || values.changed === true) {
    const stages = values.only !== undefined ? await chosenBy(values.only) : await changed(positionals[0]);
    return (await runSuite({ ...common, stages, deadline: DEADLINE })).green;
  }
  const budget = BUDGETS.suite.cpuSeconds;
  return (await runSuite({ ...common, stages: STAGES, deadline: DEADLINE, budget, kept: true })).green;
};

try {
  process.exit((await run()) ? 0 : 1);
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(
    isUsage ? `error: ${error.message}\n` : `${String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(isUsage ? EXIT_USAGE : 1);
}
