import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestHost } from '../../containers/test-host.ts';
import { jts, workFolder } from '../../e2e/jts.ts';
import { changesIn, reportOf } from '../../e2e/lab-host.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { drawing, SEED, SOAK } from '../../chance.ts';
import { killed, live, noToll, provisionInLives, suspended, told } from '../fates.ts';
import { kindOf } from '../kind-of.ts';
import { GIVEN_UP, MAIN } from '../../quick-times.ts';
import { expectConverged, KINDS, startSite, writeSite } from './site.ts';

const folder = workFolder();

/** Seconds in which controllers meet their ends at changes drawn by chance; those at each kind of change come first. */
const BUDGET = 20;
/** A controller meets its end at one of so many changes that it starts. */
const ONE_IN = 3;
/** Seconds that a slow change takes: the next controller is there in one. */
const SLOW = 3;
/** Of so many lives one ends by Ctrl-C, the others by kill -9, which a soak tries at every change. */
const FATES = 3;

const draw = drawing('containers: controllers');

let host: TestHost;
let provision: readonly string[];
beforeAll(async () => {
  host = await startSite('orphaned');
  provision = ['run', writeSite(folder), '-i', host.inventory()];
});
beforeEach(() => host.fresh());
afterAll(() => (host as TestHost | undefined)?.stop());

const provisionOnce = (watch?: Parameters<typeof jts>[1]['watch']): ReturnType<typeof jts> =>
  jts([...provision, '--json'], { folder, main: MAIN, ...(watch !== undefined && { watch }) });

/** The kinds of the changes at whose beginnings controllers met their fates. */
const kinds = new Set<string>();
const toll = noToll();

describe(`a controller that meets its end while it provisions a host without disks (seed ${SEED})`, () => {
  it('again and again, leaves a host on which the next one goes on, until all is done, and each change was made once', async () => {
    const begun = performance.now();
    const isInTime = (): boolean => performance.now() - begun < BUDGET * 1000;
    const spares = (change: string, _: number, met: ReadonlySet<string>): boolean => {
      const isSpared = SOAK ? met.has(change) : kinds.has(kindOf(change)) && (!isInTime() || draw(ONE_IN) > 0);
      if (!isSpared) kinds.add(kindOf(change));
      return isSpared;
    };
    for (;;) {
      // Natively a provision takes seconds, so that a host left alone may have made all changes of a kind: it takes some hosts.
      await host.fresh();
      const fates = await provisionInLives(toll, {
        provision,
        folder,
        main: MAIN,
        host: { name: host.name, inventory: host.inventory() },
        fates: FATES,
        spares,
        isTold: (life) => SOAK || life % FATES !== 1,
      });
      await expectConverged(host, provision, folder);
      if (fates === 'spared' || (!SOAK && kinds.size === KINDS.length && !isInTime())) break;
    }
    expect(toll.resumed).toBeGreaterThan(0);
    expect(kinds).toEqual(new Set(KINDS));
    expect(toll.lives).toBeGreaterThanOrEqual(KINDS.length);
    console.log(`controller, without disks: ${told(toll)}`);
  });
});

describe('a controller that is killed in a change that takes a while', () => {
  it('leaves the host soon, and the next one waits for that change and does not make it again', async () => {
    const slow = [...provision, '-e', `slow=${SLOW}`];
    const { at } = await live(killed, { words: slow, folder, main: MAIN, spares: (change) => change !== 'step:step1' });
    expect(at).toBe('step:step1');
    // Once its shell has gone, the lease holds only as long as one that lives needs to come back.
    const left = await host.run(
      `read -r _ shell _ </run/jts/lease; until [ ! -d /proc/$shell ]; do sleep 0.02; done
       read -r expiry _ </run/jts/lease; read -r up _ </proc/uptime; echo $((10#$expiry - \${up%.*}))`,
    );
    expect(Number(left)).toBeLessThanOrEqual(GIVEN_UP.orphan);
    const { end } = await live(killed, { words: slow, folder, main: MAIN, spares: () => true });
    expect(end).toBe(0);
    await expectConverged(host, provision, folder);
    console.log('controller, without disks: 1 killed in a slow change tried, waited for, made once, lost: 0');
  });
});

describe('a controller that is suspended while it provisions a host without disks', () => {
  it.each([
    ['longer than its keepalive allows', suspended(GIVEN_UP.keepalive * 1.25)],
    ['longer than a lease holds', suspended(GIVEN_UP.lease * 1.15)],
  ])('%s goes on when it wakes up', async (_, fate) => {
    const life = await live(fate, { words: provision, folder, main: MAIN, spares: () => false });
    expect(life.end).toBe(0);
    expect(life.changes).toBeGreaterThan(5);
    await expectConverged(host, provision, folder);
    console.log(`controller, without disks: ${fate.name}: 1 tried, 1 converged, lost: 0`);
  });
});

describe('a run without disks that the operator stops', () => {
  it('finishes its change, says what was done, exits with 130, and the next run goes on', async () => {
    let stopped = false;
    const outcome = await provisionOnce((printed, signal) => {
      if (stopped || !printed.includes('"change-ended"')) return;
      stopped = true;
      signal('SIGINT');
    });
    expect(outcome.code).toBe(130);
    const report = reportOf(outcome);
    expect(report.failure?.message).toBe(`stopped by the operator before ${host.name} was done`);
    const outcomes = changesIn(report).map((change) => change.outcome);
    expect(outcomes[0]).toBe('done');
    expect(outcomes.at(-1)).toBe('not-run');
    expect(new Set(outcomes)).toEqual(new Set(['done', 'not-run']));
    const next = await provisionOnce();
    expect(next.code).toBe(0);
    expect(changesIn(reportOf(next)).map(({ resource }) => resource)).not.toContain(changesIn(report)[0]?.resource);
    await expectNothingLeft(host);
  });

  it('and a second controller is refused while the first works, and told who holds the host', async () => {
    await host.run('install -d -m 0700 /run/jts');
    const holder = host.run(
      `exec 9<>/run/jts/lease && flock 9 && echo "9999999999 $$ 0 r1 1 o@desk" >/run/jts/lease && until [ -e /run/release ]; do sleep 0.1; done; rm /run/release`,
    );
    await host.run('until grep -q desk /run/jts/lease; do sleep 0.02; done');
    const outcome = await provisionOnce();
    await host.run('touch /run/release');
    await holder;
    expect(outcome.code).toBe(4);
    expect(reportOf(outcome).failure?.message).toBe(
      `${host.name} is being changed by o@desk, run r1, since 1970-01-01 00:00:00 UTC`,
    );
  });
});
