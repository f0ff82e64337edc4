import { accounts, type Accounts } from '../../../src/facts/accounts.ts';
import { disks } from '../../../src/facts/disks.ts';
import { fstab } from '../../../src/facts/fstab.ts';
import { mounts } from '../../../src/facts/mounts.ts';
import { paths, type Inside, type Node } from '../../../src/facts/paths.ts';
import { units, type Unit } from '../../../src/facts/units.ts';
import type { BlockDevice } from '../../../src/model/block-device.ts';
import { Facts, type Reading } from '../../../src/model/fact.ts';
import type { Change, PlanContext, Verdict } from '../../../src/model/resource.ts';

/** A host in a few words; what is left out is a blank Debian. */
export interface HostInWords {
  /** Lines of /proc/self/mountinfo without the first four fields. */
  readonly mounts?: readonly string[];
  /** Which of the mounts, counted from 0, are of a device under another name. */
  readonly of?: Readonly<Record<string, readonly number[]>>;
  readonly fstab?: string | { readonly is: 'absent' | 'symlink' };
  /** By path: `root:root 0755` for a directory, `file root:root 0644 12` (bytes), `symlink`, `other`, `silent`; else absent. */
  readonly nodes?: Readonly<Record<string, string>>;
  readonly inside?: Readonly<Record<string, Partial<Inside>>>;
  readonly content?: Readonly<Record<string, string>>;
  readonly accounts?: Partial<Accounts>;
  /** Serials of its disks, each of 1 TB. */
  readonly disks?: readonly string[];
  /** `none`: systemd does not run the host. */
  readonly units?: Readonly<Record<string, Partial<Unit>>> | 'none';
  /** The mount units that systemd made of fstab. */
  readonly generated?: readonly string[];
}

const IDS: Readonly<Record<string, number>> = { root: 0, redis: 999, docker: 998 };

const nodeOf = (words: string): Node => {
  const [, kind = 'directory', owner = '', group = '', mode = '0755', size = '4096'] =
    /^(?:(file|symlink|other|silent)(?: |$))?(?:(\w+):(\w+) (0\d+))?(?: (\d+))?$/.exec(words) ?? [];
  if (kind === 'silent') return { type: 'silent' };
  if (kind !== 'directory' && kind !== 'file' && kind !== 'symlink' && kind !== 'other') throw new Error(words);
  const [uid, gid] = [IDS[owner] ?? Number(owner), IDS[group] ?? Number(group)];
  const name = (text: string) => (/^\d/.test(text) ? 'UNKNOWN' : text);
  return { type: kind, owner: name(owner), group: name(group), uid, gid, mode, size: Number(size) };
};

const unitOf = (given: Partial<Unit>): Unit => ({
  load: 'loaded',
  active: 'inactive',
  fragment: '',
  dropIns: [],
  fileState: '',
  needsReload: false,
  ...given,
});

const diskOf = (serial: string, index: number): BlockDevice => ({
  name: `sd${'abc'[index] ?? ''}`,
  path: `/dev/sd${'abc'[index] ?? ''}`,
  type: 'disk',
  bytes: 1_000_204_886_016,
  readOnly: false,
  serial,
  wwn: undefined,
  model: undefined,
  partitionType: undefined,
  mountPoints: [],
  children: [],
  holders: [],
  links: [],
});

const ok = (value: unknown): Reading<unknown> => ({ status: 'ok', value });

/** The facts that a host in words would give. */
export const hostFacts = (host: HostInWords = {}): Facts => {
  const lines = (host.mounts ?? []).map((line, index) => `${index} 1 253:${index} ${line}`);
  const table = mounts.parse(`${lines.join('\n')}\n\n`, []);
  const text = typeof host.fstab === 'object' ? '' : (host.fstab ?? '');
  const is = typeof host.fstab === 'object' ? host.fstab.is : 'file';
  const nodes = Object.entries(host.nodes ?? {}).map(([path, words]) => [path, nodeOf(words)] as const);
  const inside = Object.entries(host.inside ?? {}).map(
    ([path, given]) => [path, { holds: 'nothing', immutable: false, size: null, ...given }] as const,
  );
  const generated = (host.generated ?? []).map((unit) => `unit ${unit}`);
  const made = host.units === 'none' ? [] : ['systemd', ...generated];
  const asked = host.units === 'none' ? [] : Object.entries(host.units ?? {});
  const known = { nodes: everywhereElse(Object.fromEntries(nodes)), inside: Object.fromEntries(inside) };
  return new Facts(
    new Map<string, Reading<unknown>>([
      [mounts.name, ok({ ...table, of: host.of ?? {} })],
      [fstab.name, ok(fstab.parse([is, ` ${text.replaceAll('\n', '\n ')}`, ...made].join('\n'), [null]))],
      [paths.name, ok({ ...known, content: host.content ?? {} })],
      [disks.name, ok((host.disks ?? []).map(diskOf))],
      [accounts.name, ok({ users: {}, groups: {}, ...host.accounts })],
      [
        units.name,
        host.units === 'none'
          ? { status: 'absent', reason: 'systemd does not run this host' }
          : ok(Object.fromEntries(asked.map(([name, given]) => [name, unitOf(given)]))),
      ],
    ]),
  );
};

/** Whatever else is asked for is absent, as the probe says of all that it was asked for. */
const everywhereElse = (nodes: Readonly<Record<string, Node>>): Readonly<Record<string, Node>> =>
  new Proxy(nodes, { get: (known, path) => known[String(path)] ?? { type: 'absent' } });

export const there: PlanContext = { base: 'there' };

/** The one-line summary that tables of verdicts compare. */
export const told = (verdict: Verdict): string => {
  switch (verdict.verdict) {
    case 'fine':
      return `fine: ${verdict.reason}`;
    case 'unreadable':
      return `unreadable: ${verdict.reason}`;
    case 'later':
      return `later: ${verdict.reason}`;
    case 'refuse':
      return `refused: ${verdict.reason} | ${verdict.advice}`;
    case 'change':
      return `${verdict.change.action}: ${verdict.change.from} -> ${verdict.change.to}`;
  }
};

/** The change of a verdict; throws where it is another. */
export const changeOf = (verdict: Verdict): Change => {
  if (verdict.verdict !== 'change') throw new Error(`no change but ${told(verdict)}`);
  return verdict.change;
};
