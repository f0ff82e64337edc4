import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run as inGuest } from '../../lab/guest.ts';
import { reboot, reset, up } from '../../lab/lab.ts';
import { jts, labInventory, playbook, workFolder, type Outcome, type Settings } from '../jts.ts';
import { changesIn, checksIn, expectAllChecksPass, onHost, refusalsIn, reportOf } from '../lab-host.ts';

const HOST = 'trader2';
const folder = workFolder();

// The warm disk is pulled out in some of these, and the NAS does not answer: nobody waits for them longer than this.
const WAIT = ['-e', 'warm.deviceTimeout=15s', '-e', 'cold.mountTimeout=15s'];

/** Five volumes; a host has all seven in test/e2e/complete.test.ts. */
const FIVE_VOLUMES = ['lv_mongodb', 'lv_docker'].flatMap((name) => ['-e', `hot.volumes.${name}=null`]);

const run = (name: string, words: readonly string[] = [], watch?: Settings['watch']): Promise<Outcome> =>
  jts(['run', playbook(name), '-i', labInventory, '-l', HOST, '--json', ...FIVE_VOLUMES, ...WAIT, ...words], {
    folder,
    ...(watch === undefined ? {} : { watch }),
  });

/** What this host sees of a NAS that is off: the other hosts keep it. */
const cable = (state: 'up' | 'down'): Promise<string> => onHost('nas', `ip link set eth2 ${state}`);

const provision = (...words: readonly string[]) => run('provision', words);

/** What came of the roles: how many changes were made, and why something was not. */
const cameOf = (outcome: Outcome, role: string) => {
  const report = reportOf(outcome).plays[0]?.roles.find((each) => each.role === role);
  return {
    done: report?.changes.filter((change) => change.outcome === 'done').length ?? 0,
    failed: report?.changes.filter((change) => change.outcome === 'failed').map(({ resource }) => resource) ?? [],
    refusals: [...new Set(report?.refusals.map(({ reason }) => reason))],
  };
};

const WARM_DISK = '/dev/disk/by-id/ata-QEMU_HARDDISK_JTS-WARM-0002';

const LEFT_OUT = 'role warm-btrfs, after which it comes, is left out';
const NAS_MOUNT = 'network-mount:/mnt/synology';

/** Other people's lines, a stale block of ours, and no line break at the end. */
const FOREIGN = [
  '# root comes first',
  '/dev/vda / ext4 errors=remount-ro 0 0',
  '',
  '\t# BEGIN of something else',
  'LABEL=none\t/mnt/none   ext4 noauto,nofail 0 0',
];
const STALE = [
  '# BEGIN jts /var/lib/redis',
  '/dev/mapper/old-redis /var/lib/redis ext4 defaults 0 2',
  '# END jts /var/lib/redis',
];

/** Lets the kernel lose the warm disk, as it does one that is pulled out, or find it again. */
const warmDisk = (state: 'pulled' | 'plugged'): Promise<string> =>
  onHost(
    HOST,
    state === 'pulled'
      ? `echo 1 >/sys/block/sda/device/delete; udevadm settle; [ ! -e ${WARM_DISK} ]`
      : `for host in /sys/class/scsi_host/*; do echo '- - -' >$host/scan; done; udevadm wait --settle --timeout=60 ${WARM_DISK}-part2`,
  );

/** On a busy machine an emulated host takes longer to find its disk than it is told to wait for one that is not there. */
const letBootsBeSlow = (): Promise<string> =>
  onHost(
    HOST,
    `source=$(findmnt --fstab --noheadings --output SOURCE /data/warm-storage)
    folder=/etc/systemd/system/$(systemd-escape --path --suffix=device "/dev/disk/by-uuid/\${source#UUID=}").d
    mkdir "$folder" && printf '[Unit]\\nJobRunningTimeoutSec=5min\\n' >"$folder/slow.conf"`,
  );

beforeAll(async () => {
  await Promise.all([reset(HOST), up(['nas'])]);
  await warmDisk('pulled');
});

afterAll(async () => {
  await cable('up');
});

