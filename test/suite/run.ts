import { join } from 'node:path';
import { chosenWords } from './choice/vitest.ts';
import { start } from './process.ts';
import { resultOfCommand, resultOfTests, writtenTo } from './results.ts';
import { next } from './schedule.ts';
import type { Result, Stage, Standing } from './stage.ts';
import type { Watch } from './watch/watch.ts';

/** What is to be run, and with what. */
export interface Suite {
  readonly stages: readonly Stage[];
  readonly cores: number;
  /** The root of the repository. */
  readonly root: string;
  /** Where results of tests go. */
  readonly results: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly watch: Watch;
  /** Ends the run before its end; the reason says why. */
  readonly stop: AbortSignal;
  /** Milliseconds in which a stage that is ended then has to end in order. */
  readonly patience?: number | undefined;
}

/** What came of one of the stages of a run. */
export interface Ran {
  readonly stage: Stage;
  readonly standing: Exclude<Standing, 'waiting' | 'running'>;
  readonly result: Result;
  /** Seconds since the run began. */
  readonly begun?: number;
  readonly ended?: number;
  readonly printed: readonly string[];
}

const failure = (why: string): Result => ({ passed: 0, failed: 1, failures: [why], tests: [] });

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const told = ({ stage, result, begun = 0, ended = 0 }: Ran): string =>
  `== ${stage.name}: ${result.failed === 0 ? 'green' : 'RED'}, ` +
  `${stage.tests ? `${plural(result.passed, 'test')} passed, ${result.failed} failed, ` : ''}${(ended - begun).toFixed(0)} s`;

/** Runs stages as their order allows, and tells what came of each; all are told, also those that were not run. */
export const runStages = async (suite: Suite): Promise<readonly Ran[]> => {
  const { stages, say, watch, stop, patience } = suite;
  const standings = new Map<string, Standing>(stages.map(({ name }) => [name, 'waiting']));
  const all = new Map<string, Ran>();
  const working = new Map<string, Promise<void>>();

  const finish = (ran: Ran): void => {
    standings.set(ran.stage.name, ran.standing);
    all.set(ran.stage.name, ran);
  };

  const work = async (stage: Stage): Promise<void> => {
    const printed: string[] = [];
    const take = (line: string): void => {
      printed.push(line);
      if (stage.streams === true) say(`${stage.name}: ${line}`);
    };
    const file = join(suite.results, `${stage.name}.json`);
    const begun = watch.seconds();
    const words = stage.tests ? chosenWords(stage.tests, file, stage.streams === true) : (stage.command ?? []);
    const started = start(words, { folder: suite.root, environment: suite.environment, take });
    watch.begins(stage.name, started.pid);
    const ending = await started.ended;
    watch.ends(stage.name, started.pid);
    const ended = watch.seconds();
    // What was cut off by the end of the run says nothing of the product.
    const result = stop.aborted
      ? failure('was at work when the run was ended')
      : stage.tests
        ? resultOfTests(writtenTo(file), ending, suite.root, stage.tests)
        : resultOfCommand(ending);
    const standing = stop.aborted ? 'cut off' : result.failed === 0 ? 'passed' : 'failed';
    const ran: Ran = { stage, standing, result, begun, ended, printed };
    finish(ran);
    working.delete(stage.name);
    if (stop.aborted) return;
    say(told(ran));
    if (stage.streams !== true) for (const line of printed) say(`   ${line}`);
    if (stage.streams === true) for (const each of result.failures) say(`   FAILED: ${each}`);
  };

  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener('abort', () => {
      resolve();
    });
  });

  for (;;) {
    if (stop.aborted) break;
    const { start: ready, notRun } = next(stages, standings, suite.cores);
    for (const { stage, why } of notRun) {
      finish({ stage, standing: 'not run', result: failure(`not run, as ${why}`), printed: [] });
      say(`== ${stage.name}: not run, as ${why}`);
    }
    for (const stage of ready) {
      standings.set(stage.name, 'running');
      say(`== ${stage.name} begins`);
      working.set(stage.name, work(stage));
    }
    if (working.size === 0) break;
    await Promise.race([...working.values(), stopped]);
  }

  if (stop.aborted) {
    const left = await watch.endAll(patience);
    for (const { pid } of left) say(`process ${pid} does not end`);
    await Promise.all(working.values());
  }
  for (const stage of stages.filter(({ name }) => !all.has(name))) {
    finish({ stage, standing: 'not run', result: failure('not run, as the run was ended'), printed: [] });
  }
  return stages.flatMap(({ name }) => all.get(name) ?? []);
};
