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

/** A directory with owner, group and mode, which are not handed on to what it holds. */
export interface DesiredDirectory {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  /** Octal with a leading zero: `0750`. */
  readonly mode: string;
  /** The mount point that it is on, or is; nothing is made or changed while that is not mounted. */
  readonly mount?: string;
  /** Whether directories above it that are missing are made, as root's and 0755. */
  readonly parents?: true;
}

const wantedState = ({ owner, group, mode }: DesiredDirectory): string => `${owner}:${group} ${mode}`;

const stateOf = (node: Node): string => {
  if (node.type === 'absent') return 'absent';
  if (node.type === 'silent') return 'on a network mount that does not answer';
  if (node.type !== 'directory') return `no directory but a ${node.type === 'other' ? 'special file' : node.type}`;
  const owner = node.owner === 'UNKNOWN' ? node.uid : node.owner;
  const group = node.group === 'UNKNOWN' ? node.gid : node.group;
  return `${owner}:${group} ${node.mode}`;
};

const isMounted = (facts: Facts, target: string | undefined): boolean =>
  target === undefined || mountsAt(present(facts, mounts), target).length > 0;

const make = (wanted: DesiredDirectory, missing: readonly string[]): Change => ({
  action: 'create',
  from: 'absent',
  to: wantedState(wanted),
  reason: `${wanted.path} is not there`,
  run: directoryScript(wanted),
  deadline: 30,
  before: { made: missing },
});

const hand = (wanted: DesiredDirectory, node: Node): Change => ({
  action: 'update',
  from: stateOf(node),
  to: wantedState(wanted),
  reason: `${wanted.path} has another owner or mode`,
  run: directoryScript(wanted),
  deadline: 30,
  before: 'uid' in node ? { owner: String(node.uid), group: String(node.gid), mode: node.mode } : null,
});

/** The root of a file system that is still to be made: it will be there, as mkfs leaves it. */
const handFresh = (wanted: DesiredDirectory): Change => ({
  ...make(wanted, [wanted.path]),
  action: 'update',
  from: 'root:root 0755',
  reason: 'a new file system belongs to root',
});

const diff = (wanted: DesiredDirectory, facts: Facts, { base }: PlanContext): Verdict => {
  const { path, parents } = wanted;
  if (base === 'unseen') return later(`${path} shows when ${wanted.mount ?? 'what it is on'} is mounted`);
  if (base === 'new') return change(path === wanted.mount ? handFresh(wanted) : make(wanted, [path]));
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
  if (node.type !== 'directory') {
    return refuse(`${path} is ${stateOf(node)}`, 'Move it away; jts puts a directory only where nothing is.');
  }
  if (stateOf(node) !== wantedState(wanted)) return change(hand(wanted, node));
  return fine(`${path} is ${wantedState(wanted)} as wanted`);
};

const checks = (wanted: DesiredDirectory, facts: Facts): readonly Check[] => {
  const id = `directory ${wanted.path}`;
  if (!isMounted(facts, wanted.mount))
    return [skipped(id, wantedState(wanted), `${wanted.mount ?? ''} is not mounted`)];
  return [
    expectEqual(id, wantedState(wanted), stateOf(present(facts, paths).nodes[wanted.path] ?? { type: 'absent' })),
  ];
};

/** A directory; it is converged alone, never what it holds, and a symlink in its place is never followed. */
export const directory = defineKind<DesiredDirectory>({
  kind: 'directory',
  parallelSafe: true,
  id: ({ path }) => path,
  on: (wanted): readonly Ref[] => [
    `directory:${posix.dirname(wanted.path)}`,
    ...(wanted.mount === undefined ? [] : [mount.ref(wanted.mount)]),
  ],
  follows: ({ owner, group: itsGroup }) => [account.ref(owner), group.ref(itsGroup)],
  needs: (wanted) => [
    need(paths, { path: wanted.path, look: wanted.mount === undefined ? 'inside' : 'node' }),
    ...ancestors(wanted.path).map((path) => need(paths, { path, look: 'node' })),
    ...(wanted.mount === undefined ? [] : [need(mounts, null)]),
  ],
  diff,
  undo: undoDirectory,
  checks,
});
