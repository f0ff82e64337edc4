import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from '../../containers/test-host.ts';
import { workFolder } from '../../e2e/jts.ts';
import type { Event } from '../../../src/model/event.ts';
import type { HostReport } from '../../../src/model/report.ts';
import { changesIn } from '../../e2e/lab-host.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { startJts } from '../controller.ts';
import { openLineTo, type Line } from '../line.ts';
import { fill, NOTHING_BEGUN, NOT_REACHED } from '../sickness.ts';
import { MAIN } from '../../quick-times.ts';
import { startSite, writeSite } from './site.ts';

const folder = workFolder();

let host: TestHost;
let line: Line;
let words: readonly string[];
beforeAll(async () => {
  host = await startSite('sick');
  line = await openLineTo(host);
  words = ['run', writeSite(folder), '-i', line.inventory];
  const { code } = await provision();
  expect(code).toBe(0);
});
afterAll(async () => {
  await (line as Line | undefined)?.close();
  await (host as TestHost | undefined)?.stop();
});

let tried = 0;
afterAll(() => {
  console.log(`sick host, without disks: ${tried} sicknesses tried, ${tried} told and got over, lost: 0`);
});

interface Ran {
  readonly code: number | null;
  readonly report: HostReport | undefined;
}

/** Runs the provision through the line; something happens once its first change has begun. */
const provision = async (once?: () => Promise<unknown>): Promise<Ran> => {
  let report: HostReport | undefined;
  let happened: Promise<unknown> | undefined;
  const hear = (event: Event): void => {
    if (event.event === 'host-ended') ({ report } = event);
    if (event.event === 'change-started') happened ??= once?.();
  };
  const { ended } = startJts(words, folder, hear, MAIN);
  const { code } = await ended;
  await happened;
  return { code, report };
};

/** Brings the host to what it should be, however it was left; then nothing is left to do, and nothing at work. */
const getOver = async (): Promise<void> => {
  const healed = await provision();
  expect({ code: healed.code, failure: healed.report?.failure?.message }).toEqual({ code: 0, failure: undefined });
  const { code, report } = await provision();
  expect({ code, changes: report && changesIn(report) }).toEqual({ code: 0, changes: [] });
  await expectNothingLeft(host);
  tried += 1;
};

/** Takes away something that the next run has to bring back. */
const drift = (): Promise<string> => host.run('rm -f /srv/site/file1; chmod 0700 /srv/site');

describe('a host without disks with', () => {
  it.each([
    ['a full root', fill(''), 'rm -f /fill.*', /No space left on device$/],
    [
      'a full /var',
      `mkdir -p /mnt/small && mount -t tmpfs -o size=512k small /mnt/small && cp -a /var/lib/jts/journal /mnt/small/ && ${fill('/mnt/small')}; mkdir -p /mnt/small/batches; mount --bind /mnt/small /var/lib/jts`,
      'umount /var/lib/jts /mnt/small; rmdir /mnt/small',
      /No space left on device$/,
    ],
    ['a full /run', fill('/run'), 'rm -f /run/fill.*', /No space left on device$/],
    ['a root that is read-only', 'mount -o remount,ro /', 'mount -o remount,rw /', /Read-only file system$/],
  ])('%s is left as it is, and provisioned when it is well again', async (_, sicken, heal, why) => {
    await drift();
    await host.run(sicken);
    try {
      const { code, report } = await provision();
      expect({ code, failure: report?.failure?.message }).toEqual({
        code: 1,
        failure: expect.stringMatching(why) as string,
      });
      expect(report?.failure?.message).toMatch(NOTHING_BEGUN(host.name));
    } finally {
      await host.run(heal);
    }
    await getOver();
  });
});

/** Takes away so much that the next provision takes a while. */
const takeOff = (): Promise<string> =>
  host.run('rm -rf /srv/site/file* /etc/systemd/system/site-* && chmod 0700 /srv/* && systemctl daemon-reload');

describe('a host without disks on which, in the middle of a run,', () => {
  it('sshd is restarted and the connection cut is provisioned', async () => {
    await takeOff();
    const ran = await provision(async () => {
      await host.run('systemctl restart ssh');
      line.fail('reset');
    });
    expect(ran).toMatchObject({ code: 0, report: { outcome: 'changed' } });
    await getOver();
  });

  it('the host key is changed and the connection cut is not believed any more', async () => {
    const key = '/etc/ssh/host_key';
    await takeOff();
    const ran = await provision(async () => {
      await host.run(
        `mv ${key} /root/ && ssh-keygen -q -t ed25519 -N '' -f ${key} && mv ${key}.pub /root/ && systemctl restart ssh`,
      );
      line.fail('reset');
    });
    await host.run(`mv /root/host_key ${key} && systemctl restart ssh`);
    expect(ran.code).toBe(3);
    expect(ran.report?.failure?.message).toMatch(NOT_REACHED(host.name, '.* its host key has changed: '));
    await getOver();
  });

  it('sudo is removed and the connection cut is told', async () => {
    await takeOff();
    const ran = await provision(async () => {
      await host.run('mv /usr/bin/sudo /usr/bin/sudo.away');
      line.fail('reset');
    });
    await host.run('mv /usr/bin/sudo.away /usr/bin/sudo');
    expect(ran.code).toBe(3);
    expect(ran.report?.failure?.message).toMatch(NOT_REACHED(host.name, `sudo is not installed on ${host.name}`));
    await getOver();
  });
});
