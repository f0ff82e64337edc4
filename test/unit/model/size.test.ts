import { describe, expect, it } from 'vitest';
import { formatBytes, parseSize } from '../../../src/model/size.ts';

describe('a size', () => {
  it.each([
    ['512MiB', 'bytes', 512 * 2 ** 20],
    ['800GiB', 'bytes', 800 * 2 ** 30],
    ['1.5TiB', 'bytes', 1.5 * 2 ** 40],
    ['17%', 'whole', 0.17],
    ['0.5%', 'whole', 0.005],
  ])('%s is read exactly', (text, of, value) => {
    const size = parseSize(text);
    expect(size.of).toBe(of);
    expect(Number(size.numerator) / Number(size.denominator)).toBe(value);
  });

  it.each(['', '17', '17 %', '1,5GiB', '-1GiB', '1e3MiB', '5GB', '%', '.5GiB', '5.GiB'])('"%s" is none', (text) => {
    expect(() => parseSize(text)).toThrow(`"${text}" is no size: write 17%, 512MiB, 800GiB or 1.5TiB`);
  });
});

describe('bytes for people', () => {
  it.each([
    [512, '512 bytes'],
    [4 * 2 ** 20, '4 MiB'],
    [10 * 2 ** 30 - 2 ** 20, '10239 MiB'],
    [10 * 2 ** 30, '10 GiB'],
    [4_000_787_030_016, '3726.02 GiB'],
  ])('%i are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
