import type { Lvm } from '../facts/lvm.ts';
import type { SignedDevice } from '../facts/signatures.ts';
import type { BlockDevice } from '../model/block-device.ts';

const TABLES = ['gpt', 'dos', 'PMBR', 'mac', 'sun', 'sgi', 'bsd'];

export const isTable = (type: string): boolean => TABLES.includes(type);

const describeMember = (path: string, lvm: Lvm | undefined): string => {
  const group = lvm?.volumeGroups.find(({ physicalVolumes }) => physicalVolumes.some((pv) => pv.path === path));
  if (group !== undefined) return `physical volume of volume group ${group.name}`;
  return lvm === undefined ? 'LVM physical volume' : 'LVM physical volume of no volume group';
};

/** Says what is written on a device and its partitions, each thing once: `ext4 "old" on /dev/sdb1`. */
export const describeWritten = (
  nodes: readonly BlockDevice[],
  signed: readonly SignedDevice[],
  lvm: Lvm | undefined,
): readonly string[] =>
  nodes.flatMap(({ path, name, type }) => {
    const written = signed.find((device) => device.name === name)?.signatures ?? [];
    // The protective MBR of a GPT is no table of its own.
    const types = written.filter((one) => one.type !== 'PMBR' || !written.some((other) => other.type === 'gpt'));
    const partitions = type === 'part' ? 0 : nodes.length - 1;
    const each = types.map((one) => {
      if (one.type === 'LVM2_member') return describeMember(path, lvm);
      if (isTable(one.type))
        return `${one.type} partition table with ${partitions} partition${partitions === 1 ? '' : 's'}`;
      const label = one.label === undefined ? '' : ` "${one.label}"`;
      return `${one.type}${label}${one.uuid === undefined ? '' : ` (UUID ${one.uuid})`}`;
    });
    return [...new Set(each)].map((what) => `${what} on ${path}`);
  });
