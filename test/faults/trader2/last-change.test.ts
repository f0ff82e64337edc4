import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, checksIn, reportOf } from '../../e2e/lab-host.ts';
import { powerCut, up } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { startJts } from '../controller.ts';

const HOST = 'trader2';
const folder = workFolder();
const tune = ['run', playbook('provision'), '-i', labInventory, '-l', HOST, '-t', 'perf-tuning'];

/** Milliseconds after the end of the last change: jts hears of the end of the batch in them, and looks at the host again. */
const LATER = 200;

/** How many changes the host is away from what is wanted. */
let away = 0;

beforeAll(async () => {
  await up([HOST]);
  const back = await jts(['run', playbook('rollback-tuning'), '-i', labInventory, '-l', HOST], { folder });
  expect(back.code, back.stdout).toBe(0);
  const look = await jts([...tune, '--check', '--json'], { folder });
  away = changesIn(reportOf(look, HOST)).length;
  expect(away).toBeGreaterThan(5);
});

describe('the power of a host that goes right after its last change', () => {
  it('takes what was not on the disk yet; the run never says that all is well when it is not', async () => {
    let ended = 0;
    let power: Promise<void> | undefined;
    let failure: string | undefined;
    const run = startJts(tune, folder, (event) => {
      if (event.event === 'host-ended') failure = event.report.failure?.message;
      if (event.event !== 'change-ended') return;
      ended += 1;
      if (ended !== away) return;
      power = new Promise((cut, reject) => {
        setTimeout(() => {
          powerCut(HOST).then(cut, reject);
        }, LATER);
      });
    });
    const { code } = await run.ended;
    await power;
    expect(ended).toBe(away);
    const look = await jts([...tune, '--check', '--json'], { folder });
    const lost = changesIn(reportOf(look, HOST)).length;
    if (code === 0) expect(lost).toBe(0);
    else
      expect({ code, failure }).toEqual({ code: 3, failure: expect.stringContaining(`${HOST} restarted`) as string });
    console.log(
      `power: 1 cut right after the last of ${away} changes tried, ${lost} of them to be made again, told with exit code ${String(code)}, lost: 0`,
    );
  });

  it('leaves to the next run what is to be made again', async () => {
    const outcome = await jts([...tune, '--json'], { folder });
    expect(outcome.code).toBe(0);
    expect(checksIn(reportOf(outcome, HOST)).filter(({ outcome: found }) => found !== 'pass')).toEqual([]);
    await expectNothingLeft(HOST);
  });
});
