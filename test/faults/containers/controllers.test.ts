import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestHost } from '../../containers/test-host.ts';
import { jts, workFolder } from '../../e2e/jts.ts';
import { changesIn, reportOf } from '../../e2e/lab-host.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { drawing, SEED, SOAK } from '../chance.ts';
import { interruptedTwice, killed, live, suspended, type Fate } from '../fates.ts';
import { kindOf } from '../kind-of.ts';
import { expectConverged, GIVEN_UP, KINDS, MAIN, startSite, writeSite } from './site.ts';

const folder = workFolder();
const resume = ['run', '--resume'];

/** Seconds in which controllers meet their ends at changes drawn by chance; those at each kind of change come first. */
const BUDGET = 40;
/** A controller meets its end at one of so many changes that it starts. */
const ONE_IN = 3;
/** More lives than a provision has changes: a change that fails, say, comes up in each of them. */
const MOST_LIVES = 400;
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

/** The changes at whose beginnings controllers met their fates. */
const met: ReadonlyMap<Fate, Set<string>> = new Map([killed, interruptedTwice].map((fate) => [fate, new Set()]));
/** The kinds of these changes. */
const kinds = new Set<string>();
let lives = 0;
let resumed = 0;

/** Provisions a blank host in as many lives as that takes. */
const provisionInLives = async (isInTime: () => boolean): Promise<'met' | 'spared'> => {
  for (let life = 0; ; life += 1) {
    expect(lives).toBeLessThan(MOST_LIVES);
    const fate = life % FATES === FATES - 1 ? interruptedTwice : killed;
    const points = met.get(fate) ?? new Set();
    const spares = (change: string): boolean =>
      SOAK ? points.has(change) : kinds.has(kindOf(change)) && (!isInTime() || draw(ONE_IN) > 0);
    const resumes = life % 2 === 1;
    const { end, at } = await live(fate, { words: resumes ? resume : provision, folder, main: MAIN, spares });
    if (at === undefined) {
      expect(end).toBe(0);
      return life === 0 ? 'spared' : 'met';
    }
    expect({ fate: fate.name, end }).toEqual({ fate: fate.name, end: fate.end });
    lives += 1;
    points.add(at);
    kinds.add(kindOf(at));
    if (resumes) resumed += 1;
    // Left alone, the host goes on for a while, and the next one waits for its last change; told to stop, it leaves it more to do.
    if (SOAK || life % FATES !== 1)
      await jts(['unlock', host.name, '-i', host.inventory(), '--yes'], { folder, main: MAIN });
  }
};

describe(`a controller that meets its end while it provisions a host without disks (seed ${SEED})`, () => {
  it('again and again, leaves a host on which the next one goes on, until all is done, and each change was made once', async () => {
    const begun = performance.now();
    const isInTime = (): boolean => performance.now() - begun < BUDGET * 1000;
    for (;;) {
      // Natively a provision takes seconds, so that a host left alone may have made all changes of a kind: it takes some hosts.
      await host.fresh();
      const fates = await provisionInLives(isInTime);
      await expectConverged(host, provision, folder);
      if (fates === 'spared' || (!SOAK && kinds.size === KINDS.length && !isInTime())) break;
    }
    expect(resumed).toBeGreaterThan(0);
    expect(kinds).toEqual(new Set(KINDS));
    expect(lives).toBeGreaterThanOrEqual(KINDS.length);
    const points = [...met].map(([{ name }, changes]) => `${name} at ${changes.size} changes`).join(', ');
    console.log(
      `controller, without disks: ${lives} tried (${points}), ${resumed} of them in a resumed run; all converged, lost: 0`,
    );
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
