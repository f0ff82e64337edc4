import { posix } from 'node:path';
import { mounts, mountsAt } from '../facts/mounts.ts';
import { paths, type Node } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { expectEqual, skipped, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { ancestors } from '../model/path.ts';
import {
  change,
  defineKind,
  fine,
  later,
  refuse,
  unreadable,
  type Change,
  type PlanContext,
  type Ref,
  type Verdict,
} from '../model/resource.ts';
import { directoryScript } from '../shell/directory-script.ts';
import { account } from './account.ts';
import { undoDirectory } from './directory-undo.ts';
import { group } from './group.ts';
import { mount } from './mount.ts';
import { networkMount } from './network-mount.ts';

/** A directory with owner, group and mode, which are not handed on to what it holds. */
export interface DesiredDirectory {
  readonly path: string;
  /** Left out: it keeps the owner that it has, or gets where it is made. */
  readonly owner?: string;
  readonly group?: string;
  /** Octal with a leading zero: `0750`. */
  readonly mode: string;
  /** The mount point that it is on, or is; nothing is made or changed while that is not mounted. */
  readonly mount?: string;
  /** Whether directories above it that are missing are made, as root's and 0755. */
  readonly parents?: true;
}

/** Owner and group that are not declared count as whatever is there. */
const stateWords = ({ owner, group, mode }: Pick<DesiredDirectory, 'owner' | 'group' | 'mode'>): string =>
  owner === undefined && group === undefined ? mode : `${owner ?? ''}:${group ?? ''} ${mode}`;

const stateOf = (node: Node, wanted: DesiredDirectory): string => {
  if (node.type === 'absent') return 'absent';
  if (node.type === 'silent') return 'on a network mount that does not answer';
  if (node.type !== 'directory') return `no directory but a ${node.type === 'other' ? 'special file' : node.type}`;
  const owner = node.owner === 'UNKNOWN' ? node.uid : node.owner;
  const group = node.group === 'UNKNOWN' ? node.gid : node.group;
  return stateWords({
    ...(wanted.owner !== undefined && { owner: String(owner) }),
    ...(wanted.group !== undefined && { group: String(group) }),
    mode: node.mode,
  });
};

const isMounted = (facts: Facts, target: string | undefined): boolean =>
  target === undefined || mountsAt(present(facts, mounts), target).length > 0;

const make = (wanted: DesiredDirectory, missing: readonly string[]): Change => ({
  action: 'create',
  from: 'absent',
  to: stateWords(wanted),
  reason: `${wanted.path} is not there`,
  run: directoryScript(wanted),
  deadline: 30,
  before: { made: missing },
});

const hand = (wanted: DesiredDirectory, node: Node): Change => ({
  action: 'update',
  from: stateOf(node, wanted),
  to: stateWords(wanted),
  reason: `${wanted.path} has another owner or mode`,
  run: directoryScript(wanted),
  deadline: 30,
  before: 'uid' in node ? { owner: String(node.uid), group: String(node.gid), mode: node.mode } : null,
});

/** How mkfs leaves the root of a file system. */
const FRESH = 'root:root 0755';

/** The root of a file system that is still to be made: it will be there. */
const handFresh = (wanted: DesiredDirectory): Change => ({
  ...make(wanted, [wanted.path]),
  action: 'update',
  from: FRESH,
  reason: 'a new file system belongs to root',
});

const diff = (wanted: DesiredDirectory, facts: Facts, { base }: PlanContext): Verdict => {
  const { path, parents } = wanted;
  if (base === 'unseen') return later(`${path} shows when ${wanted.mount ?? 'what it is on'} is mounted`);
  if (base === 'new') {
    if (path !== wanted.mount) return change(make(wanted, [path]));
    return stateWords(wanted) === FRESH ? fine(`a new file system is ${FRESH}`) : change(handFresh(wanted));
  }
  if (!isMounted(facts, wanted.mount)) {
    return refuse(`${wanted.mount ?? ''}, which ${path} is to be on, is not mounted`, 'Mount it, then run again.');
  }
  const { nodes } = present(facts, paths);
  const node = nodes[path] ?? { type: 'absent' };
  const symlink = ancestors(path).find((above) => nodes[above]?.type === 'symlink');
  if (symlink !== undefined) {
    return refuse(`${symlink}, above ${path}, is a symbolic link`, 'Name the directory by its real path.');
  }
  const missing = [...ancestors(path), path].filter((above) => nodes[above]?.type === 'absent');
  if (node.type === 'absent' && missing.length > 1 && parents !== true) {
    return refuse(`${posix.dirname(path)}, which ${path} is to be in, is not there`, 'Make it, or declare it as well.');
  }
  if (node.type === 'absent') return change(make(wanted, missing));
  if (node.type === 'silent') return unreadable(`${path} is ${stateOf(node, wanted)}`);
  if (node.type !== 'directory') {
    return refuse(`${path} is ${stateOf(node, wanted)}`, 'Move it away; jts puts a directory only where nothing is.');
  }
  if (stateOf(node, wanted) !== stateWords(wanted)) return change(hand(wanted, node));
  return fine(`${path} is ${stateWords(wanted)} as wanted`);
};

const checks = (wanted: DesiredDirectory, facts: Facts): readonly Check[] => {
  const id = `directory ${wanted.path}`;
  if (!isMounted(facts, wanted.mount)) return [skipped(id, stateWords(wanted), `${wanted.mount ?? ''} is not mounted`)];
  return [
    expectEqual(
      id,
      stateWords(wanted),
      stateOf(present(facts, paths).nodes[wanted.path] ?? { type: 'absent' }, wanted),
    ),
  ];
};

/** A directory; it is converged alone, never what it holds, and a symlink in its place is never followed. */
export const directory = defineKind<DesiredDirectory>({
  kind: 'directory',
  parallelSafe: true,
  id: ({ path }) => path,
  on: (wanted): readonly Ref[] => [
    `directory:${posix.dirname(wanted.path)}`,
    ...(wanted.mount === undefined ? [] : [mount.ref(wanted.mount), networkMount.ref(wanted.mount)]),
  ],
  follows: ({ owner, group: itsGroup }) => [
    ...(owner === undefined ? [] : [account.ref(owner)]),
    ...(itsGroup === undefined ? [] : [group.ref(itsGroup)]),
  ],
  needs: (wanted) => [
    need(paths, { path: wanted.path, look: wanted.mount === undefined ? 'inside' : 'node' }),
    ...ancestors(wanted.path).map((path) => need(paths, { path, look: 'node' })),
    ...(wanted.mount === undefined ? [] : [need(mounts, null)]),
  ],
  diff,
  undo: undoDirectory,
  checks,
});
