import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { misconfigured } from '../../../src/config/failure.ts';
import { readSource, unreadable } from '../../../src/config/read.ts';
import { fail } from '../../../src/model/result.ts';
import { site, text, type Site } from './site.ts';

const told = (place: Site, name: string): string => {
  const source = readSource(place.path(name));
  return place.told(source.ok ? source : fail(misconfigured([source.failure])));
};

describe('readSource', () => {
  it('reads a file of UTF-8 text', () => {
    const source = readSource(site({ 'x.yaml': 'motd: grüß dich' }).path('x.yaml'));
    expect(source.ok && source.value.text).toBe('motd: grüß dich');
  });

  it.each<[string, string, string]>([
    [
      'a missing file with one of a like name',
      'labb.yaml',
      text`
        error: labb.yaml does not exist
          did you mean "lab.yaml"?
      `,
    ],
    [
      'a missing file',
      'production.yaml',
      text`
        error: production.yaml does not exist
          there are: circle.yaml, lab.yaml, latin1.yaml, utf16.yaml
      `,
    ],
    [
      'a missing folder',
      'nowhere/x.yaml',
      text`
        error: nowhere/x.yaml does not exist
          check the path
      `,
    ],
    [
      'a file taken for a folder',
      'lab.yaml/x.yaml',
      text`
        error: lab.yaml/x.yaml does not exist
          check the path
      `,
    ],
    [
      'a folder',
      'inventory',
      text`
        error: inventory is a directory, not a YAML file
          name a file in it: inventory/eu.yaml, inventory/us.yml
      `,
    ],
    [
      'a folder without YAML files',
      'empty',
      text`
        error: empty is a directory, not a YAML file
          name a YAML file
      `,
    ],
    [
      'a binary file',
      'disk.img',
      text`
        disk.img:1:5: error: this is a binary file, not YAML
          1 | �ELF��
            |     ^
          name a YAML file
      `,
    ],
    [
      'a file in UTF-16, of which a secret may be part',
      'utf16.yaml',
      text`
        utf16.yaml:1:2: error: this is a binary file, not YAML
          name a YAML file
      `,
    ],
    [
      'a file in another encoding',
      'latin1.yaml',
      text`
        latin1.yaml:1:4: error: this is not UTF-8 text
          1 | a: �
            |    ^
          save it as UTF-8
      `,
    ],
    [
      'a file in another encoding behind the sign for what cannot be decoded',
      'mixed.txt',
      text`
        mixed.txt:2:5: error: this is not UTF-8 text
          2 | b: ��
            |     ^
          save it as UTF-8
      `,
    ],
    [
      'a circle of links',
      'circle.yaml',
      text`
        error: circle.yaml cannot be read: its symbolic links go round in a circle
          look at it: ls -l circle.yaml
      `,
    ],
  ])('tells of %s', (_, name, expected) => {
    const place = site({
      'lab.yaml': '',
      'inventory/eu.yaml': '',
      'inventory/us.yml': '',
      'inventory/notes.txt': '',
      'disk.img': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0),
      'utf16.yaml': Buffer.from('a: !secret hunter2\n', 'utf16le'),
      'latin1.yaml': Uint8Array.of(0x61, 0x3a, 0x20, 0xfc, 0x0a),
      'mixed.txt': Buffer.concat([Buffer.from('a: \uFFFD\uFFFD\nb: \uFFFD'), Uint8Array.of(0xed, 0x0a)]),
    });
    mkdirSync(place.path('empty'));
    symlinkSync('circle.yaml', place.path('circle.yaml'));
    expect(told(place, name)).toBe(expected);
  });

  it('tells of a device', () => {
    const source = readSource('/dev/zero');
    expect(source).toEqual(fail({ message: '/dev/zero is a device, not a YAML file', advice: 'name a YAML file' }));
  });

  it('tells of a file too large to be one', () => {
    expect(told(site({ 'x.yaml': new Uint8Array(17 * 2 ** 20) }), 'x.yaml')).toBe(text`
        error: x.yaml is larger than 16 MiB, too large for a YAML file
          check the path
      `);
  });

  it.each<[string, string]>([
    ['EACCES', 'permission denied'],
    ['EPERM', 'permission denied'],
    ['EIO', 'EIO'],
  ])('tells that the system refuses with %s', (code, why) => {
    expect(unreadable('inventory/x.yaml', code)).toEqual({
      message: `inventory/x.yaml cannot be read: ${why}`,
      advice: 'look at it: ls -l inventory/x.yaml',
    });
  });
});
