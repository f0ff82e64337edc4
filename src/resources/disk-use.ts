import { withDescendants, type BlockDevice } from '../model/block-device.ts';
import { describeDisk, type FoundDisk } from './identify-disk.ts';

/** Mount points without which a host does not boot. */
const SYSTEM = ['/', '/boot', '/boot/efi', '/efi', '/usr', '/var'];
const EFI_SYSTEM_PARTITION = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

const systemUse = (device: BlockDevice): string | undefined => {
  const mountPoint = device.mountPoints.find((path) => SYSTEM.includes(path));
  if (mountPoint !== undefined) return `${mountPoint} is on ${device.path}`;
  if (device.partitionType?.toLowerCase() === EFI_SYSTEM_PARTITION) return `${device.path} is an EFI system partition`;
  return undefined;
};

const use = (device: BlockDevice): string | undefined => {
  const [mountPoint] = device.mountPoints;
  if (mountPoint === '[SWAP]') return `${device.path} is used as swap`;
  return mountPoint === undefined ? undefined : `${device.path} is mounted at ${mountPoint}`;
};

const first = <T>(items: readonly T[], say: (item: T) => string | undefined): string | undefined =>
  items.map(say).find((said) => said !== undefined);

/** Says why a device must not be written, whatever the operator allows: it is the system's, or something uses it. */
export const diskInUse = (found: FoundDisk, devices: readonly BlockDevice[]): string | undefined => {
  const { device, disk } = found;
  const name = describeDisk(found);
  const system = first(withDescendants(devices, disk), systemUse);
  if (system !== undefined) {
    return device === disk
      ? `${name} is the system disk: ${system}`
      : `${name} is a partition of the system disk: ${system}`;
  }
  if (device.readOnly) return `${name} is read-only`;
  const made = withDescendants(devices, device);
  const used = first(made, use);
  if (used !== undefined) return `${name} is in use: ${used}`;
  const held = made.find(({ holders }) => holders.length > 0);
  if (held === undefined) return undefined;
  const holders = held.holders.map((holder) => devices.find(({ name }) => name === holder)?.path ?? holder);
  return `${name} is in use: ${held.path} is held by ${holders.join(', ')}`;
};
