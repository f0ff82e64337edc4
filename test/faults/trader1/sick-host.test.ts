import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { HostReport } from '../../../src/model/report.ts';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { changesIn, onHost, putTimersOff, reportOf } from '../../e2e/lab-host.ts';
import { bootIdOf } from '../../lab/guest.ts';
import { up } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { SOAK } from '../../chance.ts';
import { startJts } from '../controller.ts';
import { openLine, type Line } from '../line.ts';
import { fill, NOT_REACHED, NOTHING_BEGUN } from '../sickness.ts';

const HOST = 'trader1';
const folder = workFolder();

/** What is provisioned: a few settings, or what takes a while. */
type Roles = 'perf-tuning' | 'tiering-timers';
const words = (roles: Roles, inventory = labInventory): readonly string[] => [
  ...['run', playbook('provision'), '-i', inventory, '-l', HOST, '-t', roles],
];

let line: Line;
beforeAll(async () => {
  await up([HOST]);
  line = await openLine(HOST);
  await getOver('perf-tuning');
  if (SOAK) await getOver('tiering-timers');
  tried = 0;
});
afterAll(async () => {
  await line.close();
});

let tried = 0;
afterAll(() => {
  console.log(`sick host: ${tried} sicknesses tried, ${tried} told and got over, lost: 0`);
});

/** Brings the host to what it should be, however it was left; then nothing is left to do, and nothing at work. */
const getOver = async (roles: Roles): Promise<void> => {
  const healed = await jts([...words(roles), '--json'], { folder });
  expect(healed.code, healed.stdout).toBe(0);
  if (roles === 'tiering-timers') await putTimersOff(HOST);
  const outcome = await jts([...words(roles), '--json'], { folder });
  expect({ code: outcome.code, changes: changesIn(reportOf(outcome, HOST)) }).toEqual({ code: 0, changes: [] });
  await expectNothingLeft(HOST);
  tried += 1;
};

/** Takes away something that the next run has to bring back. */
const drift = (): Promise<string> =>
  onHost(HOST, 'rm /etc/sysctl.d/90-jts.conf; sysctl -q net.core.rmem_default=212992');

interface Ran {
  readonly code: number | null;
  readonly report: HostReport | undefined;
}

/** Runs the provision through the line; something happens once its first change has begun. */
const provisionThrough = async (roles: Roles, once?: () => Promise<unknown>): Promise<Ran> => {
  let report: HostReport | undefined;
  let happened: Promise<unknown> | undefined;
  const hear = (event: Event): void => {
    if (event.event === 'host-ended') ({ report } = event);
    if (event.event === 'change-started') happened ??= once?.();
  };
  const { ended } = startJts(words(roles, line.inventory), folder, hear);
  const { code } = await ended;
  await happened;
  return { code, report };
};

type Sickness = readonly [name: string, sicken: string, heal: string, why: RegExp];

/**
 * Tried on a host in namespaces too, as is what comes in the middle of a run: test/faults/containers/sick-host.test.ts. Full and
 * read-only roots of an emulated host are in test/e2e/trader1/bad-input.test.ts as well.
 */
const UNWRITABLE: readonly Sickness[] = [
  ['a full root', fill(''), 'rm -f /fill.*', /No space left on device$/],
  [
    'a root that is read-only',
    'sync; echo u >/proc/sysrq-trigger && until findmnt -rno OPTIONS / | grep -q ^ro; do :; done',
    'for target in $(findmnt -rno TARGET -t ext4,xfs,btrfs); do mount -o remount,rw "$target"; done',
    /Read-only file system$/,
  ],
  [
    'a full /var',
    `mkdir -p /mnt/small && mount -t tmpfs -o size=512k small /mnt/small && cp -a /var/lib/jts/journal /mnt/small/ && ${fill('/mnt/small')}; mkdir -p /mnt/small/batches; mount --bind /mnt/small /var/lib/jts`,
    'umount /var/lib/jts /mnt/small; rmdir /mnt/small',
    /No space left on device$/,
  ],
  ['a full /run', fill('/run'), 'rm -f /run/fill.*', /No space left on device$/],
];

