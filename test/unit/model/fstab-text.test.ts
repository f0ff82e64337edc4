import { describe, expect, it } from 'vitest';
import { devicePath, fstabLine, isShownAs, readFstab } from '../../../src/model/fstab-text.ts';

const LINE = '/dev/mapper/vg_jts-lv_redis /var/lib/redis ext4 noatime,nofail 0 2';
const BEGIN = '# BEGIN jts /var/lib/redis';
const END = '# END jts /var/lib/redis';

describe('a line of fstab', () => {
  it('has its blanks escaped', () => {
    const mount = { source: '/dev/mapper/a', target: '/a b\\c', type: 'xfs', options: ['noatime', 'x=1 2'], pass: 0 };
    expect(fstabLine(mount)).toBe('/dev/mapper/a /a\\040b\\134c xfs noatime,x=1\\0402 0 0');
  });
});

describe('reading fstab', () => {
  it('finds entries among comments, blanks and tabs, in either line ending', () => {
    const text = '# comment\r\n\n  \t\nUUID=1-2\t/\text4\terrors=remount-ro 0 1\r\n  nas:/x /mnt/a\\040b nfs4 vers=4.1';
    expect(readFstab(text)).toEqual({
      entries: [
        { line: 4, source: 'UUID=1-2', target: '/' },
        { line: 5, source: 'nas:/x', target: '/mnt/a b' },
      ],
      blocks: [],
      troubles: [],
    });
  });

  it('finds the blocks of jts', () => {
    expect(readFstab(['/dev/vda / ext4 defaults', BEGIN, LINE, END, ''].join('\n'))).toEqual({
      entries: [
        { line: 1, source: '/dev/vda', target: '/' },
        { line: 3, source: '/dev/mapper/vg_jts-lv_redis', target: '/var/lib/redis' },
      ],
      blocks: [{ target: '/var/lib/redis', first: 2, last: 4, content: [LINE] }],
      troubles: [],
    });
  });

  it('finds the same block twice', () => {
    const { blocks, troubles } = readFstab([BEGIN, LINE, END, BEGIN, LINE, END].join('\r\n'));
    expect(blocks.map(({ first, last }) => [first, last])).toEqual([
      [1, 3],
      [4, 6],
    ]);
    expect(troubles).toEqual([]);
  });

  it.each([
    ['a beginning alone', [LINE, BEGIN, LINE], 2, 'begins a block of jts that never ends'],
    ['two beginnings', [BEGIN, LINE, BEGIN, LINE, END], 1, 'begins a block of jts that never ends'],
    ['an end alone', [LINE, END], 2, 'ends a block of jts that never began'],
    [
      'a foreign entry',
      [BEGIN, LINE, 'nas:/x /mnt nfs4 defaults', END],
      3,
      "stands between jts's marks and is not jts's",
    ],
    ['a comment', [BEGIN, '# mine', LINE, END], 2, "stands between jts's marks and is not jts's"],
  ])('names %s by its line', (_, lines, line, what) => {
    expect(readFstab(lines.join('\n')).troubles).toEqual([{ target: '/var/lib/redis', line, what }]);
  });
});

describe('the device of a source', () => {
  it.each([
    ['/dev/sda1', '/dev/sda1'],
    ['UUID=12-ab', '/dev/disk/by-uuid/12-ab'],
    ['PARTLABEL=warm', '/dev/disk/by-partlabel/warm'],
    ['nas:/volume1', 'nas:/volume1'],
  ])('%s is %s', (source, device) => {
    expect(devicePath(source)).toBe(device);
  });
});

describe('a type of fstab', () => {
  it.each([
    ['nfs', 'nfs4', true],
    ['nfs', 'nfs', true],
    ['nfs4', 'nfs', false],
    ['ext4', 'ext4', true],
    ['ext4', 'xfs', false],
  ])('%s may be shown as %s: %s', (type, shown, is) => {
    expect(isShownAs(type, shown)).toBe(is);
  });
});
