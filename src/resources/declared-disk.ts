import { createHash } from 'node:crypto';
import { disks } from '../facts/disks.ts';
import { signatures, type SignedDevice } from '../facts/signatures.ts';
import { partitionNumber, withPartitions, type BlockDevice } from '../model/block-device.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts, type Need } from '../model/fact.ts';
import { refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import type { ExpectedDisk } from '../shell/claim-disk.ts';
import { describeDisk, identifyDisk, type FoundDisk, type Identified } from './identify-disk.ts';

export const diskNeeds = ({ identity }: DeclaredDisk): readonly Need[] =>
  identity === undefined ? [need(disks, null)] : [need(disks, null), need(signatures, identity)];

/** All block devices of the host. */
export const blockDevices = (facts: Facts): readonly BlockDevice[] => facts.value(disks) ?? [];

/** The declared disk among those that the host has. */
export const findDeclared = (declared: DeclaredDisk, facts: Facts): Identified =>
  identifyDisk(declared, blockDevices(facts));

/** What was read of a device and its partitions, the device first; throws where the host was not asked. */
export const readSignatures = (device: BlockDevice, facts: Facts): readonly SignedDevice[] => {
  const read = facts.value(signatures) ?? [];
  return withPartitions(blockDevices(facts), device).map(({ name, path }) => {
    const found = read.find((signed) => signed.name === name);
    if (found === undefined) throw new Error(`what is written on ${path} was not read`);
    return found;
  });
};

/** How a script finds the same disk again, by everything lasting that is known of it. */
export const expectedDisk = (
  { identity }: DeclaredDisk,
  { device, disk }: FoundDisk,
  signed: readonly SignedDevice[],
): ExpectedDisk => ({
  ...(identity?.id !== undefined && { id: identity.id }),
  ...(disk.serial !== undefined && { serial: disk.serial }),
  ...(disk.wwn !== undefined && { wwn: disk.wwn }),
  ...(device !== disk && { partition: partitionNumber(device) }),
  name: device.name,
  bytes: device.bytes,
  signatures: signed.flatMap(({ signatures }) =>
    signatures.map(({ offset, type, uuid }) => `${offset},${type},${uuid ?? ''}`),
  ),
});

/** A hexadecimal digest of what jts makes on a disk and of what names the disk. */
export const ownDigest = (what: string, { device, disk }: FoundDisk): string => {
  const name = disk.serial ?? disk.wwn ?? disk.links[0] ?? disk.path;
  const partition = device === disk ? '' : partitionNumber(device);
  return createHash('sha256').update(`jts ${what} ${name} ${partition}`).digest('hex');
};

/**
 * The UUID that jts gives the physical volume on a disk, made of what names the disk: so a run that was interrupted before
 * the volume group carried jts's tags, and a root disk that was installed anew, leave no doubt whose it is.
 */
export const ownUuid = (found: FoundDisk): string => {
  const digest = ownDigest('physical volume', found);
  const [, ...groups] = /^(.{3})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})/.exec(digest) ?? [];
  return `jts${groups.join('-')}`;
};

/** What the operator's word for destroying data means for one disk. */
export type DestroyWord = { readonly given: boolean } | { readonly given: 'wrong'; readonly refusal: Verdict };

const isOneOf = (serial: string, declared: readonly DeclaredDisk[], facts: Facts): boolean =>
  declared.some((each) => {
    const found = findDeclared(each, facts);
    return found.found && found.disk.serial === serial;
  });

/** Whether the operator named the serial of this very disk; a refusal where a serial is of no disk that a role declares. */
export const destroyWord = (
  what: string,
  declared: DeclaredDisk,
  facts: Facts,
  { destroyData = [], disks: all = [declared] }: PlanContext,
): DestroyWord => {
  if (destroyData.length === 0) return { given: false };
  const found = findDeclared(declared, facts);
  if (!found.found) return { given: 'wrong', refusal: refuse(found.reason, found.advice) };
  const stranger = destroyData.find((serial) => !isOneOf(serial, all, facts));
  if (stranger === undefined)
    return { given: found.disk.serial !== undefined && destroyData.includes(found.disk.serial) };
  const refusal = refuse(
    `serial ${stranger} is not the disk of ${what}, which is ${describeDisk(found)}`,
    'Name its serial after --destroy-data to destroy what is on it, or leave that option out to keep it.',
  );
  return { given: 'wrong', refusal };
};

/** Whether a rollback keeps the data on a disk, so that what that data needs has to stay too; data on no declared disk always stays. */
export const keepsData = (
  declared: DeclaredDisk | undefined,
  facts: Facts,
  { destroyData = [] }: PlanContext,
): boolean => declared === undefined || !destroyData.some((serial) => isOneOf(serial, [declared], facts));

/** What has to be known for {@link keepsData}. */
export const ownerNeeds = (declared: DeclaredDisk | undefined): readonly Need[] =>
  declared === undefined ? [] : [need(disks, null)];

/** Why something stays that only --destroy-data takes away. */
export const KEPT = 'kept with its data; --destroy-data <host>=<serial of the disk> takes it away';
