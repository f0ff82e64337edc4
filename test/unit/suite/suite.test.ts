import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../../test/suite/stage.ts';
import { runSuite, type Order } from '../../../test/suite/suite.ts';
import { processOf } from '../../../test/suite/watch/proc.ts';

const root = mkdtempSync(join(tmpdir(), 'jts-suite-test-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const stage = (name: string, script: string, more: Partial<Stage> = {}): Stage => ({
  ...{ name, command: ['bash', '-c', script], cores: 0.1, seconds: 1 },
  ...more,
});

const run = async (stages: readonly Stage[], more: Partial<Order> = {}) => {
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
  };
  const ended = await runSuite({ stages, root, deadline: 60, patience: 500, say, ...more });
  return { ...ended, said, standings: ended.run.ran.map((one) => `${one.stage.name} ${one.standing}`) };
};

/** Whether the process whose id is in a file still runs; one that nobody has waited for yet does not. */
const isThere = (file: string): boolean => processOf(Number(readFileSync(join(root, file), 'utf8')))?.ended === false;

/** A stage that leaves a process behind which no group or parent leads to, and waits until it is ended. */
const forsaken = stage('forsaken', 'setsid sleep 300 & echo $! >child; wait');
/** A stage that ends when a file is there, so that others are at work by then. */
const untilThere = (name: string, file: string): string => `until [[ -s ${file} ]]; do sleep 0.05; done; echo ${name}`;

// Other stages of the suite may keep the processors busy meanwhile.
describe('a run', { timeout: 60_000 }, () => {
  it('is green where all stages are, and says so in its last line', async () => {
    const { green, said } = await run([stage('a', 'echo one; echo two >&2'), stage('b', 'true', { needs: ['a'] })]);
    expect(green).toBe(true);
    expect(said).toEqual(expect.arrayContaining(['   one', '   two', '== b begins']));
    expect(said.at(-1)).toBe('2 passed, 0 failed');
  });

  it('is red where one is, tells what was not run, and counts that', async () => {
    const { green, said, standings } = await run([
      stage('a', 'exit 3', { gate: true }),
      stage('b', 'true', { needs: ['a'] }),
      stage('c', 'touch booted', { boots: true }),
      stage('d', 'true'),
    ]);
    expect(green).toBe(false);
    expect(standings).toEqual(['a failed', 'b not run', 'c not run', 'd passed']);
    expect(existsSync(join(root, 'booted'))).toBe(false);
    expect(said.slice(-4)).toEqual([
      'FAILED: a: ended with 3',
      'FAILED: b: not run, as it needs a',
      'FAILED: c: not run, as nothing boots where a is not green',
      '1 passed, 3 failed',
    ]);
  });

  it('that takes too long ends all that it started, and tells what ran, what was at work and what did not', async () => {
    const { green, said, standings } = await run(
      [stage('done', 'true', { seconds: 9 }), forsaken, stage('later', 'true', { needs: ['forsaken'] })],
      { deadline: 3 },
    );
    expect(green).toBe(false);
    expect(standings).toEqual(['done passed', 'forsaken cut off', 'later not run']);
    expect(isThere('child')).toBe(false);
    expect(said.slice(-4)).toEqual([
      'FAILED: forsaken: was at work when the run was ended',
      'FAILED: later: not run, as the run was ended',
      'FAILED: the run was ended: it took longer than 3 s',
      '1 passed, 3 failed',
    ]);
  });

  it('that is stopped ends also what left its parent, and what does not listen', async () => {
    rmSync(join(root, 'child'), { force: true });
    const stop = new AbortController();
    const deaf = stage('deaf', "trap '' TERM; echo $$ >deaf; while :; do sleep 0.1; done");
    const say = (line: string): void => {
      if (line.startsWith('== seen: green')) stop.abort('SIGINT');
    };
    const seen = stage('seen', `${untilThere('a', 'child')}; ${untilThere('b', 'deaf')}`);
    const { run: ended } = await run([forsaken, deaf, seen], { stop: stop.signal, say });
    expect(ended.stopped).toBe('SIGINT');
    expect([isThere('child'), isThere('deaf')]).toEqual([false, false]);
  });

  it('counts the processor time of all that it started, by stage, and fails where that is too much', async () => {
    const burn = (ms: number): string =>
      `${process.execPath} -e 'for (const t = Date.now(); process.cpuUsage().user < ${ms} * 1e3;);'`;
    const { said, run: ended } = await run([stage('much', burn(800)), stage('little', `${burn(200)} & wait`)], {
      budget: 0.5,
    });
    expect(ended.cpuOf('much')).toBeGreaterThan(0.7);
    expect(ended.cpuOf('little')).toBeGreaterThan(0.15);
    expect(ended.cpuOf('little')).toBeLessThan(ended.cpuOf('much'));
    expect(ended.cpuSeconds).toBeGreaterThan(0.9);
    expect(said.at(-2)).toMatch(/^FAILED: the run used \d+ s of a processor, and test\/budgets\.ts allows 0\.5 s$/);
    expect(said.at(-1)).toBe('2 passed, 1 failed');
  });

  it('tells of second tries in the lab, those of this run alone, and is green all the same', async () => {
    const log = join(root, '.lab', 'second-tries.log');
    mkdirSync(join(root, '.lab'), { recursive: true });
    writeFileSync(log, 'of the run before\n');
    const { said, green } = await run([stage('a', 'echo trader1 hung >>.lab/second-tries.log')]);
    expect(green).toBe(true);
    expect(said.filter((line) => line.startsWith('second tries') || line.startsWith('  trader1'))).toEqual([
      'second tries: 1',
      '  trader1 hung',
    ]);
  });

  it('of the whole suite is kept, with a line beside those before', async () => {
    await run([stage('a', 'true')], { kept: true });
    await run([stage('a', 'false')], { kept: true });
    const lines = readFileSync(join(root, '.test', 'history.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const counts = lines.map((line) => JSON.parse(line) as { readonly passed: number; readonly failed: number });
    expect(counts.map(({ passed, failed }) => [passed, failed])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(readFileSync(join(root, '.test', 'timeline.txt'), 'utf8')).toContain('machine busy: ');
  });
});
