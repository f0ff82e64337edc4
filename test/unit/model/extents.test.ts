import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTENT, freshExtents, misfit, reservedExtents, wantedExtents } from '../../../src/model/extents.ts';

const volume = (size: string, atLeast = '128MiB') => ({ name: 'lv', size, atLeast });

describe('a blank disk', () => {
  // What pvcreate --dataalignment 4m and vgcreate --physicalextentsize 4m of LVM 2.03.16 gave.
  it.each([
    [4_000_787_030_016, 953_860],
    [8_589_934_592, 2_047],
    [8 * 2 ** 20, 1],
    [8 * 2 ** 20 - 1, 0],
    [0, 0],
  ])('of %i bytes has %i extents', (bytes, extents) => {
    expect(freshExtents(bytes)).toBe(extents);
  });
});

describe('a wanted size', () => {
  it.each([
    ['17%', 953_860, 162_156],
    ['29%', 700, 203],
    ['17%', 2_047, 347],
    ['1%', 2_047, 32],
    ['100%', 2_047, 2_047],
    ['800GiB', 953_860, 204_800],
    ['1.5TiB', 953_860, 393_216],
    ['1MiB', 953_860, 1],
    ['4.001MiB', 953_860, 2],
    ['64MiB', 953_860, 16],
  ])('%s of %i extents is %i', (size, total, extents) => {
    expect(wantedExtents(volume(size), total)).toBe(extents);
  });

  it('never comes to more than its share, and never to an extent less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 3_200, max: 10_000_000 }), (percent, total) => {
        const extents = wantedExtents(volume(`${percent}%`, '4MiB'), total);
        return extents * 100 <= percent * total && (extents + 1) * 100 > percent * total;
      }),
    );
  });

  it('is reserved rounded up', () => {
    expect(reservedExtents('15%', 2_047)).toBe(308);
    expect(reservedExtents('0%', 2_047)).toBe(0);
  });
});

describe('volumes that do not fit', () => {
  const room = { vg: 'vg_jts', total: 2_047, others: 0, reserve: '15%' };
  const fill = (extents: number) => [{ name: 'lv_a', size: `${extents * (EXTENT / 2 ** 20)}MiB`, atLeast: '4MiB' }];

  it('are told from those that just do', () => {
    expect(misfit(fill(2_047 - 308), room)).toBeUndefined();
    expect(misfit(fill(2_047 - 307), room)).toBe(
      'the volumes do not fit into vg_jts: wanted 6960 MiB (lv_a 6960MiB = 6960 MiB), ' +
        'available 6956 MiB of 8188 MiB after the reserve of 15% = 1232 MiB',
    );
  });

  it('share the room with those that are there already', () => {
    expect(misfit(fill(1_000), { ...room, others: 740 })).toBe(
      'the volumes do not fit into vg_jts: wanted 4000 MiB (lv_a 4000MiB = 4000 MiB), ' +
        'available 3996 MiB of 8188 MiB after the reserve of 15% = 1232 MiB and 2960 MiB of other volumes',
    );
  });
});
