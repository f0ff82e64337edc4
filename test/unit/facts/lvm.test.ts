import { describe, expect, it } from 'vitest';
import { lvm } from '../../../src/facts/lvm.ts';
import { bash } from '../shell/bash.ts';
import { ofCase } from './of-case.ts';

const parse = (output: string) => lvm.parse(output, [null]);

describe('LVM on a real host', () => {
  it('has nothing on a blank one', () => {
    expect(parse(ofCase('blank', 'lvm'))).toEqual({ volumeGroups: [], orphans: [] });
  });

  it('has a volume group with tags, extents, and volumes', () => {
    const [group, second] = parse(ofCase('provisioned', 'lvm')).volumeGroups;
    expect(second).toBeUndefined();
    expect(group).toMatchObject({
      name: 'vg_jts',
      tags: ['jts', 'jts.pv=jtscf9-4b6f-ee19-279c-6458-322e-0f2d60'],
      extentSize: 4_194_304,
      extents: 953_860,
      freeExtents: 171_697,
      physicalVolumes: [{ path: '/dev/nvme1n1', uuid: 'jtscf9-4b6f-ee19-279c-6458-322e-0f2d60', missing: false }],
    });
    expect(group?.logicalVolumes).toHaveLength(7);
    expect(group?.logicalVolumes.find(({ name }) => name === 'lv_redis')).toEqual({
      name: 'lv_redis',
      bytes: 40_005_271_552,
      tags: ['jts'],
      active: true,
      origin: undefined,
      invalid: false,
    });
  });

  // As LVM 2.03.16 printed it.
  const OVERFLOWED = `
    {"report": [
      {"vg": [{"vg_name":"vg", "vg_tags":"", "vg_extent_size":"4194304", "vg_extent_count":"2047", "vg_free_count":"2044"}],
       "pv": [{"pv_name":"[unknown]", "pv_uuid":"jtsAAA-aaaa-bbbb-cccc-dddd-eeee-0fffff", "pv_missing":"missing"}],
       "lv": [
         {"lv_name":"lv_b", "lv_size":"419430400", "lv_tags":"jts", "lv_active":"", "origin":"", "lv_snapshot_invalid":"unknown"},
         {"lv_name":"snap", "lv_size":"4194304", "lv_tags":"jts.snap", "lv_active":"active", "origin":"lv_s", "lv_snapshot_invalid":"snapshot invalid"}]},
      {"pv": [{"pv_name":"/dev/nvme2n1", "pv_uuid":"jtsAAA-aaaa-bbbb-cccc-dddd-eeee-2fffff", "pv_missing":""}]}
    ]}`;

  it('tells snapshots, missing devices and physical volumes of no group apart', () => {
    const { volumeGroups, orphans } = parse(OVERFLOWED);
    expect(orphans.map(({ path }) => path)).toEqual(['/dev/nvme2n1']);
    expect(volumeGroups[0]?.physicalVolumes[0]?.missing).toBe(true);
    expect(volumeGroups[0]?.logicalVolumes).toMatchObject([
      { name: 'lv_b', active: false, origin: undefined, invalid: false },
      { name: 'snap', active: true, origin: 'lv_s', invalid: true },
    ]);
  });

  it('is not guessed from something else', () => {
    expect(() => parse('  WARNING: locking disabled')).toThrow(
      'lvm fullreport printed no JSON:   WARNING: locking disabled',
    );
    expect(() => parse('{"report": [{"vg": [{"vg_name": 1}]}]}')).toThrow(
      'lvm fullreport printed 1 as "vg_name", not a text',
    );
  });
});

describe('the probe of LVM', () => {
  it('says which package is missing', () => {
    const { status, stderr } = bash(lvm.script([null]), { 'command -v lvm': 'command -v no-such-command' });
    expect({ status, stderr }).toEqual({ status: 44, stderr: 'lvm is not installed (package lvm2)\n' });
  });
});
