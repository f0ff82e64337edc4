import { diskOf, partitionNumber, withPartitions, type BlockDevice } from '../model/block-device.ts';
import type { DeclaredDisk, DiskIdentity } from '../model/disk.ts';
import { formatBytes } from '../model/size.ts';

/** A device and the whole disk that it is on; the same, unless it is a partition. */
export interface FoundDisk {
  readonly device: BlockDevice;
  readonly disk: BlockDevice;
}

/** The one device that is meant, or why there is none. */
export type Identified =
  ({ readonly found: true } & FoundDisk) | { readonly found: false; readonly reason: string; readonly advice: string };

/** How far the size may be off the declared one. */
const SIZE_TOLERANCE = 0.01;

/** Names a device for people, by what lasts: `/dev/nvme1n1 (serial S1, 3726.02 GiB)`. */
export const describeDisk = ({ device, disk }: FoundDisk): string =>
  `${device.path} (${disk.serial === undefined ? '' : `serial ${disk.serial}, `}${formatBytes(device.bytes)})`;

const describeIdentity = ({ id, serial, wwn, partition }: DiskIdentity): string =>
  [
    id,
    serial === undefined ? undefined : `serial ${serial}`,
    wwn === undefined ? undefined : `WWN ${wwn}`,
    partition === undefined ? undefined : `partition ${partition}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');

const matchesDisk = ({ serial, wwn }: DiskIdentity, disk: BlockDevice): boolean =>
  (serial === undefined || disk.serial === serial) && (wwn === undefined || disk.wwn === wwn);

/** Everything on a disk that an identity can mean; the script of `resolveDisk` decides alike on the host. */
const candidates = (identity: DiskIdentity, disk: BlockDevice, devices: readonly BlockDevice[]): BlockDevice[] =>
  withPartitions(devices, disk).filter((node) => {
    const links = identity.id === undefined || node.links.includes(identity.id);
    const number = node === disk ? undefined : partitionNumber(node);
    if (identity.partition === undefined) return identity.id === undefined ? node === disk : links;
    return number === identity.partition && (links || disk.links.includes(identity.id ?? ''));
  });

/** Says what a link really leads to, where serial or WWN contradict it. */
const contradiction = (identity: DiskIdentity, devices: readonly BlockDevice[]): string | undefined => {
  const linked = devices.find(({ links }) => identity.id !== undefined && links.includes(identity.id));
  if (linked === undefined || identity.id === undefined) return undefined;
  const disk = diskOf(devices, linked);
  if (identity.serial !== undefined && disk.serial !== identity.serial) {
    return `${identity.id} has serial ${disk.serial ?? '(none)'}, not ${identity.serial}`;
  }
  if (identity.wwn !== undefined && disk.wwn !== identity.wwn) {
    return `${identity.id} has WWN ${disk.wwn ?? '(none)'}, not ${identity.wwn}`;
  }
  return undefined;
};

/** Finds the one device that is declared; pure. */
export const identifyDisk = ({ variable, identity }: DeclaredDisk, devices: readonly BlockDevice[]): Identified => {
  const whole = devices.filter(({ type }) => type === 'disk');
  const present = whole.filter(({ bytes }) => bytes > 0).map((disk) => describeDisk({ device: disk, disk }));
  const advise = (what: string) => ({
    found: false as const,
    advice: `${what} The host has ${present.join(', ') || 'no disk'}.`,
  });
  if (identity === undefined || (identity.id ?? identity.serial ?? identity.wwn) === undefined) {
    return {
      ...advise(`Set ${variable}.serial (or id, or wwn) for this host in the inventory.`),
      reason: `${variable} does not say which disk is meant`,
    };
  }
  const meant = `${variable} (${describeIdentity(identity)})`;
  const compare = advise(`Compare ${variable} in the inventory with the host.`);
  const contradicted = contradiction(identity, devices);
  if (contradicted !== undefined) return { ...compare, reason: `${variable}: ${contradicted}` };
  const matching = whole.filter((disk) => matchesDisk(identity, disk));
  const matches = matching.flatMap((disk) => candidates(identity, disk, devices).map((device) => ({ device, disk })));
  const [first, second] = matches;
  if (first === undefined) return { ...compare, reason: `${meant} is not there` };
  if (second !== undefined) {
    const paths = matches.map(({ device }) => device.path).join(', ');
    return { ...compare, reason: `${meant} is more than one device: ${paths}` };
  }
  const { size } = identity;
  const { bytes } = first.device;
  if (size !== undefined && Math.abs(bytes - size) > size * SIZE_TOLERANCE) {
    const tell = (amount: number) => `${amount} bytes (${formatBytes(amount)})`;
    return { ...compare, reason: `${meant} has ${tell(bytes)}, not ${tell(size)}` };
  }
  return { found: true, ...first };
};
