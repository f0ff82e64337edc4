import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, reportOf } from '../../e2e/lab-host.ts';
import { reset, up } from '../../lab/lab.ts';
import { SOAK } from '../chance.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { interruptedTwice, killed, live, suspended, type Fate } from '../fates.ts';

const HOST = 'trader2';
const folder = workFolder();
const provision = ['run', playbook(SOAK ? 'provision' : 'provision-hot'), '-i', labInventory, '-l', HOST];
const resume = ['run', '--resume'];
const tune = ['run', playbook('provision'), '-i', labInventory, '-l', HOST, '-t', 'perf-tuning'];

beforeAll(() => up(['nas']));

/** More lives than a provision has changes: a change that fails, say, comes up in each of them. */
const MOST_LIVES = 250;

/** So many are cut short where it is not a soak; many more are on a host in namespaces: test/faults/containers/controllers.test.ts. */
const FEW_LIVES = 4;

/** Of so many lives one ends by Ctrl-C, the others by kill -9, which a soak tries at every change. */
const FATES = SOAK ? 8 : 3;

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
    const spares = (change: string): boolean => (SOAK ? points.has(change) : life >= FEW_LIVES);
    const { end, at } = await live(fate, { words: resumes ? resume : provision, folder, spares });
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
    expect(lives).toBeGreaterThanOrEqual(FEW_LIVES);
    expect(resumed).toBeGreaterThan(0);
    const points = [...met].map(([{ name }, changes]) => `${name} at ${changes.size} changes`).join(', ');
    console.log(`controller: ${lives} tried (${points}), ${resumed} of them in a resumed run; all converged, lost: 0`);
  });
});

// On a host in namespaces too, there in shorter times.
const suspensions = (): void => {
  // 50 s is more than the keepalive allows, 100 s more than a lease holds.
  it.each([suspended(50), suspended(100)])('$name goes on when it wakes up', async (fate) => {
    const rolledBack = await jts(['run', playbook('rollback-tuning'), '-i', labInventory, '-l', HOST], { folder });
    expect(rolledBack.code).toBe(0);
    const life = await live(fate, { words: tune, folder, spares: () => false });
    expect(life.end).toBe(0);
    expect(life.changes).toBeGreaterThan(5);
    await expectNothingLeft(HOST);
    console.log(`controller: ${fate.name}: 1 tried, 1 converged, lost: 0`);
  });
};

if (SOAK) describe('a controller that is suspended while it tunes a host', suspensions);
