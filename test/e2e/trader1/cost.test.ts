import { beforeAll, expect, it } from 'vitest';
import { BUDGETS } from '../../budgets.ts';
import { reset } from '../../lab/lab.ts';
import { jts, labInventory, playbook, workFolder } from '../jts.ts';
import { onHost } from '../lab-host.ts';

const HOST = 'trader1';
const folder = workFolder();

beforeAll(() => reset(HOST));

/** Processes and threads that the host has started since it booted. */
const started = async (): Promise<number> =>
  Number(/^processes (\d+)$/m.exec(await onHost(HOST, 'cat /proc/stat'))?.[1]);

/** How many of them came meanwhile, at the least of some tries: what else goes on there is none of ours. */
const leastStartedBy = async (work: () => Promise<unknown>): Promise<number> => {
  const counts: number[] = [];
  for (let tries = 0; tries < 4; tries += 1) {
    const before = await started();
    await work();
    counts.push((await started()) - before);
  }
  return Math.min(...counts);
};

it('a look at all that the hot tier wants to know starts no more processes than its budget', async () => {
  const nothing = await leastStartedBy(() => Promise.resolve());
  const look = await leastStartedBy(async () => {
    const words = ['run', playbook('provision-hot'), '-i', labInventory, '-l', HOST, '--check'];
    const { code } = await jts(words, { folder });
    expect(code).toBe(2);
  });
  expect(nothing).toBeGreaterThan(0);
  expect(look - nothing).toBeLessThanOrEqual(BUDGETS.hotTier.processes);
});
