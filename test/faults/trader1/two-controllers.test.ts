import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, onHost, reportOf } from '../../e2e/lab-host.ts';
import { reset } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { SOAK } from '../../chance.ts';

const HOST = 'trader1';
/** More of them are on a host in namespaces: test/faults/containers/two-controllers.test.ts. */
const ROUNDS = SOAK ? 10 : 2;
const folder = workFolder();
const tune = ['run', playbook('provision'), '-i', labInventory, '-l', HOST, '-t', 'perf-tuning', '--json'];

beforeAll(async () => {
  await reset(HOST);
  const tuned = await jts(tune, { folder });
  expect(tuned.code, tuned.stderr).toBe(0);
});

describe('two controllers at once', () => {
  it(`${ROUNDS} times: one wins, one is told, and the host is right`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      await onHost(HOST, 'rm /etc/sysctl.d/90-jts.conf && sysctl -q net.core.rmem_default=212992');
      const both = await Promise.all([jts(tune, { folder }), jts(tune, { folder })]);
      const [winner, loser] = both.toSorted((one, other) => (one.code ?? 0) - (other.code ?? 0)).map((each) => each);
      if (winner === undefined || loser === undefined) throw new Error('there were two');
      expect([winner.code, loser.code], winner.stdout + loser.stdout).toEqual([0, 4]);
      const made = changesIn(reportOf(winner, HOST)).map(({ resource, outcome }) => `${outcome} ${resource}`);
      expect(made.toSorted()).toEqual(['done file:/etc/sysctl.d/90-jts.conf', 'done sysctl:net.core.rmem_default']);
      const told = reportOf(loser, HOST);
      expect(told.failure?.message).toMatch(new RegExp(`^${HOST} is being changed by .*, run .*, since .* UTC$`));
      expect(changesIn(told)).toEqual([]);
    }
    const again = await jts(tune, { folder });
    expect({ code: again.code, changes: changesIn(reportOf(again, HOST)) }).toEqual({ code: 0, changes: [] });
    await expectNothingLeft(HOST);
    console.log(`two controllers: ${ROUNDS} tried, ${ROUNDS} times one won and one was told, lost: 0`);
  });
});
