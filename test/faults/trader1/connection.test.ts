import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, putTimersOff, reportOf } from '../../e2e/lab-host.ts';
import { reset } from '../../lab/lab.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { SOAK } from '../chance.ts';
import { startJts } from '../controller.ts';
import { FAULTS, openLine, type Fault, type Line } from '../line.ts';

const HOST = 'trader1';
const folder = workFolder();

/** A way in which the line fails during a provision. */
interface Trouble {
  readonly name: string;
  readonly moments: readonly Moment[];
  /** The fault of each cut; they are counted from 0. */
  readonly faults: (cuts: number) => Fault;
}

type Moment = 'host-planned' | 'change-started' | 'change-ended' | 'check-ended';
const MOMENTS: readonly Moment[] = ['host-planned', 'change-started', 'change-ended', 'check-ended'];

/** Lines that fail in a way that nobody is told of cost the 40 s in which the keepalive finds out: one of each kind, the rest are told of. */
const mixed: Trouble = {
  name: 'is cut before, during and after its changes',
  moments: MOMENTS,
  faults: (cuts) => FAULTS[cuts] ?? 'reset',
};

/** Changes go on while nobody is told of the fault, so that each of them begins or ends on a dead line. */
const everywhere: readonly Trouble[] = [
  { name: 'is cut whenever a change has begun', moments: ['change-started'], faults: () => 'reset' },
  { name: 'is cut whenever a change has ended', moments: ['change-ended'], faults: () => 'reset' },
  ...(['stall', 'up', 'down'] as const).map((fault) => ({
    name: `fails again and again without a word (${fault})`,
    moments: MOMENTS,
    faults: () => fault,
  })),
];

let line: Line;
afterEach(async () => {
  await line.close();
});

describe('the connection of a full provision', () => {
  it.each([mixed, ...(SOAK ? everywhere : [])])(
    '$name, which does not keep it from its end, and nothing is done twice',
    async ({ name, moments, faults }) => {
      await reset(HOST);
      line = await openLine(HOST);
      const tried = new Map<string, number>();
      let cuts = 0;
      const report: Event[] = [];
      const words = ['run', playbook('provision'), '-i', line.inventory, '-l', HOST];
      const { ended } = startJts(words, folder, (event) => {
        if (event.event === 'host-ended') report.push(event);
        const moment = moments.find((each) => each === event.event);
        if (moment === undefined || !line.connected) return;
        const fault = faults(cuts);
        line.fail(fault);
        cuts += 1;
        const point = `${fault} at ${moment}`;
        tried.set(point, (tried.get(point) ?? 0) + 1);
      });
      const { code, stderr } = await ended;
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Reports: .*\n$/) as string });
      const [end] = report;
      expect(end?.event === 'host-ended' && end.report.outcome).toBe('changed');
      expect(cuts).toBeGreaterThan(faults(FAULTS.length) === 'reset' ? 40 : 3);
      expect(await madeTwice(HOST)).toEqual([]);
      await expectNothingLeft(HOST);
      await putTimersOff(HOST);
      const outcome = await jts(['run', playbook('provision'), '-i', labInventory, '-l', HOST, '--json'], { folder });
      expect(outcome.code).toBe(0);
      const again = reportOf(outcome, HOST);
      expect(changesIn(again)).toEqual([]);
      expectAllChecksPass(again);
      const points = [...tried].map(([point, count]) => `${count} × ${point}`).toSorted();
      console.log(`connection ${name}: ${cuts} tried (${points.join(', ')}), all converged, lost: 0`);
    },
  );
});
