import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, putTimersOff, reportOf } from '../../e2e/lab-host.ts';
import { reset } from '../../lab/lab.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { startJts } from '../controller.ts';
import { FAULTS, openLine, type Fault, type Line } from '../line.ts';

const HOST = 'trader1';
const folder = workFolder();

/** Lines that fail in a way that nobody is told of cost the 40 s in which the keepalive finds out: so many of each kind. */
const SILENT_FAULTS = 1;

let line: Line;
beforeAll(async () => {
  await reset(HOST);
  line = await openLine(HOST);
});
afterAll(async () => {
  await line.close();
});

const moments = ['host-planned', 'change-started', 'change-ended', 'check-ended'] as const;
type Moment = (typeof moments)[number];

const isMoment = (event: Event): event is Extract<Event, { readonly event: Moment }> =>
  (moments as readonly string[]).includes(event.event);

describe('the connection of a full provision that is cut before, during and after its changes', () => {
  const tried = new Map<string, number>();
  const silent = new Map<Fault, number>();

  const chooseFault = (cuts: number): Fault => {
    const fault = FAULTS[cuts % 8] ?? 'reset';
    if (fault === 'reset' || (silent.get(fault) ?? 0) >= SILENT_FAULTS) return 'reset';
    silent.set(fault, (silent.get(fault) ?? 0) + 1);
    return fault;
  };

  it('does not keep it from its end', async () => {
    let cuts = 0;
    const report: Event[] = [];
    const words = ['run', playbook('provision'), '-i', line.inventory, '-l', HOST];
    const { ended } = startJts(words, folder, (event) => {
      if (event.event === 'host-ended') report.push(event);
      if (!isMoment(event) || !line.connected) return;
      const fault = chooseFault(cuts);
      line.fail(fault);
      cuts += 1;
      const point = `${fault} at ${event.event}`;
      tried.set(point, (tried.get(point) ?? 0) + 1);
    });
    const { code, stderr } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Reports: .*\n$/) as string });
    const [end] = report;
    expect(end?.event === 'host-ended' && end.report.outcome).toBe('changed');
    expect(cuts).toBeGreaterThan(40);
  });

  it('has made every change once', async () => {
    expect(await madeTwice(HOST)).toEqual([]);
  });

  it('leaves nothing at work, and no lease', () => expectNothingLeft(HOST));

  it('leaves nothing to do', async () => {
    await putTimersOff(HOST);
    const outcome = await jts(['run', playbook('provision'), '-i', labInventory, '-l', HOST, '--json'], { folder });
    expect(outcome.code).toBe(0);
    const report = reportOf(outcome, HOST);
    expect(changesIn(report)).toEqual([]);
    expectAllChecksPass(report);
    const points = [...tried].map(([point, count]) => `${count} × ${point}`).toSorted();
    const total = [...tried.values()].reduce((sum, count) => sum + count, 0);
    console.log(`connection: ${total} cuts tried (${points.join(', ')}), all converged, lost: 0`);
  });
});
