import { askedFacts, readFacts } from '../../../src/engine/gather.ts';
import type { AccountQuery } from '../../../src/facts/accounts.ts';
import type { MountQuery } from '../../../src/facts/mounts.ts';
import type { Package } from '../../../src/facts/packages.ts';
import type { PathQuery } from '../../../src/facts/paths.ts';
import type { DiskIdentity } from '../../../src/model/disk.ts';
import type { Facts, Need, Reading } from '../../../src/model/fact.ts';
import { lsblk, wipefs } from './imagined-disks.ts';

/** What is on a host besides its disks: nothing of what is asked for, or all of it, though not as wanted. */
export type Belongings = 'nothing' | 'all';

/** What the kernel calls the boot that it is in. */
export const BOOT = '00000000-0000-4000-8000-000000000000';

const SYSTEM_FOLDERS = [
  '/',
  '/etc',
  '/etc/sysctl.d',
  '/etc/systemd/system',
  '/etc/udev/rules.d',
  '/usr',
  '/usr/local',
  '/usr/local/lib',
];

const UNIT = 'FragmentPath=/etc/x\nDropInPaths=\nNeedDaemonReload=no\n';

const unit = (name: string, belongings: Belongings): string => {
  if (belongings === 'all') return `LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n${UNIT}`;
  const load = name.startsWith('fstrim') || !name.includes('tier') ? 'loaded' : 'not-found';
  return `LoadState=${load}\nActiveState=inactive\nUnitFileState=disabled\n${UNIT}`;
};

const mountinfo = (queries: readonly MountQuery[], belongings: Belongings): string => {
  const network = queries.flatMap((query) => (query !== null && 'network' in query ? [query.network] : []));
  const of = queries.filter((query) => query !== null && 'of' in query).map(() => 'of\n');
  const answers = network.map(() => `answers ${belongings === 'all' ? 1 : 0}\n`);
  const nas = network.map((target, index) => `${50 + index} 27 0:5${index} / ${target} rw shared:1 - nfs4 nas:/x rw\n`);
  const root = '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n';
  return `${answers.join('')}${root}${belongings === 'all' ? nas.join('') : ''}\n${of.join('')}`;
};

const stat = ({ path }: PathQuery, mode: string, size: number): string => `${mode}\t9\t9\t${size}\tman\tman\t${path}\n`;

const pathsAnswer = (queries: readonly PathQuery[], belongings: Belongings): string => {
  const unique = [...new Map(queries.map((query) => [query.path, query])).values()];
  if (belongings === 'nothing') {
    const there = unique.filter(({ path }) => SYSTEM_FOLDERS.includes(path));
    return `${there.map((query) => stat(query, '41ed', 4096)).join('')}far \nanswered 1\n`;
  }
  const isFile = (path: string) => queries.some((query) => query.path === path && query.look === 'content');
  const nodes = unique.map((query) => (isFile(query.path) ? stat(query, '81a4', 4) : stat(query, '41c0', 4096)));
  const inside = unique.flatMap(({ path }, index) => (isFile(path) ? [] : [`inside ${index} nothing yes 0\n`]));
  const content = unique.flatMap(({ path }, index) => (isFile(path) ? [`content ${index}\n old\n \n`] : []));
  return `${nodes.join('')}far \nanswered 1\n${inside.join('')}${content.join('')}`;
};

const fstab = (queries: readonly PathQuery[], belongings: Belongings): string => {
  const targets = queries.filter(({ look }) => look === 'mount-point').map(({ path }) => path);
  const blocks = targets.map(
    (target) => ` # BEGIN jts ${target}\n /dev/x ${target} ext4 rw 0 2\n # END jts ${target}\n`,
  );
  return `file\n /dev/vda / ext4 rw 0 1\n${belongings === 'all' ? blocks.join('') : ''} \nsystemd\n`;
};

const accounts = (queries: readonly AccountQuery[], belongings: Belongings): string => {
  const entries = belongings === 'nothing' ? [] : queries;
  const users = entries.flatMap((query) => ('user' in query ? [`${query.user}:x:99:99::/x:/bin/sh\n`] : []));
  const groups = entries.flatMap((query) => ('group' in query ? [`${query.group}:x:99:\n`] : []));
  return `passwd\n${users.join('')}group\n${groups.join('')}`;
};

/** What the probe of a fact prints. */
const answerOf = (name: string, asked: (fact: string) => readonly unknown[], belongings: Belongings): string => {
  const names = asked(name) as readonly string[];
  const disks = asked('signatures') as readonly DiskIdentity[];
  const paths = asked('paths') as readonly PathQuery[];
  switch (name) {
    case 'boot':
      return `${BOOT}\n`;
    case 'disks':
      return lsblk(disks);
    case 'signatures':
      return wipefs(disks);
    case 'accounts':
      return accounts(asked(name) as readonly AccountQuery[], belongings);
    case 'fstab':
      return fstab(paths, belongings);
    case 'kernel':
      return names.map((module) => `${module} there\n`).join('');
    case 'lvm':
      return '{"report": []}';
    case 'mounts':
      return mountinfo(asked(name) as readonly MountQuery[], belongings);
    case 'packages':
      return `apt\n${(asked(name) as readonly Package[]).map((each) => `usable ${each.name}\n`).join('')}`;
    case 'paths':
      return pathsAnswer(paths, belongings);
    case 'schedulers':
      return 'nvme0n1 0 [mq-deadline] none\nsda 1 [none] mq-deadline\n';
    case 'sysctl':
      return names.map((key) => `live ${key} writable 0\n`).join('');
    case 'units':
      return names.map((each) => unit(each, belongings)).join('\n');
    default:
      return '';
  }
};

/** What the probes print on a host that has the disks that are declared, blank, and of all else asked for nothing or all; by fact. */
export const imaginedAnswers = (needs: readonly Need[], belongings: Belongings): ReadonlyMap<string, string> => {
  const facts = askedFacts(needs);
  const asked = (name: string) => facts.find(({ fact }) => fact.name === name)?.queries ?? [];
  return new Map(facts.map(({ fact: { name } }) => [name, answerOf(name, asked, belongings)]));
};

/** The facts of such a host. */
export const imaginedHost = (needs: readonly Need[], belongings: Belongings): Facts => {
  const readings = Array.from(imaginedAnswers(needs, belongings), ([name, value]): [string, Reading<string>] => [
    name,
    { status: 'ok', value },
  ]);
  return readFacts(askedFacts(needs), new Map(readings));
};
