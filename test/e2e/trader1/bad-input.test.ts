import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reset } from '../../lab/lab.ts';
import { jts, labInventory, playbook, workFolder, type Outcome } from '../jts.ts';
import { bystanders, listingOf, onHost, refusalsIn, reportOf } from '../lab-host.ts';

const HOST = 'trader1';
const folder = workFolder();

const run = (words: readonly string[]): Promise<Outcome> =>
  jts(['run', playbook('provision-hot'), '-i', labInventory, '-l', HOST, '--json', ...words], { folder });

const set = (...variables: readonly string[]): readonly string[] => variables.flatMap((variable) => ['-e', variable]);

const HOT = '/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_JTS-HOT-0001';
const SATA1 = '/dev/disk/by-id/ata-QEMU_HARDDISK_JTS-WARM-0001-part1';
const onSata1 = set('disks.hot={serial: JTS-WARM-0001, partition: 1, size: null}');

const notBegun = (why: string): string =>
  `${HOST}: the changes could not be begun, and none was made: install: cannot create directory '/var/lib/jts': ${why}`;

interface Case {
  readonly what: string;
  /** Bash that brings the host into the state in question. */
  readonly prepare?: string;
  readonly words?: readonly string[];
  /** Reasons of the refusals that are no mere consequence of others. */
  readonly refusals: readonly string[];
  /** Bash that takes the preparation back. */
  readonly restore?: string;
}

const cases: readonly Case[] = [
  {
    what: 'a disk that is not there',
    words: set('disks.hot.serial=NO-SUCH-DISK'),
    refusals: ['disks.hot (serial NO-SUCH-DISK) is not there'],
  },
  {
    what: 'a disk whose serial is not that of its name',
    words: set(`disks.hot={id: ${HOT}, serial: JTS-DECOY-0001}`),
    refusals: [
      'disks.hot: /dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_JTS-HOT-0001 has serial JTS-HOT-0001, not JTS-DECOY-0001',
    ],
  },
  {
    what: 'a disk of another size',
    words: set('disks.hot.size=2000000000000'),
    refusals: [
      'disks.hot (serial JTS-HOT-0001) has 4000787030016 bytes (3726.02 GiB), not 2000000000000 bytes (1862.65 GiB)',
    ],
  },
  {
    what: 'a disk with a partition table',
    words: set('disks.hot={serial: JTS-DECOY-0001, size: null}'),
    refusals: [
      '/dev/nvme1n1 (serial JTS-DECOY-0001, 128 MiB) is not blank: gpt partition table with 1 partition on /dev/nvme1n1, ext4 (UUID 4a545344-0000-4000-8000-000000000001) on /dev/nvme1n1p1',
    ],
  },
  {
    what: 'a partition with a file system',
    words: onSata1,
    refusals: [
      '/dev/sda1 (serial JTS-WARM-0001, 64 MiB) is not blank: ext4 (UUID 4a545344-0000-4000-8000-000000000002) on /dev/sda1',
    ],
  },
  {
    what: 'a partition that is mounted',
    prepare: `mount -o ro,noload ${SATA1} /mnt`,
    words: onSata1,
    refusals: ['/dev/sda1 (serial JTS-WARM-0001, 64 MiB) is in use: /dev/sda1 is mounted at /mnt'],
    restore: 'umount /mnt',
  },
  {
    what: 'a partition that the system boots from',
    prepare: `mount -o ro,noload ${SATA1} /boot`,
    words: onSata1,
    refusals: ['/dev/sda1 (serial JTS-WARM-0001, 64 MiB) is a partition of the system disk: /boot is on /dev/sda1'],
    restore: 'umount /boot',
  },
  {
    what: 'a disk that carries a partition that the system boots from',
    prepare: `mount -o ro,noload ${SATA1} /boot`,
    words: set('disks.hot={serial: JTS-WARM-0001, size: null}'),
    refusals: ['/dev/sda (serial JTS-WARM-0001, 931.51 GiB) is the system disk: /boot is on /dev/sda1'],
    restore: 'umount /boot',
  },
  {
    what: "a disk of somebody else's volume group",
    prepare: `pvcreate -q ${HOT} && vgcreate -q vg_other ${HOT}`,
    refusals: [
      '/dev/nvme0n1 (serial JTS-HOT-0001, 3726.02 GiB) is not blank: physical volume of volume group vg_other on /dev/nvme0n1',
    ],
    restore: `vgremove -q vg_other && pvremove -q ${HOT}`,
  },
  {
    what: 'a volume group whose name is taken',
    prepare:
      'truncate -s 64M /root/other.img && loop=$(losetup --find --show /root/other.img) && pvcreate -q "$loop" && vgcreate -q vg_jts "$loop"',
    refusals: [
      'the name vg_jts is taken by a volume group on /dev/loop0, not on /dev/nvme0n1 (serial JTS-HOT-0001, 3726.02 GiB)',
    ],
    restore:
      'vgremove -q vg_jts && loop=$(losetup --noheadings --output NAME --associated /root/other.img) && pvremove -q $loop && losetup --detach $loop && rm /root/other.img',
  },
  {
    what: 'sizes that do not fit',
    words: set('hot.volumes.lv_postgres.size=90%'),
    refusals: [
      'the volumes do not fit into vg_jts: wanted 5775.32 GiB (lv_postgres 90% = 3353.41 GiB, lv_clickhouse 31% = 1155.06 GiB, lv_kafka 12% = 447.12 GiB, lv_mongodb 4% = 149.04 GiB, lv_redis 1% = 37.26 GiB, lv_docker 10% = 372.6 GiB, lv_local_backup 7% = 260.82 GiB), available 3167.11 GiB of 3726.02 GiB after the reserve of 15% = 558.9 GiB',
    ],
  },
  {
    what: 'a mount point with files in it',
    prepare: 'mkdir /var/lib/redis && echo precious >/var/lib/redis/dump.rdb',
    refusals: ['/var/lib/redis holds 8192 bytes that mounting would hide'],
    restore: 'rm -r /var/lib/redis',
  },
  {
    what: 'a host without apt-get',
    prepare: 'mv /usr/bin/apt-get /usr/bin/apt-get.away',
    refusals: ['xfsprogs is not installed, and this host has no apt-get'],
    restore: 'mv /usr/bin/apt-get.away /usr/bin/apt-get',
  },
];

