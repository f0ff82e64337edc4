import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { HostReport } from '../../../src/model/report.ts';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { bystanders, changesIn, expectAllChecksPass, onHost, reportOf } from '../../e2e/lab-host.ts';
import { reset } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { startJts } from '../controller.ts';
import { FEW_VOLUMES } from '../few-volumes.ts';

const HOST = 'trader1';
const folder = workFolder();
const provision = ['run', playbook('provision-hot'), '-i', labInventory, '-l', HOST, ...FEW_VOLUMES];

beforeEach(() => reset(HOST));

/** Provisions the hot tier of a blank host; something happens to its disks while the packages are installed, before the first write. */
const provisionWhile = async (happens: string): Promise<{ code: number | null; report: HostReport | undefined }> => {
  let report: HostReport | undefined;
  let happened: Promise<unknown> | undefined;
  const { ended } = startJts(provision, folder, (event: Event) => {
    if (event.event === 'host-ended') ({ report } = event);
    if (event.event === 'change-started') happened ??= onHost(HOST, happens);
  });
  const { code } = await ended;
  await happened;
  return { code, report };
};

const outcomesOf = (report: HostReport | undefined): ReadonlySet<string> =>
  new Set(report?.plays.flatMap(({ roles }) => roles.flatMap(({ changes }) => changes)).map(({ outcome }) => outcome));

const HOT = '/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_JTS-HOT-0001';
const bind = (slot: string, word: 'bind' | 'unbind'): string => `echo ${slot} >/sys/bus/pci/drivers/nvme/${word}`;

const volume = (name: string): string => `/dev/mapper/vg_jts-lv_${name}`;

/** Puts a file, or zeros, where an ext4 says what is where. */
const putDescriptors = (name: string, from: string): string =>
  `dd if=${from} of=${volume(name)} bs=4096 seek=1 count=20 conv=notrunc status=none`;

/** What a power cut leaves of an mkfs: an XFS that says so, and an ext4 whose start reached the disk before the rest. */
const cutOff = `
  mkfs.xfs -q -f ${volume('kafka')} && xfs_db -x -c 'sb 0' -c 'write -d inprogress 1' ${volume('kafka')} >/dev/null
  mkfs.ext4 -q -F ${volume('redis')} && ${putDescriptors('redis', '/dev/zero')}`;

describe('between plan and apply', () => {
  it('the names of the NVMe disks are swapped: refused, and nothing is written on either', async () => {
    const before = await bystanders(HOST);
    const [hot, decoy] = (
      await onHost(HOST, 'for n in 0 1; do basename "$(readlink -f /sys/class/nvme/nvme$n/device)"; done')
    ).split('\n');
    if (hot === undefined || decoy === undefined) throw new Error('there are two');
    const words = [bind(hot, 'unbind'), bind(decoy, 'unbind'), bind(decoy, 'bind'), bind(hot, 'bind')];
    const swap = [...words, `udevadm wait --settle --timeout=60 ${HOT}`].join('; ');
    const { code, report } = await provisionWhile(swap);
    expect(code).toBe(1);
    expect(report?.failure?.message).toBe(
      `${HOST}: physical-volume:vg_jts ended with status 1: the disk is /dev/nvme1n1 now and was /dev/nvme0n1 in the plan: disks were renamed meanwhile; nothing was written`,
    );
    expect(outcomesOf(report)).toEqual(new Set(['done', 'failed', 'not-run']));
    expect(await onHost(HOST, `wipefs --noheadings ${HOT}`)).toBe('');
    const next = await jts([...provision, '--json'], { folder });
    expect(next.code, next.stdout).toBe(0);
    expectAllChecksPass(reportOf(next, HOST));
    expect(await bystanders(HOST)).toEqual(before);
    await expectNothingLeft(HOST);
    console.log('disks: 1 swap of names tried, refused, and right afterwards, lost: 0');
  });

  it('a file system is put on the disk: refused, and it is still there', async () => {
    const { code, report } = await provisionWhile(`mkfs.ext4 -q -U 4a545344-0000-4000-8000-0000000000aa ${HOT} 1G`);
    expect(code).toBe(1);
    expect(report?.failure?.message).toBe(
      `${HOST}: physical-volume:vg_jts ended with status 1: on /dev/nvme0n1 there is now: 0x438,ext4,4a545344-0000-4000-8000-0000000000aa; nothing was written`,
    );
    expect(await onHost(HOST, `e2fsck -fn ${HOT} >/dev/null 2>&1; echo $?`)).toBe('0\n');
    const next = await jts([...provision, '--json'], { folder });
    expect(next.code).toBe(4);
    expect(changesIn(reportOf(next, HOST)).filter(({ outcome }) => outcome === 'done')).toEqual([]);
    await expectNothingLeft(HOST);
    console.log('disks: 1 file system put on a disk tried, refused, and still there, lost: 0');
  });
});

describe('a file system that is not whole', () => {
  it('is made anew where its mkfs was cut off, and left alone where it was ever used', async () => {
    const first = await jts([...provision, '--json'], { folder });
    expect(first.code, first.stdout).toBe(0);
    await onHost(
      HOST,
      `echo precious >/var/lib/docker-jts/file && umount /var/lib/kafka /var/lib/redis /var/lib/docker-jts
       rm /var/lib/jts/filesystems/*
       ${cutOff}
       dd if=${volume('docker')} of=/root/descriptors bs=4096 skip=1 count=20 status=none
       ${putDescriptors('docker', '/dev/zero')}`,
    );
    const second = await jts([...provision, '--json'], { folder });
    const report = reportOf(second, HOST);
    expect(second.code).toBe(1);
    expect(report.failure?.message).toContain(`${volume('docker')} cannot be mounted`);
    expect(
      changesIn(report)
        .filter(({ resource }) => resource.startsWith('filesystem:'))
        .map(({ resource, from, outcome }) => [resource, from, outcome]),
    ).toEqual([
      [`filesystem:${volume('kafka')}`, 'an unfinished xfs', 'done'],
      [`filesystem:${volume('redis')}`, 'an unfinished ext4', 'done'],
    ]);
    await onHost(HOST, putDescriptors('docker', '/root/descriptors'));
    const third = await jts([...provision, '--json'], { folder });
    expect(third.code, third.stdout).toBe(0);
    expectAllChecksPass(reportOf(third, HOST));
    expect(await onHost(HOST, 'cat /var/lib/docker-jts/file')).toBe('precious\n');
    await expectNothingLeft(HOST);
    console.log(
      'disks: 2 file systems cut off while they were made, made anew; 1 used and damaged, left alone, lost: 0',
    );
  });
});