describe('a host without warm disk and NAS, with a past', () => {
  beforeAll(async () => {
    await cable('down');
    const fstab = [...FOREIGN.slice(0, 3), ...STALE, ...FOREIGN.slice(3)].join('\n');
    await onHost(
      HOST,
      `printf %s '${fstab}' >/etc/fstab && useradd --system --uid 4242 --home-dir /nonexistent --shell /bin/false redis`,
    );
  });

  it('gets its hot tier and its tuning; the rest is refused or failed, with the reason', async () => {
    const outcome = await provision();
    expect(outcome.code, outcome.stderr).toBe(1);
    expect(reportOf(outcome).failure?.message).toMatch(/^trader2: network-mount:\/mnt\/synology ended with status 1: /);
    expect(cameOf(outcome, 'nvme-lvm').done).toBeGreaterThan(10);
    expect(cameOf(outcome, 'db-mounts').done).toBeGreaterThan(20);
    expect(cameOf(outcome, 'perf-tuning').done).toBeGreaterThan(3);
    expect(cameOf(outcome, 'nas-nfs').failed).toEqual([NAS_MOUNT]);
    expect(cameOf(outcome, 'warm-btrfs')).toEqual({
      done: 0,
      failed: [],
      refusals: [
        'disks.warm (serial JTS-WARM-0002, partition 2) is not there',
        'stands on btrfs:jts-warm-storage',
        'stands on mount:/data/warm-storage',
      ],
    });
    expect(cameOf(outcome, 'tiering-timers')).toEqual({ done: 0, failed: [], refusals: [LEFT_OUT] });
    expectAllChecksPass(reportOf(await run('validate', ['-t', 'hot,perf-tuning'])));
  });

  it('keeps what others wrote in fstab, byte by byte, and uses the account as it was', async () => {
    const fstab = await onHost(HOST, 'cat /etc/fstab');
    const own = /# BEGIN jts (\S+)\n.* \1 .*\n# END jts \1(?:\n|$)/g;
    expect(
      fstab
        .replace(own, '')
        .split('\n')
        .filter((line) => line !== ''),
    ).toEqual(FOREIGN.filter((line) => line !== ''));
    expect(fstab).not.toContain('old-redis');
    expect(fstab.endsWith('\n')).toBe(false);
    expect(await onHost(HOST, 'stat -c %u:%U /var/lib/redis/data; getent passwd redis')).toBe(
      '4242:redis\nredis:x:4242:' + (await onHost(HOST, 'id -g redis')).trim() + '::/nonexistent:/bin/false\n',
    );
  });
});

describe('a NAS that is there, but not as it should be', () => {
  const EXPORTS = '/etc/exports.d/jts-lab.exports';
  const exportAs = (line: string) => onHost('nas', `echo '${line}' >${EXPORTS} && exportfs -ra`);
  let usual: string;

  beforeAll(async () => {
    usual = (await onHost('nas', `cat ${EXPORTS}`)).trim();
    await cable('up');
    await warmDisk('plugged');
  });

  afterAll(async () => {
    await exportAs(usual);
  });

  it.each([
    [
      'does not export the path',
      () => usual,
      ['-e', 'cold.source=192.168.1.101:/volume1/coco'],
      /No such file or directory|access denied/,
    ],
    [
      'does not let this host in',
      () => usual.replace('192.168.1.0/24', '192.168.1.11'),
      [],
      /access denied|No such file or directory|not permitted/,
    ],
  ])('%s: the reason is told, and nothing is in fstab', async (_, exported, words, reason) => {
    await exportAs(exported());
    const outcome = await provision('-t', 'cold', ...words);
    expect(outcome.code).toBe(1);
    expect(cameOf(outcome, 'nas-nfs').failed).toEqual([NAS_MOUNT]);
    expect(reportOf(outcome).failure?.message).toMatch(reason);
    expect(await onHost(HOST, 'grep -c synology /etc/fstab || :')).toBe('0\n');
  });

  it('goes away in the middle of a run: the run ends and says so', async () => {
    await exportAs(usual);
    let pulled: Promise<string> | undefined;
    const outcome = await run('provision', ['-t', 'cold'], (printed) => {
      if (!printed.includes('"change-started"') || !printed.includes(`"resource":"${NAS_MOUNT}"`)) return;
      pulled ??= cable('down');
    });
    expect(await pulled).toBe('');
    expect(outcome.code).toBe(1);
    expect(cameOf(outcome, 'nas-nfs').failed).not.toEqual([]);
    await cable('up');
  });

  it('lets this host only read: the mount stays, and the directories tell why they were not made', async () => {
    await exportAs(`${usual}\n${usual.replace('192.168.1.0/24(rw', '192.168.1.12(ro')}`);
    const outcome = await provision('-t', 'cold', '-e', 'cold.root=not-made-yet');
    expect(outcome.code).toBe(1);
    expect(cameOf(outcome, 'nas-nfs').failed).toEqual(['directory:/mnt/synology/not-made-yet']);
    expect(reportOf(outcome).failure?.message).toContain('Read-only file system');
  });

  it('squashes root, as it should: everything is made, owned by whom the NAS says, and all checks pass', async () => {
    await exportAs(usual);
    const outcome = await provision();
    expect(outcome.code, JSON.stringify(reportOf(outcome).failure)).toBe(0);
    expectAllChecksPass(reportOf(outcome));
    expect(await onHost(HOST, 'stat -c %U /mnt/synology/jts/archives')).toBe('nobody\n');
    expect(reportOf(await provision()).outcome).toBe('unchanged');
  });
});