describe('a host with', () => {
  for (const [what, sicken, heal, why] of SOAK ? UNWRITABLE : []) {
    it(`${what} is left as it is, and provisioned when it is well again`, async () => {
      await drift();
      await onHost(HOST, sicken);
      try {
        const { code, report } = await provisionThrough('perf-tuning');
        expect({ code, failure: report?.failure?.message }).toEqual({
          code: 1,
          failure: expect.stringMatching(why) as string,
        });
        expect(report?.failure?.message).toMatch(NOTHING_BEGUN(HOST));
      } finally {
        await onHost(HOST, heal);
      }
      await getOver('perf-tuning');
    });
  }

  it.each([
    ['a clock that is a year ahead', `date -s '+1 year'`],
    ['a clock that is a year behind', `date -s '-1 year'`],
  ])('%s is provisioned all the same', async (_, set) => {
    await drift();
    const now = (): number => Math.floor(Date.now() / 1000);
    await onHost(HOST, `${set} >/dev/null`);
    try {
      expect(await provisionThrough('perf-tuning')).toMatchObject({ code: 0, report: { outcome: 'changed' } });
      await getOver('perf-tuning');
    } finally {
      await onHost(HOST, `date -s @${now()} >/dev/null`);
    }
  });

  it('a load of 50 is provisioned all the same', async () => {
    await drift();
    await onHost(
      HOST,
      'systemd-run --quiet --unit=load --nice=19 bash -c "for i in {1..50}; do while :; do :; done & done; wait"',
    );
    try {
      expect(await provisionThrough('perf-tuning')).toMatchObject({ code: 0, report: { outcome: 'changed' } });
    } finally {
      await onHost(HOST, 'systemctl stop load');
    }
    await getOver('perf-tuning');
  });
});

/** Takes the timers off, so that the next provision takes a while. */
const takeOff = async (): Promise<void> => {
  const outcome = await jts(['run', playbook('rollback-timers'), '-i', labInventory, '-l', HOST], { folder });
  expect(outcome.code, outcome.stdout).toBe(0);
};

const inTheMiddle = (): void => {
  it('sshd is restarted and the connection cut is provisioned', async () => {
    await takeOff();
    const ran = await provisionThrough('tiering-timers', async () => {
      await onHost(HOST, 'systemctl restart ssh');
      line.fail('reset');
    });
    expect(ran).toMatchObject({ code: 0, report: { outcome: 'changed' } });
    await getOver('tiering-timers');
  });

  it('the host key is changed and the connection cut is not believed any more', async () => {
    const key = '/etc/ssh/ssh_host_ed25519_key';
    await takeOff();
    const ran = await provisionThrough('tiering-timers', async () => {
      // This machine would not believe the host either: it gets its key back by itself.
      const back = `mv /root/old/* /etc/ssh/ && systemctl restart ssh`;
      await onHost(
        HOST,
        `mkdir /root/old && mv ${key} ${key}.pub /root/old/ && ssh-keygen -q -t ed25519 -N '' -f ${key} &&
        systemd-run --quiet --collect --on-active=30 sh -c '${back}' && systemctl restart ssh`,
      );
      line.fail('reset');
    });
    expect(ran.code).toBe(3);
    expect(ran.report?.failure?.message).toMatch(NOT_REACHED(HOST, '.* its host key has changed: '));
    await expect.poll(() => bootIdOf(HOST), { timeout: 120_000 }).toBeDefined();
    await getOver('tiering-timers');
  });

  it('sudo is removed and the connection cut is told', async () => {
    await takeOff();
    const ran = await provisionThrough('tiering-timers', async () => {
      await onHost(HOST, 'mv /usr/bin/sudo /usr/bin/sudo.away');
      line.fail('reset');
    });
    await onHost(HOST, 'mv /usr/bin/sudo.away /usr/bin/sudo');
    expect(ran.code).toBe(3);
    expect(ran.report?.failure?.message).toMatch(NOT_REACHED(HOST, `sudo is not installed on ${HOST}`));
    await getOver('tiering-timers');
  });
};

if (SOAK) describe('a host on which, in the middle of a run,', inTheMiddle);
