import { fstab, type Fstab } from '../facts/fstab.ts';
import { isOf, mounts, mountsAt, type Mount, type Mounts } from '../facts/mounts.ts';
import { paths, type Inside, type Node } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import { fstabLine, type FstabMount } from '../model/fstab-text.ts';
import { optionDifferences, type OptionDifference } from '../model/mount-options.ts';
import { ancestors } from '../model/path.ts';
import { mountUnit } from '../model/unit-name.ts';
import type { KnownMount } from './mount-source.ts';

/** What a host shows of one mount. */
export interface MountState {
  /** Undermost first; more than one hide each other. */
  readonly live: readonly Mount[];
  readonly isWanted: boolean;
  /** How the live options differ from those wanted. */
  readonly differences: readonly OptionDifference[];
  /** Whether fstab has jts's block: not at all, otherwise than wanted, or as wanted. */
  readonly block: 'none' | 'stale' | 'right';
  /** What stands in jts's block, where it is one line. */
  readonly line: string | undefined;
  /**
   * Whether systemd made a unit of the block; also true where no systemd runs. That a unit is older than /etc/fstab does not
   * count: any edit by anybody makes all of them so, and a boot reads the file anew.
   */
  readonly hasUnit: boolean;
  readonly node: Node;
  /** Of the mount point, while nothing is mounted on it. */
  readonly inside: Inside | undefined;
  /** The mount point and directories above it that are not there, outermost first. */
  readonly missing: readonly string[];
  /** A symlink above the mount point. */
  readonly symlink: string | undefined;
}

const blockState = ({ blocks, text }: Fstab, wanted: FstabMount): Pick<MountState, 'block' | 'line'> => {
  const [block, ...more] = blocks.filter(({ target }) => target === wanted.target);
  if (block === undefined) return { block: 'none', line: undefined };
  const lines = text.split('\n').slice(block.first, block.last - 1);
  const [line] = lines;
  if (line === undefined || lines.length > 1 || more.length > 0) return { block: 'stale', line: undefined };
  return { block: line === fstabLine(wanted) ? 'right' : 'stale', line };
};

const hasUnit = ({ units }: Fstab, target: string): boolean => units?.includes(mountUnit(target)) ?? true;

/** What plans and checks say of jts's block in fstab. */
export const BLOCK = { none: 'not in /etc/fstab', stale: 'otherwise in /etc/fstab', right: 'in /etc/fstab' };

/** Whether a mount is of the wanted source, whatever the name it was mounted by. */
const isOfWanted = (known: Mounts, mount: Mount, { names }: KnownMount): boolean =>
  names.some((name) => isOf(known, mount, name));

const differencesOf = (known: Mounts, live: readonly Mount[], wanted: KnownMount): readonly OptionDifference[] => {
  const [mount] = live;
  return mount !== undefined && isOfWanted(known, mount, wanted)
    ? optionDifferences(wanted.type, wanted.options, mount)
    : [];
};

/** Reads what the facts say of a mount. */
export const observeMount = (wanted: KnownMount, facts: Facts): MountState => {
  const { target } = wanted;
  const known = present(facts, mounts);
  const at = present(facts, paths);
  const live = mountsAt(known, target);
  const typeOf = (path: string): string | undefined => at.nodes[path]?.type;
  return {
    live,
    isWanted: live.length === 1 && live.every((mount) => isOfWanted(known, mount, wanted) && mount.root === '/'),
    differences: differencesOf(known, live, wanted),
    ...blockState(present(facts, fstab), wanted),
    hasUnit: hasUnit(present(facts, fstab), target),
    node: at.nodes[target] ?? { type: 'absent' },
    inside: at.inside[target],
    missing: [...ancestors(target), target].filter((path) => typeOf(path) === 'absent'),
    symlink: ancestors(target).find((path) => typeOf(path) === 'symlink'),
  };
};
