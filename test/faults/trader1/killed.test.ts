import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, reportOf } from '../../e2e/lab-host.ts';
import { reset, up } from '../../lab/lab.ts';
import { SOAK } from '../../chance.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { live, noToll, provisionInLives, suspended, told } from '../fates.ts';
import { FEW_VOLUMES } from '../few-volumes.ts';

const HOST = 'trader1';
const folder = workFolder();
const site = ['-i', labInventory, '-l', HOST, ...FEW_VOLUMES];
const provision = ['run', playbook(SOAK ? 'provision' : 'provision-hot'), ...site];
const tune = ['run', playbook('provision'), '-i', labInventory, '-l', HOST, '-t', 'perf-tuning'];

beforeAll(() => up(['nas']));

/** So many are cut short where it is not a soak; many more are on a host in namespaces: test/faults/containers/controllers.test.ts. */
const FEW_LIVES = 4;

/** Of so many lives one ends by Ctrl-C, the others by kill -9, which a soak tries at every change. */
const FATES = SOAK ? 8 : 3;

const toll = noToll();

describe('a controller that meets its end while it provisions a host', () => {
  it('again and again, leaves a host on which the next one goes on, until all is done, and each change was made once', async () => {
    for (;;) {
      await reset(HOST);
      const fates = await provisionInLives(toll, {
        provision,
        folder,
        host: { name: HOST, inventory: labInventory },
        fates: FATES,
        spares: (change, life, met) => (SOAK ? met.has(change) : life >= FEW_LIVES),
        isTold: (life) => SOAK || life % 3 === 0,
      });
      expect(await madeTwice(HOST)).toEqual([]);
      await expectNothingLeft(HOST);
      const outcome = await jts([...provision, '--json'], { folder });
      const report = reportOf(outcome, HOST);
      expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
      expectAllChecksPass(report);
      if (!SOAK || fates === 'spared') break;
    }
    expect(toll.lives).toBeGreaterThanOrEqual(FEW_LIVES);
    expect(toll.resumed).toBeGreaterThan(0);
    console.log(`controller: ${told(toll)}`);
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
