import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, putTimersOff, reportOf } from '../../e2e/lab-host.ts';
import { reset, up } from '../../lab/lab.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { drawing, SEED, SOAK } from '../../chance.ts';
import { startJts } from '../controller.ts';
import { FEW_VOLUMES } from '../few-volumes.ts';
import { holdChanges, type HeldHost } from '../held-host.ts';
import { FAULTS, openLine, type Fault, type Line } from '../line.ts';

const HOST = 'trader1';
const folder = workFolder();

const MOMENTS: readonly string[] = ['host-planned', 'change-started', 'change-ended', 'check-ended'];

/** A way in which the line fails, again and again, during a provision. */
interface Trouble {
  readonly name: string;
  /** The fault of each cut, counted from 0. */
  readonly fault: (cut: number) => Fault;
  /** Seconds after which the laptop is told of a silent fault at a cut; where there are none its keepalive finds out, which takes 40. */
  readonly toldAfter: (cut: number) => number | undefined;
}

/**
 * What is provisioned: all of it in a soak, else what has changes of disks, file systems, mounts and packages, which a host in
 * namespaces has not (test/faults/containers/connection.test.ts, where every change of the other kinds is cut around).
 */
const TAGS: readonly string[] = SOAK ? [] : ['-t', 'hot,warm,cold'];

/**
 * Cuts at the least, as many as there are waits: the host lets no change begin before the line is there again.
 */
const LEAST = SOAK ? 61 : 15;

const draw = drawing('connection');
const SILENT = FAULTS.filter((fault) => fault !== 'reset');
const APART = SOAK ? 30 : 8;
/** One silent fault of each kind, at cuts that no other draw comes to. */
const drawn = new Map(SILENT.map((fault, index) => [APART * index + draw(APART), fault]));
/** The cut that the keepalive finds out; in a soak it finds out each. */
const foundOut = [...drawn.keys()][draw(SILENT.length)];

const mixed: Trouble = {
  name: 'is cut around every change',
  fault: (cut) => drawn.get(cut) ?? 'reset',
  toldAfter: (cut) => (SOAK || cut === foundOut ? undefined : 1),
};
const silent = SILENT.map((fault): Trouble => ({
  name: `is silent around every change (${fault})`,
  fault: () => fault,
  toldAfter: () => 1,
}));

let line: Line;
let held: HeldHost | undefined;
afterEach(async () => {
  await line.close();
  await held?.close();
  held = undefined;
});

describe(`the connection of a provision of all tiers (seed ${SEED})`, () => {
  it.each([mixed, ...(SOAK ? silent : [])])(
    '$name, which does not keep it from its end, and nothing is done twice',
    async ({ name, fault, toldAfter }) => {
      await Promise.all([reset(HOST), up(['nas'])]);
      const changesHeld = await holdChanges(HOST);
      held = changesHeld;
      line = await openLine(HOST);
      const tried = new Map<string, number>();
      let cuts = 0;
      const report: Event[] = [];
      const provision = ['run', playbook('provision'), '-l', HOST, ...TAGS, ...FEW_VOLUMES];
      const { ended } = startJts([...provision, '-i', line.inventory], folder, (event) => {
        if (event.event === 'host-ended') report.push(event);
        if (event.event === 'change-ended') changesHeld.heard();
        if (!MOMENTS.includes(event.event) || !line.connected) return;
        const kind = fault(cuts);
        line.fail(kind, toldAfter(cuts));
        cuts += 1;
        const point = `${kind} at ${event.event}`;
        tried.set(point, (tried.get(point) ?? 0) + 1);
      });
      const { code, stderr } = await ended;
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Reports: .*\n$/) as string });
      const [end] = report;
      if (end?.event !== 'host-ended') throw new TypeError('jts did not tell the end of its host');
      expect(end.report.outcome).toBe('changed');
      const waits = await changesHeld.letGo();
      expect(Math.min(waits, cuts)).toBeGreaterThanOrEqual(LEAST);
      expect(await madeTwice(HOST)).toEqual([]);
      await expectNothingLeft(HOST);
      if (SOAK) await putTimersOff(HOST);
      const outcome = await jts([...provision, '-i', labInventory, '--json'], { folder });
      expect(outcome.code).toBe(0);
      const again = reportOf(outcome, HOST);
      expect(changesIn(again)).toEqual([]);
      expectAllChecksPass(again);
      const points = [...tried].map(([point, count]) => `${count} × ${point}`).toSorted();
      console.log(
        `connection ${name}: ${cuts} tried (${points.join(', ')}), ${changesIn(end.report).length} changes, ${waits} times none was begun before a new connection, all converged, lost: 0`,
      );
    },
  );
});
