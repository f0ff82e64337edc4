import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, reportOf } from '../../e2e/lab-host.ts';
import { reset, up } from '../../lab/lab.ts';
import { SOAK } from '../chance.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { startJts, type Controller } from '../controller.ts';

const HOST = 'trader2';
const folder = workFolder();
const provision = ['run', playbook(SOAK ? 'provision' : 'provision-hot'), '-i', labInventory, '-l', HOST];
const resume = ['run', '--resume'];
const tune = ['run', playbook('provision'), '-i', labInventory, '-l', HOST, '-t', 'perf-tuning'];

beforeAll(() => up(['nas']));

/** More lives than a provision has changes: a change that fails, say, comes up in each of them. */
const MOST_LIVES = 250;

/** Of so many lives one ends by Ctrl-C, the others by kill -9, which a soak tries at every change. */
const FATES = SOAK ? 8 : 3;

/** What happens to a controller while a change is made. */
interface Fate {
  readonly name: string;
  readonly meet: (controller: Controller) => void;
  /** The exit code or signal that ends it; one that is merely suspended comes to its end. */
  readonly end: number | NodeJS.Signals;
}

const killed: Fate = {
  name: 'kill -9',
  meet: (controller) => {
    controller.signal('SIGKILL');
  },
  end: 'SIGKILL',
};

const interruptedTwice: Fate = {
  name: 'Ctrl-C twice',
  meet: (controller) => {
    controller.signal('SIGINT');
    setTimeout(() => {
      controller.signal('SIGINT');
    }, 50);
  },
  end: 130,
};

/** Suspended, as a laptop is that is shut: 50 s is more than the keepalive allows, 100 s more than a lease holds. */
const suspended = (seconds: number): Fate => ({
  name: `suspended for ${seconds} s`,
  meet: (controller) => {
    controller.signal('SIGSTOP');
    setTimeout(() => {
      controller.signal('SIGCONT');
    }, seconds * 1000);
  },
  end: 0,
});

interface Life {
  readonly end: number | NodeJS.Signals | null;
  readonly changes: number;
  /** The change at whose beginning it met its fate. */
  readonly at: string | undefined;
}

/** Provisions a host, and meets its fate as soon as a change begins that is not to be spared. */
const live = async ({ meet }: Fate, words: readonly string[], spared: ReadonlySet<string>): Promise<Life> => {
  let changes = 0;
  let at: string | undefined;
  const { ended } = startJts(words, folder, (event, controller) => {
    if (event.event !== 'change-started') return;
    changes += 1;
    if (at !== undefined || spared.has(event.resource)) return;
    at = event.resource;
    meet(controller);
  });
  const { code, signal } = await ended;
  return { end: code ?? signal, changes, at };
};

/** The changes at whose beginnings controllers met their fates. */
const met: ReadonlyMap<Fate, Set<string>> = new Map([killed, interruptedTwice].map((fate) => [fate, new Set()]));
let lives = 0;
let resumed = 0;

/** Provisions a blank host in as many lives as that takes; in a soak a change that a fate met once is spared. */
const provisionInLives = async (): Promise<'met' | 'spared'> => {
  for (let life = 0; ; life += 1) {
    expect(lives).toBeLessThan(MOST_LIVES);
    const fate = life % FATES === FATES - 1 ? interruptedTwice : killed;
    const points = met.get(fate) ?? new Set();
    const resumes = life % 2 === 1;
    const { end, at } = await live(fate, resumes ? resume : provision, SOAK ? points : new Set());
    if (at === undefined) {
      expect(end).toBe(0);
      return life === 0 ? 'spared' : 'met';
    }
    expect({ fate: fate.name, end }).toEqual({ fate: fate.name, end: fate.end });
    lives += 1;
    points.add(at);
    if (resumes) resumed += 1;
    // Left alone, the host goes on for 30 s: so that the next one meets the next change, it is told to stop.
    if (SOAK || life % 3 === 0) await jts(['unlock', HOST, '-i', labInventory, '--yes'], { folder });
  }
};

describe('a controller that meets its end while it provisions a host', () => {
  it('again and again, leaves a host on which the next one goes on, until all is done, and each change was made once', async () => {
    for (;;) {
      await reset(HOST);
      const fates = await provisionInLives();
      expect(await madeTwice(HOST)).toEqual([]);
      await expectNothingLeft(HOST);
      const outcome = await jts([...provision, '--json'], { folder });
      const report = reportOf(outcome, HOST);
      expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
      expectAllChecksPass(report);
      if (!SOAK || fates === 'spared') break;
    }
    expect(resumed).toBeGreaterThan(0);
    const points = [...met].map(([{ name }, changes]) => `${name} at ${changes.size} changes`).join(', ');
    console.log(`controller: ${lives} tried (${points}), ${resumed} of them in a resumed run; all converged, lost: 0`);
  });
});

describe('a controller that is suspended while it tunes a host', () => {
  it.each([suspended(50), suspended(100)])('$name goes on when it wakes up', async (fate) => {
    const rolledBack = await jts(['run', playbook('rollback-tuning'), '-i', labInventory, '-l', HOST], { folder });
    expect(rolledBack.code).toBe(0);
    const life = await live(fate, tune, new Set());
    expect(life.end).toBe(0);
    expect(life.changes).toBeGreaterThan(5);
    await expectNothingLeft(HOST);
    console.log(`controller: ${fate.name}: 1 tried, 1 converged, lost: 0`);
  });
});
