import { describe, expect, it } from 'vitest';
import { disks } from '../../../src/facts/disks.ts';
import { ofCase } from './of-case.ts';

const parse = (output: string) => disks.parse(output, [null]);

describe('the block devices of a real host', () => {
  const found = parse(ofCase('provisioned', 'disks'));
  const named = (name: string) => found.find((device) => device.name === name);

  it('have serial, size and the links that last', () => {
    expect(named('nvme1n1')).toMatchObject({
      path: '/dev/nvme1n1',
      type: 'disk',
      bytes: 4_000_787_030_016,
      readOnly: false,
      serial: 'JTS-HOT-0001',
      mountPoints: [],
      holders: ['dm-0', 'dm-1', 'dm-2', 'dm-3', 'dm-4', 'dm-5', 'dm-6'],
    });
    expect(named('nvme1n1')?.links).toContain('/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_JTS-HOT-0001');
    expect(found.flatMap(({ links }) => links).filter((link) => !/by-(?:id|partuuid)\//.test(link))).toEqual([]);
  });

  it('have what is made of them, and where it is mounted', () => {
    expect(named('sda')?.children).toEqual(['sda1', 'sda2']);
    expect(named('nvme1n1')?.children).toContain('dm-0');
    expect(named('dm-0')).toMatchObject({ path: '/dev/mapper/vg_jts-lv_postgres', type: 'lvm', children: [] });
    expect(named('vda')?.mountPoints).toEqual(['/']);
  });
});

describe('an answer that is not whole', () => {
  it.each([
    ['', 'lsblk did not print its whole answer'],
    ['lsblk: not found\nend of lsblk\n', 'lsblk printed no JSON: lsblk: not found'],
    ['{"blockdevices": [{"kname": "sda"}]}\nend of lsblk\n', 'lsblk printed undefined as "path", not a text'],
    [
      '{"blockdevices": [{"kname": "sda", "path": "/dev/sda", "type": "disk", "size": "1T"}]}\nend of lsblk\n',
      'lsblk printed "1T" as "size", not a number',
    ],
    [
      '{"blockdevices": [{"kname": "sda", "path": "/dev/sda", "type": "disk", "size": 1, "ro": "maybe"}]}\nend of lsblk\n',
      'lsblk printed "maybe" as "ro", not true or false',
    ],
  ])('is no answer: %j', (output, message) => {
    expect(() => parse(output)).toThrow(message);
  });
});
