import { fstab, type Fstab } from '../facts/fstab.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import { isShownAs, type FstabEntry, type FstabMount } from '../model/fstab-text.ts';
import { refuse, type Verdict } from '../model/resource.ts';
import { formatBytes } from '../model/size.ts';
import type { KnownMount } from './mount-source.ts';
import type { MountState } from './mount-state.ts';

const describe = ({ live }: MountState): string =>
  live.map(({ source, root }) => (root === '/' ? source : `${root} of ${source}`)).join(', then ');

/** Refuses an fstab in which jts cannot tell its own lines from others'. */
export const refuseSpoiltFstab = (target: string, facts: Facts): Verdict | undefined => {
  const { is, troubles } = present(facts, fstab);
  if (is === 'symlink') {
    return refuse('/etc/fstab is a symbolic link', 'Put the file itself there; jts replaces only a regular file.');
  }
  const trouble = troubles.find((found) => found.target === target);
  return trouble === undefined
    ? undefined
    : refuse(
        `/etc/fstab line ${trouble.line} ${trouble.what}`,
        `Leave there either nothing or a whole block: the two marks and between them the one line for ${target}.`,
      );
};

const foreignEntry = ({ entries, blocks }: Fstab, { names, target }: KnownMount): FstabEntry | undefined => {
  const ours = blocks.filter((block) => block.target === target);
  return entries.find(
    (entry) =>
      (entry.target === target || names.includes(entry.source)) &&
      !ours.some(({ first, last }) => entry.line > first && entry.line < last),
  );
};

const refuseForeignEntry = (wanted: KnownMount, facts: Facts): Verdict | undefined => {
  const entry = foreignEntry(present(facts, fstab), wanted);
  return entry === undefined
    ? undefined
    : refuse(
        `/etc/fstab line ${entry.line}, which jts did not write, mounts ${entry.source} at ${entry.target}`,
        'Remove the line, or put # before it, then run again: jts writes its own.',
      );
};

const refuseLive = ({ source, target, type, options }: FstabMount, state: MountState): Verdict | undefined => {
  const { live, isWanted } = state;
  const [mount] = live;
  if (mount === undefined) return undefined;
  if (live.length > 1) {
    return refuse(
      `${live.length} mounts hide each other at ${target}: ${describe(state)}`,
      `Unmount those that do not belong there: umount ${target}`,
    );
  }
  if (!isWanted) {
    return refuse(
      `${describe(state)} is mounted at ${target}, not ${source}`,
      `Unmount it (umount ${target}), or give this host another mount point.`,
    );
  }
  if (!isShownAs(type, mount.type)) {
    return refuse(
      `${source} at ${target} is ${mount.type}, not ${type}`,
      'Correct the file system type in the variables.',
    );
  }
  if (mount.superOptions.includes('ro') && !options.includes('ro')) {
    return refuse(
      `${source} at ${target} is read-only, as the kernel makes a file system that has errors`,
      `Look at dmesg; unmount it, check it with fsck and mount it again.`,
    );
  }
  return undefined;
};

const refuseMountPoint = ({ target }: FstabMount, { node, inside, symlink }: MountState): Verdict | undefined => {
  if (symlink !== undefined) {
    return refuse(
      `${symlink}, above the mount point ${target}, is a symbolic link`,
      'Name the mount point by its real path.',
    );
  }
  if (node.type === 'silent') {
    return refuse(`${target} lies on a network mount that does not answer`, 'See to that mount first.');
  }
  if (node.type !== 'absent' && node.type !== 'directory') {
    const what = node.type === 'other' ? 'no directory' : `a ${node.type === 'symlink' ? 'symbolic link' : 'file'}`;
    return refuse(`${target} is ${what}`, 'Move it away or choose another mount point.');
  }
  if (inside !== undefined && inside.holds !== 'nothing') {
    const size = inside.size === null ? 'data' : formatBytes(inside.size);
    return refuse(
      `${target} holds ${size} that mounting would hide`,
      `Stop what uses it, move it aside (mv ${target} ${target}.before), run again, and copy it back.`,
    );
  }
  return undefined;
};

/** Why jts must not mount: first what would harm others' lines, then what is mounted, then what is in the way. */
export const refuseMount = (wanted: KnownMount, state: MountState, facts: Facts): Verdict | undefined =>
  refuseSpoiltFstab(wanted.target, facts) ??
  refuseForeignEntry(wanted, facts) ??
  (state.live.length > 0 ? refuseLive(wanted, state) : refuseMountPoint(wanted, state));
