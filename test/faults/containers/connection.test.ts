import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestHost } from '../../containers/test-host.ts';
import type { Event } from '../../../src/model/event.ts';
import { workFolder } from '../../e2e/jts.ts';
import { changesIn } from '../../e2e/lab-host.ts';
import { drawing, SEED, SOAK } from '../../chance.ts';
import { startJts } from '../controller.ts';
import { holdChanges, type HeldHost } from '../held-host.ts';
import { FAULTS, openLineTo, type Fault, type Line } from '../line.ts';
import { kindOf } from '../kind-of.ts';
import { MAIN } from '../../quick-times.ts';
import { expectConverged, KINDS, startSite, writeSite } from './site.ts';

const folder = workFolder();

const MOMENTS: readonly string[] = ['host-planned', 'change-started', 'change-ended', 'check-ended'];

/** Seconds after which the laptop is told of a silent fault, that its keepalive is not to find out. */
const TOLD = SOAK ? 1 : 0.1;

const draw = drawing('containers: connection');
const SILENT = FAULTS.filter((fault) => fault !== 'reset');
/** One silent fault of each kind that nobody is told of, at cuts that no other draw comes to. */
const untold = new Map(SILENT.map((fault, index) => [30 * index + draw(30), fault]));
/** The fault of the first cut: each commit has another one at each point. */
const first = draw(FAULTS.length);

/** Milliseconds until an end is cut after all where no beginning follows: what is made side by side may have begun before. */
const NO_BEGINNING = 1000;

/** A way in which the line fails around every change of a provision. */
interface Trouble {
  readonly name: string;
  /**
   * Which ends are cut, the even or the odd ones. The next beginning is told together with an end, and finds the line down where
   * that was cut; so after every other end it is cut in its place.
   */
  readonly ends: number;
  /** The fault of each cut, counted from 0, and after how many seconds the laptop is told, unless its keepalive is to find out. */
  readonly cut: (cut: number) => readonly [fault: Fault, toldAfter?: number];
}

const mixed: Trouble = {
  name: 'is cut around every change',
  ends: draw(2),
  cut: (cut) => {
    const fault = untold.get(cut);
    return fault === undefined ? [FAULTS[(first + cut) % FAULTS.length] ?? 'reset', TOLD] : [fault];
  },
};
const each = FAULTS.flatMap((fault) =>
  [0, 1].map((ends): Trouble => ({
    name: `fails around every change (${fault}, ends ${ends})`,
    ends,
    cut: () => [fault, TOLD],
  })),
);

let host: TestHost;
let line: Line | undefined;
let held: HeldHost | undefined;
beforeAll(async () => {
  host = await startSite('cut');
});
beforeEach(async () => {
  await host.fresh();
});
afterEach(async () => {
  await line?.close();
  line = undefined;
  await held?.close();
  held = undefined;
});
afterAll(() => (host as TestHost | undefined)?.stop());

describe(`the connection of a provision without disks (seed ${SEED})`, () => {
  it.each([mixed, ...(SOAK ? each : [])])(
    '$name, which does not keep it from its end, and nothing is done twice',
    async ({ name, ends, cut }) => {
      const changesHeld = await holdChanges(host);
      held = changesHeld;
      const to = await openLineTo(host);
      line = to;
      const provision = ['run', writeSite(folder), '-i'];
      const tried = new Map<string, number>();
      const moments = new Set<string>();
      let cuts = 0;
      let ended = 0;
      const report: Event[] = [];
      const fail = (event: string, kind: string): void => {
        if (!to.connected) return;
        moments.add(`${event} ${kind}`);
        const [fault, toldAfter] = cut(cuts);
        to.fail(fault, toldAfter);
        cuts += 1;
        const point = `${fault} at ${event}`;
        tried.set(point, (tried.get(point) ?? 0) + 1);
      };
      const hear = (event: Event): void => {
        if (event.event === 'host-ended') report.push(event);
        if (event.event === 'change-ended') changesHeld.heard();
        if (!MOMENTS.includes(event.event)) return;
        const kind = 'resource' in event ? kindOf(event.resource) : '';
        if (event.event === 'change-ended') ended += 1;
        if (event.event !== 'change-ended' || ended % 2 === ends) {
          fail(event.event, kind);
          return;
        }
        const before = cuts;
        setTimeout(() => {
          if (cuts === before) fail(event.event, kind);
        }, NO_BEGINNING);
      };
      const run = startJts([...provision, to.inventory], folder, hear, MAIN);
      const { code, stderr } = await run.ended;
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Reports: .*\n$/) as string });
      const [end] = report;
      if (end?.event !== 'host-ended') throw new TypeError('jts did not tell the end of its host');
      expect(end.report.outcome).toBe('changed');
      const changes = changesIn(end.report);
      expect(new Set(changes.map(({ resource }) => kindOf(resource)))).toEqual(new Set(KINDS));
      const waits = await changesHeld.letGo();
      expect(Math.min(waits, cuts)).toBeGreaterThan(60);
      for (const kind of KINDS)
        expect([...moments]).toEqual(expect.arrayContaining([`change-started ${kind}`, `change-ended ${kind}`]));
      await expectConverged(host, [...provision, host.inventory()], folder);
      const points = [...tried].map(([point, count]) => `${count} × ${point}`).toSorted();
      console.log(
        `connection ${name}, without disks: ${cuts} tried (${points.join(', ')}), ${changes.length} changes, ${waits} times none was begun before a new connection, all converged, lost: 0`,
      );
    },
  );
});
