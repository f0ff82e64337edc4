import { beforeAll, describe, expect, it } from 'vitest';
import { reboot, reset } from '../lab/lab.ts';
import { jts, labInventory, playbook, workFolder, type Outcome } from './jts.ts';
import { changesIn, checksIn, eventsOf, expectAllChecksPass, onHost, overlap, reportOf, spanOf } from './lab-host.ts';

const HOSTS = ['trader1', 'trader2'] as const;
const folder = workFolder();

const run = (name: string, ...words: readonly string[]): Promise<Outcome> =>
  jts(['run', playbook(name), '-i', labInventory, '--json', ...words], { folder });

const outcomes = (outcome: Outcome): readonly string[] => HOSTS.map((host) => reportOf(outcome, host).outcome);

const expectAllWell = (outcome: Outcome): void => {
  for (const host of HOSTS) expectAllChecksPass(reportOf(outcome, host));
  expect(outcome.code, outcome.stderr).toBe(0);
};

describe('two blank hosts and a NAS', () => {
  let first: Outcome;

  beforeAll(async () => {
    await reset(['trader1', 'trader2', 'nas']);
  });

  it('become the complete storage with one command, and all checks pass', async () => {
    first = await run('provision');
    expect(outcomes(first)).toEqual(['changed', 'changed']);
    expectAllWell(first);
  });

  it('were worked on at once, and so were the warm and the cold tier of each', () => {
    for (const host of HOSTS) {
      expect(overlap(spanOf(first, host, 'warm-btrfs'), spanOf(first, host, 'nas-nfs')), host).toBe(true);
    }
    expect(overlap(spanOf(first, 'trader1'), spanOf(first, 'trader2'))).toBe(true);
  });

  it('went through the phases in their order', () => {
    const order = ['nvme-lvm', 'warm-btrfs', 'nas-nfs', 'db-mounts', 'perf-tuning', 'tiering-timers'];
    for (const host of HOSTS) {
      const [lvm, warm, cold, mounts, tuning, timers] = order.map((role) => spanOf(first, host, role));
      const after = (one = [0, 0] as readonly [number, number], other = [0, 0] as readonly [number, number]) =>
        one[0] >= other[1];
      expect([after(warm, lvm), after(cold, lvm), after(mounts, lvm)], host).toEqual([true, true, true]);
      expect([after(tuning, lvm), after(timers, warm), after(timers, cold)], host).toEqual([true, true, true]);
    }
  });

  it('are left alone by a second run', async () => {
    const outcome = await run('provision');
    expect(outcomes(outcome)).toEqual(['unchanged', 'unchanged']);
    expect(HOSTS.flatMap((host) => changesIn(reportOf(outcome, host)))).toEqual([]);
    expect(eventsOf(outcome).filter(({ event }) => event === 'change-started')).toEqual([]);
    expectAllWell(outcome);
  });

  it('tell what has drifted on which of them, and get it back', async () => {
    await onHost(
      'trader2',
      'chmod 0777 /var/lib/redis/data && sysctl -qw net.core.rmem_max=300000 && systemctl disable --quiet --now lvm-backup.timer',
    );
    const drifted = ['directory:/var/lib/redis/data', 'sysctl:net.core.rmem_max', 'unit:lvm-backup.timer'];
    const drift = await run('drift');
    expect(drift.code, drift.stderr).toBe(2);
    expect(outcomes(drift)).toEqual(['unchanged', 'would-change']);
    expect(eventsOf(drift).filter(({ event }) => event === 'host-planned')).toMatchObject([
      { check: true },
      { check: true },
    ]);
    expect(changesIn(reportOf(drift, 'trader2')).map(({ resource }) => resource)).toEqual(drifted);
    expect(await onHost('trader2', 'stat -c %a /var/lib/redis/data; sysctl -n net.core.rmem_max')).toBe(
      '777\n300000\n',
    );
    const back = await run('provision');
    expect(outcomes(back)).toEqual(['unchanged', 'changed']);
    expect(changesIn(reportOf(back, 'trader2')).map(({ resource }) => resource)).toEqual(drifted);
    expectAllWell(back);
    expect((await run('drift')).code).toBe(0);
  });

  // The other one reboots with its complete storage in test/e2e/trader2/bad-day.test.ts.
  it('are all that after a reboot of one of them', async () => {
    await reboot('trader1');
    const outcome = await run('validate');
    expectAllWell(outcome);
    const ids = checksIn(reportOf(outcome, 'trader1')).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['flow through the tiers', 'unit files', 'round trip /mnt/synology/jts', 'last runs']),
    );
  });
});
