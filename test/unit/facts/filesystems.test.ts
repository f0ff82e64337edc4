import { describe, expect, it } from 'vitest';
import { filesystems } from '../../../src/facts/filesystems.ts';
import { ofCase } from './of-case.ts';

const REDIS = '/dev/mapper/vg_jts-lv_redis';
const KAFKA = '/dev/mapper/vg_jts-lv_kafka';
const provisioned = ofCase('provisioned', 'filesystems');

describe('the file systems of a real host', () => {
  it('have type, size and features, of ext4 also the reserved share', () => {
    const [redis] = filesystems.parse(provisioned, [REDIS]);
    expect(redis).toMatchObject({ device: REDIS, bytes: 40_005_271_552, formatted: true });
    expect(redis?.signatures).toMatchObject([{ type: 'ext4' }]);
    expect(redis?.geometry?.bytes).toBe(40_005_271_552);
    expect(redis?.geometry?.features).toEqual(expect.arrayContaining(['has_journal', '64bit', 'metadata_csum']));
    expect(redis?.geometry?.reserved).toBeCloseTo(0.01, 4);
  });

  it('are those of XFS where they are', () => {
    const [kafka] = filesystems.parse(provisioned, [KAFKA]);
    expect(kafka).toMatchObject({ bytes: 480_092_618_752, signatures: [{ type: 'xfs' }] });
    expect(kafka?.geometry).toMatchObject({ bytes: 480_092_618_752, reserved: undefined });
    expect(kafka?.geometry?.features).toEqual(expect.arrayContaining(['crc', 'reflink', 'ftype', 'lazy-count']));
    expect(kafka?.geometry?.features).not.toContain('rmapbt');
  });

  it('are not made up for a device that is not there', () => {
    const nothing = { bytes: undefined, signatures: [], formatted: false, unfinished: false, geometry: undefined };
    expect(filesystems.parse('', [REDIS])).toEqual([{ device: REDIS, ...nothing }]);
  });

  it('have no geometry while the tools for it are missing', () => {
    const without = provisioned.replace(/^xfs dm-2\n[^]*?(?=^xfs dm-3)/m, 'xfs dm-2\nno xfsprogs\n');
    const [kafka] = filesystems.parse(without, [KAFKA]);
    expect(kafka).toMatchObject({ signatures: [{ type: 'xfs' }], geometry: undefined });
  });

  it('are unfinished where an mkfs was cut off', () => {
    const cut = provisioned
      .replace('end of wipefs\n', 'end of wipefs\nunfinished dm-2\n')
      .replace(/^xfs dm-2\n[^]*?(?=^xfs dm-3)/m, '');
    const [kafka, redis] = filesystems.parse(cut, [KAFKA, REDIS]);
    expect(kafka).toMatchObject({ signatures: [{ type: 'xfs' }], unfinished: true, geometry: undefined });
    expect(redis).toMatchObject({ unfinished: false });
  });

  it('are not guessed from half an answer', () => {
    const broken = provisioned.replaceAll(/^Block count:.*\n/gm, '');
    expect(() => filesystems.parse(broken, [REDIS])).toThrow(
      'the block count of an ext4 is not in: debugfs: open -c /dev/dm-0',
    );
  });
});
