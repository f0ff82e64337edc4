import { beforeAll, describe, expect, it } from 'vitest';
import { drawing, SOAK } from '../chance.ts';
import { traders, type HostName } from '../lab/hosts.ts';
import { reboot, reset, up } from '../lab/lab.ts';
import { jts, labInventory, playbook, workFolder, type Outcome } from './jts.ts';
import { bystanders, expectAllChecksPass, factsOf, onHost, putTimersOff, reportOf } from './lab-host.ts';

/** The host that is rolled back whole, the one where jts installed what it needs or the other; the other one loses a tier. */
const ROLLED_BACK = traders[drawing('rollback of everything')(traders.length)]?.name;

const drawTier = drawing('rollback of a tier');

/** A tier that is rolled back alone, and the tags of all others. */
export type LostTier = readonly [tier: string, others: string];

/**
 * Brings a host to the complete storage and takes off a tier, which the commit draws, and gets it back, or takes off everything,
 * as the commit draws too; in a soak it does all of that.
 */
export const rollbacksOf = (host: Exclude<HostName, 'nas'>, tiers: readonly LostTier[]): void => {
  const folder = workFolder();
  const run = (name: string, ...words: readonly string[]): Promise<Outcome> =>
    jts(['run', playbook(name), '-i', labInventory, '-l', host, '--json', ...words], { folder });

  const expectAllWell = (outcome: Outcome): void => {
    expectAllChecksPass(reportOf(outcome));
    expect(outcome.code, outcome.stderr).toBe(0);
  };

  describe('a complete host', () => {
    beforeAll(async () => {
      await up([host, 'nas']);
      expectAllWell(await run('provision'));
      await putTimersOff(host);
    });

    const isRolledBackWhole = host === ROLLED_BACK;
    const drawn = drawTier(tiers.length);
    it.each(SOAK ? tiers : isRolledBackWhole ? [] : tiers.slice(drawn, drawn + 1))(
      'loses the tier %s, while %s keep passing, and gets it back',
      async (tier, others) => {
        // A job at work is stopped with its timer, and is not in the way of the next provision.
        if (tier === 'timers') await onHost(host, 'systemctl start --no-block lvm-backup.service');
        const back = await run(`rollback-${tier}`);
        expect(back.code, back.stdout.slice(-2000)).toBe(0);
        expect(reportOf(back).outcome).toBe('changed');
        expectAllWell(await run('validate', '-t', others));
        expectAllWell(await run('provision'));
      },
    );

    if (SOAK || isRolledBackWhole)
      it('is as if jts had never been there when everything is rolled back', async () => {
        const destroy = ['HOT', 'WARM'].flatMap((disk) => [
          '--destroy-data',
          `${host}=JTS-${disk}-000${host.slice(-1)}`,
        ]);
        const outcome = await run('rollback-all', '--yes', ...destroy);
        expect(outcome.code, outcome.stdout.slice(-2000)).toBe(0);
        await reboot(host);
        const after = { facts: await factsOf(host, folder), bystanders: await bystanders(host) };
        await reset(host);
        expect(after).toEqual({ facts: await factsOf(host, folder), bystanders: await bystanders(host) });
      });
  });
};
