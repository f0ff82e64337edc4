import { describe, expect, it } from 'vitest';
import { claimDisk, findDisk, type ExpectedDisk } from '../../../src/shell/claim-disk.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { onFakeHost, type FakeHost } from './fake-disks.ts';

const HOT = { name: 'nvme1n1', serial: 'S1', wwn: 'eui.1', links: ['nvme-S1'] };
const OTHER = {
  name: 'nvme0n1',
  serial: 'S2',
  wwn: 'eui.2',
  links: ['nvme-S2'],
  partitions: ['nvme0n1p1', 'nvme0n1p2'],
};
const host: FakeHost = { disks: [OTHER, HOT] };
const blank: ExpectedDisk = { serial: 'S1', name: 'nvme1n1', bytes: 4096, signatures: [] };

const claim = (expected: ExpectedDisk, on: FakeHost) =>
  onFakeHost(lines([claimDisk(expected), sh`echo "$device" "\${nodes[@]}"`]), on);
const find = (expected: ExpectedDisk, on: FakeHost) =>
  onFakeHost(lines([findDisk(expected), sh`echo "$device" "\${nodes[@]}"`]), on);

describe('a disk is found anew', () => {
  it.each<[string, Partial<ExpectedDisk>, string]>([
    ['its serial', {}, '/dev/nvme1n1 nvme1n1\n'],
    ['serial, WWN and link', { wwn: 'eui.1', id: '/dev/disk/by-id/nvme-S1' }, '/dev/nvme1n1 nvme1n1\n'],
    ['another serial', { serial: 'S2' }, '/dev/nvme0n1 nvme0n1 nvme0n1p1 nvme0n1p2\n'],
    ['serial and partition', { serial: 'S2', partition: 2 }, '/dev/nvme0n1p2 nvme0n1p2\n'],
    [
      'the link of its disk and partition',
      { id: '/dev/disk/by-id/nvme-S2', serial: 'S2', partition: 1 },
      '/dev/nvme0n1p1 nvme0n1p1\n',
    ],
  ])('by %s', (_, expected, stdout) => {
    expect(find({ ...blank, ...expected }, host)).toEqual({ status: 0, stdout, stderr: '' });
    const name = stdout.split(' ')[0]?.replace('/dev/', '') ?? '';
    expect(claim({ ...blank, ...expected, name }, host)).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('whatever name the kernel gave it this time', () => {
    const swapped = {
      disks: [
        { ...OTHER, name: 'nvme1n1', partitions: [] },
        { ...HOT, name: 'nvme0n1' },
      ],
    };
    expect(find(blank, swapped).stdout).toBe('/dev/nvme0n1 nvme0n1\n');
  });
});

describe('a disk is not claimed', () => {
  it.each<[string, FakeHost, Partial<ExpectedDisk>, string]>([
    [
      'whose name is another than in the plan',
      host,
      { name: 'nvme2n1' },
      'the disk is /dev/nvme1n1 now and was /dev/nvme2n1 in the plan: disks were renamed meanwhile',
    ],
    ['that is gone', { disks: [OTHER] }, {}, 'the disk is not exactly one device now, but 0: '],
    [
      'that is not the only one',
      { disks: [HOT, { ...HOT, name: 'nvme2n1', links: [] }] },
      {},
      'the disk is not exactly one device now, but 2: nvme1n1 nvme2n1',
    ],
    [
      'whose link leads elsewhere',
      host,
      { id: '/dev/disk/by-id/nvme-S2' },
      'the disk is not exactly one device now, but 0: ',
    ],
    ['of another size', host, { bytes: 8192 }, '/dev/nvme1n1 has 4096 bytes now, not 8192'],
    ['that is read-only', { disks: [{ ...HOT, readOnly: true }] }, {}, '/dev/nvme1n1 is read-only'],
    ['that is held', { disks: [{ ...HOT, holders: ['dm-0'] }] }, {}, '/dev/nvme1n1 is held by dm-0'],
    ['that is mounted', { ...host, mounts: 'DEV/nvme1n1 /srv ext4 rw 0 0\n' }, {}, '/dev/nvme1n1 is mounted at /srv'],
    [
      'with a mounted partition',
      { ...host, mounts: 'proc /proc proc rw 0 0\nDEV/nvme0n1p2 /srv ext4 rw 0 0\n' },
      { serial: 'S2', name: 'nvme0n1' },
      '/dev/nvme0n1p2 is mounted at /srv',
    ],
    [
      'that is swap',
      { ...host, swaps: 'Filename Type Size Used Priority\nDEV/nvme1n1 partition 1 0 -2\n' },
      {},
      '/dev/nvme1n1 is used as swap',
    ],
    [
      'that something has open',
      { ...host, busy: '/dev/nvme1n1: Device or resource busy' },
      {},
      '/dev/nvme1n1: Device or resource busy',
    ],
    [
      'on which something was written since the plan',
      { ...host, written: '0x200,gpt,\n0x438,ext4,90e6e277' },
      {},
      'on /dev/nvme1n1 there is now: 0x200,gpt, 0x438,ext4,90e6e277',
    ],
    [
      'on which something else is written than the plan allows to destroy',
      { ...host, written: '0x438,ext4,another' },
      { signatures: ['0x438,ext4,90e6e277'] },
      'on /dev/nvme1n1 there is now: 0x438,ext4,another',
    ],
  ])('%s', (_, on, expected, reason) => {
    expect(claim({ ...blank, ...expected }, on)).toEqual({
      status: 1,
      stdout: '',
      stderr: `${reason}; nothing was written\n`,
    });
  });

  it('unless exactly that may be destroyed', () => {
    const written = '0x200,gpt,\n0x438,ext4,90e6e277';
    expect(claim({ ...blank, signatures: written.split('\n') }, { ...host, written }).status).toBe(0);
  });
});
