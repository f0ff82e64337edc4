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

beforeAll(async () => {
  await Promise.all([reset(HOST), up(['nas'])]);
});

/** More lives than a provision has changes: a change that fails, say, comes up in each of them. */
const MOST_LIVES = 250;

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
  readonly stderr: string;
  readonly changes: number;
}

/** Runs a full provision, which meets its fate as soon as a change begins. */
const live = async ({ meet }: Fate, words: readonly string[]): Promise<Life> => {
  let changes = 0;
  const { ended } = startJts(words, folder, (event, controller) => {
    if (event.event !== 'change-started') return;
    changes += 1;
    if (changes === 1) meet(controller);
  });
  const { code, signal, stderr } = await ended;
  return { end: code ?? signal, stderr, changes };
};

describe('a controller that meets its end while it provisions a host', () => {
  const met = new Map<string, number>();
  /** Lives that resumed the one before, and found changes that it had left. */
  let resumed = 0;

  it('again and again, leaves a host on which the next one goes on, until all is done', async () => {
    for (let lives = 0; ; lives += 1) {
      expect(lives).toBeLessThan(MOST_LIVES);
      const fate = lives % 3 === 2 ? interruptedTwice : killed;
      const resumes = lives % 2 === 1;
      const life = await live(fate, resumes ? resume : provision);
      if (life.changes === 0) {
        expect(life.end).toBe(0);
        break;
      }
      expect({ fate: fate.name, end: life.end }).toEqual({ fate: fate.name, end: fate.end });
      // Left alone, the host goes on for 30 s: so that the next one meets the next change, it is told to stop.
      if (SOAK || lives % 3 === 0) await jts(['unlock', HOST, '-i', labInventory, '--yes'], { folder });
      met.set(fate.name, (met.get(fate.name) ?? 0) + 1);
      if (resumes) resumed += 1;
    }
    expect(resumed).toBeGreaterThan(0);
  });

  it('has made every change once', async () => {
    expect(await madeTwice(HOST)).toEqual([]);
  });

  it('leaves nothing at work, and no lease', () => expectNothingLeft(HOST));

  it('leaves nothing to do', async () => {
    const outcome = await jts([...provision, '--json'], { folder });
    const report = reportOf(outcome, HOST);
    expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
    expectAllChecksPass(report);
    const points = [...met].map(([fate, count]) => `${count} × ${fate}`).join(', ');
    console.log(`controller: tried ${points}, ${resumed} of them in a resumed run; all converged, lost: 0`);
  });
});

describe('a controller that is suspended while it tunes a host', () => {
  it.each([suspended(50), suspended(100)])('$name goes on when it wakes up', async (fate) => {
    const rolledBack = await jts(['run', playbook('rollback-tuning'), '-i', labInventory, '-l', HOST], { folder });
    expect(rolledBack.code).toBe(0);
    const life = await live(fate, tune);
    expect(life.end).toBe(0);
    expect(life.changes).toBeGreaterThan(5);
    await expectNothingLeft(HOST);
    console.log(`controller: ${fate.name}: 1 tried, 1 converged, lost: 0`);
  });
});
