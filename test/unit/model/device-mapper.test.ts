import { describe, expect, it } from 'vitest';
import { mapperPath, volumePath } from '../../../src/model/device-mapper.ts';

describe('the device of a logical volume', () => {
  it.each([
    ['vg_jts', 'lv_redis', '/dev/mapper/vg_jts-lv_redis', '/dev/vg_jts/lv_redis'],
    ['vg-jts', 'lv-a-b', '/dev/mapper/vg--jts-lv--a--b', '/dev/vg-jts/lv-a-b'],
  ])('of %s/%s is %s', (vg, lv, mapper, volume) => {
    expect(mapperPath(vg, lv)).toBe(mapper);
    expect(volumePath(mapper)).toBe(volume);
  });

  it.each(['/dev/sda1', '/dev/mapper/luks', 'UUID=1-2', '192.168.1.101:/volume1'])('%s is none', (device) => {
    expect(volumePath(device)).toBeUndefined();
  });
});
