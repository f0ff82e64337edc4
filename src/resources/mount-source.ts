import { mounts } from '../facts/mounts.ts';
import { volumePath } from '../model/device-mapper.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts, type Need } from '../model/fact.ts';
import type { FstabMount } from '../model/fstab-text.ts';
import { btrfsOn } from './btrfs-state.ts';
import { diskNeeds, findDeclared } from './declared-disk.ts';

/** What is to be mounted: a device by its path, or the btrfs on a declared disk, by its UUID. */
export type MountSource = string | DeclaredDisk;

/** A mount as fstab writes it, with all names by which fstab and the kernel may call its source. */
export interface KnownMount extends FstabMount {
  readonly names: readonly string[];
}

/** Where a source cannot be told: the reason, and what to do. */
export interface UnknownSource {
  readonly reason: string;
  readonly advice: string;
}

export const sourceNeeds = (source: MountSource): readonly Need[] =>
  typeof source === 'string' ? [need(mounts, { of: source })] : [...diskNeeds(source), need(mounts, null)];

const byPath = (source: string): readonly string[] => {
  const other = volumePath(source);
  return other === undefined ? [source] : [source, other];
};

/** Finds out how a source is called on this host; a btrfs that is yet to be made will have the UUID that jts gives it. */
export const knownMount = <M extends Omit<FstabMount, 'source'>>(
  wanted: M & { readonly source: MountSource },
  facts: Facts,
): (M & KnownMount) | UnknownSource => {
  const { source } = wanted;
  if (typeof source === 'string') return { ...wanted, source, names: byPath(source) };
  const found = findDeclared(source, facts);
  if (!found.found) return found;
  const { uuid, label } = btrfsOn(found, facts);
  const links = found.device.links.map((link) => link.replace(/^\/dev\/disk\/by-partuuid\//, 'PARTUUID='));
  const names = [
    `UUID=${uuid}`,
    `/dev/disk/by-uuid/${uuid}`,
    ...(label === undefined ? [] : [`LABEL=${label}`, `/dev/disk/by-label/${label}`]),
    found.device.path,
    ...found.device.links,
    ...links,
  ];
  return { ...wanted, source: `UUID=${uuid}`, names };
};
