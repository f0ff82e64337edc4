import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeOctal, unescapeOctal } from '../../../src/model/octal.ts';

describe('octal escapes of fstab and mountinfo', () => {
  it.each([
    ['/var/lib/redis', '/var/lib/redis'],
    ['/a b', '/a\\040b'],
    ['/a\tb', '/a\\011b'],
    ['/a\nb', '/a\\012b'],
    ['/a\\b', '/a\\134b'],
    // Seen on Debian 12: systemd takes \043 in fstab as five characters.
    ['/a#b', '/a#b'],
    ['/größe', '/größe'],
  ])('%j is written %s', (text, field) => {
    expect(escapeOctal(text)).toBe(field);
    expect(unescapeOctal(field)).toBe(text);
  });

  it.each([
    ['/gr\\303\\266\\303\\237e', '/größe'],
    ['/dev/loop\\0431', '/dev/loop#1'],
    ['/a\\04', '/a\\04'],
    ['/a\\400', '/a\\400'],
  ])('%s is read %j', (field, text) => {
    expect(unescapeOctal(field)).toBe(text);
  });

  it('gives any path back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        expect(unescapeOctal(escapeOctal(path))).toBe(path);
      }),
    );
  });
});
