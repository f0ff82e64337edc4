import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withNeeds } from '../choice/only.ts';
import { testFiles } from '../choice/vitest.ts';
import type { Stage } from '../stage.ts';
import { STAGES } from '../stages.ts';
import { runSuite } from '../suite.ts';
import { UsageError } from '../usage-error.ts';
import { countsIn, countsTable, keepTried, soakedIn } from './counts.ts';
import { fewestParts, itemsOf, minutesOf, partsOf, stagesOfPart, type Item } from './parts.ts';

/** Seconds of a part after which it hangs rather than works: many times what it should take. */
const DEADLINE = 6 * 60 * 60;

/** What the operator asks of the soak. */
export interface Asked {
  /** Which part of how many: `n/m`; all parts one after the other where it is missing. */
  readonly part?: string | undefined;
  /** Also what was green at this commit. */
  readonly again?: boolean | undefined;
  readonly show?: boolean | undefined;
}

const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** The commit, and what was changed since, which makes it another. */
const versionOf = (root: string): string => {
  const commit = git(root, 'rev-parse', 'HEAD').trim();
  const status = git(root, 'status', '--porcelain');
  if (status === '') return commit;
  const hash = createHash('sha256')
    .update(status)
    .update(git(root, 'diff', 'HEAD', '--binary'));
  for (const file of git(root, 'ls-files', '-z', '--others', '--exclude-standard').split('\0').filter(Boolean)) {
    hash.update(readFileSync(join(root, file)));
  }
  return `${commit} with changes ${hash.digest('hex').slice(0, 12)}`;
};

/** The parts that are asked for, numbered from 1. */
export const chosenParts = (items: readonly Item[], part: string | undefined): readonly (readonly Item[])[] => {
  if (part === undefined) return partsOf(items, fewestParts(items));
  const [, number, count] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(part) ?? [];
  if (number === undefined || count === undefined || Number(number) > Number(count)) {
    throw new UsageError(`--part ${part}: expected n/m, as in 2/6, with n from 1 to m`);
  }
  return [partsOf(items, Number(count))[Number(number) - 1] ?? []];
};

/** Stages with what they need, and the end of the lab after those that boot. */
const stagesWithLab = (stages: readonly Stage[]): readonly Stage[] => {
  const shared = STAGES.filter(({ name }) => ['build', 'image'].includes(name));
  const booting = stages.filter(({ boots }) => boots === true).map(({ name }) => name);
  const down = STAGES.filter(({ name }) => name === 'lab-down').map((stage) => ({ ...stage, follows: booting }));
  return [...withNeeds(stages, [...stages, ...shared]), ...(booting.length > 0 ? down : [])];
};

/** Tries every point of the fault suites, in parts, leaving out what was green before; returns whether all is green. */
export const soak = async (
  asked: Asked,
  { root, say, stop }: { readonly root: string; readonly say: (line: string) => void; readonly stop: AbortSignal },
): Promise<boolean> => {
  const file = join(root, '.test', 'soak.json');
  const version = versionOf(root);
  const show = (): void => {
    const found = soakedIn(file)[version];
    for (const line of found ? countsTable(found) : [`nothing was soaked at ${version}`]) say(line);
  };
  if (asked.show === true) {
    show();
    return true;
  }

  let green = true;
  const parts = chosenParts(itemsOf(await testFiles(root)), asked.part);
  for (const [index, part] of parts.entries()) {
    if (stop.aborted) return false;
    const before = soakedIn(file)[version] ?? {};
    const left = part.filter(({ name }) => asked.again === true || before[name]?.green !== true);
    const which = asked.part ?? `${index + 1}/${parts.length}`;
    say(
      `soak, part ${which}: ${part.map(({ name }) => name).join(', ') || 'nothing'} (about ${minutesOf(left)} minutes)`,
    );
    for (const { name } of part.filter((item) => !left.includes(item))) say(`  ${name} was green at this commit`);
    if (left.length === 0) continue;
    const chosen = stagesWithLab(stagesOfPart(left));
    const environment = { ...process.env, JTS_SOAK: '1' };
    const ended = await runSuite({ stages: chosen, root, say, stop, environment, deadline: DEADLINE });
    for (const { stage, standing, result, begun, ended: end, printed } of ended.run.ran) {
      if (begun === undefined || end === undefined || !left.some(({ name }) => name === stage.name)) continue;
      if (standing === 'cut off') continue;
      const minutes = (end - begun) / 60;
      keepTried(file, version, stage.name, { green: result.failed === 0, minutes, counts: countsIn(printed) });
    }
    say('');
    show();
    green &&= ended.green;
  }
  return green;
};