describe('a NAS that goes away after the run', () => {
  it('fails validation in the cold tier alone, in time, and a run changes nothing else', async () => {
    // The kernel knows by heart what it was told just before.
    await onHost(HOST, 'stat /mnt/synology/. /mnt/synology/jts');
    await cable('down');
    const validation = await run('validate');
    expect(validation.code).toBe(1);
    const unwell = checksIn(reportOf(validation)).filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');
    expect(unwell.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['mount /mnt/synology live', 'directory /mnt/synology/jts']),
    );
    expect(unwell.filter(({ id }) => !/synology|jts\/|flow|last runs/.test(id))).toEqual([]);
    expect(unwell.find(({ id }) => id === 'flow through the tiers')).toMatchObject({
      outcome: 'fail',
      actual: '/mnt/synology does not answer',
    });
    const outcome = await provision();
    expect(outcome.code).toBe(1);
    expect(changesIn(reportOf(outcome))).toEqual([]);
    expect(refusalsIn(reportOf(outcome)).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringMatching(/192\.168\.1\.101:\/volume1\/cocodev.* does not answer/)]),
    );
  });

  it('is not rolled back, because unmounting would wait for it', async () => {
    const outcome = await run('rollback-cold');
    expect(outcome.code).toBe(4);
    expect(changesIn(reportOf(outcome))).toEqual([]);
    expect(refusalsIn(reportOf(outcome)).map(({ resource, reason }) => `${resource}: ${reason}`)).toEqual([
      `${NAS_MOUNT}: 192.168.1.101:/volume1/cocodev, mounted at /mnt/synology, does not answer, so it cannot be unmounted`,
    ]);
  });
});

describe('a boot without warm disk and NAS, with the names of the NVMe disks changed', () => {
  it('takes SSH, hides nothing, keeps the hot tier, and lets nobody write where the disk should be', async () => {
    await reboot(HOST, { without: ['warm'], order: 'decoy-first' });
    expect(await onHost(HOST, 'cat /sys/block/nvme0n1/device/serial')).toContain('JTS-DECOY');
    expect(await onHost(HOST, 'findmnt -M /data/warm-storage || echo not mounted')).toBe('not mounted\n');
    const write = await inGuest(HOST, 'touch /data/warm-storage/x');
    expect(write.stderr).toContain('Operation not permitted');
    const validation = await run('validate', ['-t', 'hot,perf-tuning']);
    expect(validation.code).toBe(0);
    expectAllChecksPass(reportOf(validation));
    expect(checksIn(reportOf(validation)).map(({ id }) => id)).toEqual(
      expect.arrayContaining([expect.stringContaining('write')]),
    );
    const health = await inGuest(HOST, '/usr/local/lib/jts/storage-health.sh check');
    expect(health.code, health.stdout).toBe(1);
    const tiered = await inGuest(HOST, '/usr/local/lib/jts/tiered-storage.sh all');
    expect(tiered.code, tiered.stderr).toBe(75);
  });

  it('is forgotten when both are back', async () => {
    await cable('up');
    await letBootsBeSlow();
    await reboot(HOST, { order: 'hot-first' });
    const outcome = await run('validate');
    expectAllChecksPass(reportOf(outcome));
    expect(outcome.code).toBe(0);
  });
});