describe('a run refuses, and leaves the host as it is', () => {
  let bystandersBefore: unknown;

  beforeAll(async () => {
    await reset(HOST);
    bystandersBefore = await bystanders(HOST);
  });

  afterAll(async () => {
    expect(await bystanders(HOST)).toEqual(bystandersBefore);
  });

  for (const { what, prepare, words = [], refusals, restore } of cases) {
    it(what, async () => {
      if (prepare !== undefined) await onHost(HOST, prepare);
      try {
        const before = await listingOf(HOST);
        const outcome = await run(words);
        const found = refusalsIn(reportOf(outcome)).filter(({ advice }) => advice !== undefined);
        expect(found.map(({ reason }) => reason)).toEqual(refusals);
        expect(outcome.code).toBe(4);
        expect(await listingOf(HOST)).toBe(before);
      } finally {
        if (restore !== undefined) await onHost(HOST, restore);
      }
    });
  }

  it('a host whose root is read-only', async () => {
    await onHost(HOST, 'echo u >/proc/sysrq-trigger && until findmnt -rno OPTIONS / | grep -q ^ro; do :; done');
    try {
      const before = await listingOf(HOST);
      const outcome = await run([]);
      expect(outcome.code).toBe(1);
      expect(reportOf(outcome).failure?.message).toBe(notBegun('Read-only file system'));
      expect(await listingOf(HOST)).toBe(before);
    } finally {
      await onHost(HOST, 'mount -o remount,rw /');
    }
  });

  it('a host whose root is full', async () => {
    await onHost(
      HOST,
      'for size in 1G 256M 64M 16M 4M 1M 64K 4K; do while fallocate -l $size /fill.$((++n)) 2>/dev/null; do :; done; rm -f /fill.$n; done; ! echo more >/fill.x',
    );
    try {
      const outcome = await run([]);
      expect(outcome.code).toBe(1);
      expect(reportOf(outcome).failure?.message).toBe(notBegun('No space left on device'));
      expect(
        await onHost(HOST, `wipefs --noheadings ${HOT}; dpkg -s xfsprogs 2>/dev/null | grep -c ^Status || :`),
      ).toBe('0\n');
    } finally {
      await onHost(HOST, 'rm -f /fill.*');
    }
  });
});
