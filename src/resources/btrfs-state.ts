import type { Facts } from '../model/fact.ts';
import { ownDigest, readSignatures } from './declared-disk.ts';
import type { FoundDisk } from './identify-disk.ts';

/** The btrfs on a disk: the one that is there, or the one that jts would make; `label` only where it is there. */
export interface BtrfsOnDisk {
  readonly uuid: string;
  readonly label: string | undefined;
  readonly isThere: boolean;
}

/** The UUID that jts gives the btrfs on a disk, made of what names the disk; so it is known before it is made. */
export const ownBtrfsUuid = (found: FoundDisk): string => {
  const digest = ownDigest('btrfs', found);
  const [, one = '', two = '', three = '', four = ''] = /^(.{8})(.{4}).(.{3}).(.{3})/.exec(digest) ?? [];
  // Version 8 and variant 10 are for UUIDs of one's own making: RFC 9562.
  return `${one}-${two}-8${three}-a${four}-${digest.slice(20, 32)}`;
};

/** The btrfs that fills a device alone, or the one to come. */
export const btrfsOn = (found: FoundDisk, facts: Facts): BtrfsOnDisk => {
  const written = readSignatures(found.device, facts).flatMap(({ signatures }) => signatures);
  const [first, second] = written;
  if (first?.type === 'btrfs' && first.uuid !== undefined && second === undefined) {
    return { uuid: first.uuid, label: first.label, isThere: true };
  }
  return { uuid: ownBtrfsUuid(found), label: undefined, isThere: false };
};
