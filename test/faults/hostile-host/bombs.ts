import { CHECK, CHECK_DISK, WOULD_CHANGE, type HostileCase } from './hostile-case.ts';
import { scripted } from '../../imagined-hosts/host-session.ts';
import { answersWith, SETTING, withDisk } from './sites.ts';

const MIB = 1_048_576;

const END = '\nend of lsblk\n';

const nested = (levels: number): string => {
  const open = '{"name":"a","kname":"a","path":"a","type":"disk","size":1,"ro":false,"mountpoints":[],"children":[';
  return `{"blockdevices":[${open.repeat(levels)}${']}'.repeat(levels)}]}`;
};

const fact = (name: string, facts: Readonly<Record<string, string>>, says: string, ended = 1): HostileCase => ({
  name,
  words: CHECK_DISK,
  host: withDisk(facts),
  ended,
  says,
});

const small = (name: string, answers: readonly string[], says: string, ended: number): HostileCase => ({
  name,
  words: CHECK,
  host: scripted((session) => session.answer(answers)),
  ended,
  says,
});

const setting = (lines: string): readonly string[] =>
  answersWith({ setting: `${SETTING}file /etc/sysctl.d/x.conf\n${lines}` });

const journal = (line: (number: number) => string, count: number): readonly string[] =>
  answersWith({ journal: Array.from({ length: count }, (_, number) => `${line(number)}\n`).join('') });

/** Answers in the right frame that are made to take long or much to understand. */
export const bombs: readonly HostileCase[] = [
  fact(
    '28 MB of text in JSON',
    { disks: `{"blockdevices": "${'A'.repeat(28 * MIB)}"}${END}` },
    'trader1:     cannot be judged: package:btrfs-progs+fdisk and 1 more: fact disks could not be read: lsblk printed more than 1 MiB',
  ),
  fact(
    '28 MB of open lists',
    { disks: '['.repeat(28 * MIB) + END },
    'trader1:     cannot be judged: package:btrfs-progs+fdisk and 1 more: fact disks could not be read: lsblk printed more than 1 MiB',
  ),
  fact(
    '9 million empty disks',
    { disks: `{"blockdevices":[${'{},'.repeat(9 * MIB)}{}]}${END}` },
    'trader1:     cannot be judged: package:btrfs-progs+fdisk and 1 more: fact disks could not be read: lsblk printed more than 1 MiB',
  ),
  fact(
    '340,000 empty disks',
    { disks: `{"blockdevices":[${'{},'.repeat(340_000)}{}]}${END}` },
    'trader1:     cannot be judged: package:btrfs-progs+fdisk and 1 more: fact disks could not be read: lsblk printed undefined as "kname", not a text',
  ),
  fact(
    'disks in disks',
    { disks: nested(9000) + END },
    'trader1:     cannot be judged: package:btrfs-progs+fdisk and 1 more: fact disks could not be read: Maximum call stack size exceeded',
  ),
  fact(
    'a hundred thousand holders',
    { disks: `{"blockdevices":[]}${END}${'holder /sys/class/block/a/holders/b\n'.repeat(100_000)}` },
    'trader1:     refused: btrfs:jts-warm-storage: disks.warm (serial S1) is not there',
    4,
  ),
  fact(
    'signatures of many on many',
    {
      signatures: `${Array.from({ length: 60_000 }, (_, number) => `device n${number}\n`).join('')}{"signatures":[${'{"device":"a"},'.repeat(60_000)}{"device":"a"}]}\nend of wipefs\n`,
    },
    'trader1:     cannot be judged: btrfs:jts-warm-storage: what is written on /dev/nvme0n1 was not read',
  ),
  fact(
    'a disk of which nothing is said',
    { signatures: 'device other\n{"signatures": []}\nend of wipefs\n' },
    'trader1:     cannot be judged: btrfs:jts-warm-storage: what is written on /dev/nvme0n1 was not read',
  ),
  fact(
    'a disk with a NUL in its name',
    {
      disks: `{"blockdevices":[{"name":"s\\u0000","kname":"s\\u0000","path":"/dev/s\\u0000","type":"disk","size":1e12,"ro":false,"serial":"S1","mountpoints":[null]}]}${END}`,
      signatures: 'device s\0\n{"signatures": []}\nend of wipefs\n',
    },
    'trader1:     cannot be judged: btrfs:jts-warm-storage: a shell word cannot contain NUL: "s\\u0000"',
  ),
  fact(
    'a hundred thousand mounts',
    { mounts: `${'27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n'.repeat(100_000)}\nof\n` },
    'trader1:     cannot be judged: mount:/data/warm-storage: fact mounts could not be read: asked for 0 sources, got 1 answers',
  ),
  fact(
    'an fstab of blocks in blocks',
    {
      fstab: `file\n${Array.from({ length: 50_000 }, (_, number) => ` # BEGIN jts /x${number}\n`).join('')}${Array.from({ length: 50_000 }, (_, number) => ` # END jts /x${number}\n`).join('')}`,
    },
    'trader1:     cannot be judged: mount:/data/warm-storage: fact fstab could not be read: /etc/fstab is longer than 64 KiB',
  ),
  fact(
    'far more paths than were asked for',
    { paths: `far ${'1 '.repeat(14 * MIB)}\nanswered 1\n` },
    'trader1:     cannot be judged: btrfs:jts-warm-storage: fact paths could not be read: the answer about paths is not as expected: " 1 1 1',
  ),
  fact(
    'a hundred thousand directories',
    { paths: `far \nanswered 1\n${'inside 1 nothing\n'.repeat(100_000)}` },
    WOULD_CHANGE,
    2,
  ),
  small('a setting behind a megabyte of blanks', setting(` ${' '.repeat(1_000_000)}#=\n`), WOULD_CHANGE, 2),
  small(
    'a setting in a megabyte of words',
    setting(` a${' a'.repeat(500_000)}\n a${' '.repeat(1_000_000)}=1\n`),
    WOULD_CHANGE,
    2,
  ),
  small('a setting with a key of a megabyte', setting(` ${'a.'.repeat(500_000)}/=1\n`), WOULD_CHANGE, 2),
  small(
    'a journal of many runs',
    journal((number) => `{"run":"r${number}","event":"planned","changes":[],"later":[]}`, 100_000),
    'trader1: run r99999 of  did not come to its end here (1970-01-01 00:00:00 UTC): 0 of 0 changes made',
    2,
  ),
  small(
    'a journal of many changes',
    journal((number) => `{"ref":"sysctl:${number}","event":"begun","mode":"apply","before":[[],[],[]]}`, 80_000),
    'trader1: failed: the journal of jts on trader1 could not be read: it holds more than jts writes there',
    1,
  ),
  small(
    'a journal of huge lines',
    journal(() => `{"ref":"sysctl:x","before":[${'{},'.repeat(300_000)}{}]}`, 30),
    'trader1: failed: the journal of jts on trader1 could not be read: it holds more than jts writes there',
    1,
  ),
  small(
    'a journal of deep lines',
    journal(() => `{"ref":"sysctl:x","before":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 30),
    'trader1: failed: the journal of jts on trader1 could not be read: it holds more than jts writes there',
    1,
  ),
  small(
    'a journal that is none',
    journal(
      (number) =>
        ['null', '[]', '1', '"x"', '{"run":1}', '{"event":"planned","run":"r","changes":1}', '{'][number % 7] ?? '',
      70,
    ),
    WOULD_CHANGE,
    2,
  ),
];
