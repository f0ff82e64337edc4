/** A block device of a host, as the kernel has it now; names are those of this boot. */
export interface BlockDevice {
  /** Kernel name, such as `nvme0n1p2` or `dm-3`. */
  readonly name: string;
  readonly path: string;
  /** As lsblk names it: `disk`, `part`, `lvm`, `crypt`, `raid1`, `loop`, … */
  readonly type: string;
  readonly bytes: number;
  readonly readOnly: boolean;
  readonly serial: string | undefined;
  readonly wwn: string | undefined;
  readonly model: string | undefined;
  /** Type of a partition as its table has it: a GUID, or `0x83`. */
  readonly partitionType: string | undefined;
  /** Mount points, and `[SWAP]` for swap in use. */
  readonly mountPoints: readonly string[];
  /** Kernel names of what is made of it: partitions, mappings, arrays. */
  readonly children: readonly string[];
  /** Kernel names of the devices that hold it open. */
  readonly holders: readonly string[];
  /** Links below /dev/disk/by-id and /dev/disk/by-partuuid that name it. */
  readonly links: readonly string[];
}

/** The devices made of a device, itself first, each once. */
export const withDescendants = (devices: readonly BlockDevice[], top: BlockDevice): readonly BlockDevice[] => {
  const found = new Map([[top.name, top]]);
  for (const device of found.values()) {
    for (const child of devices) if (device.children.includes(child.name)) found.set(child.name, child);
  }
  return [...found.values()];
};

/** A device and its partitions, in the order of their numbers. */
export const withPartitions = (devices: readonly BlockDevice[], top: BlockDevice): readonly BlockDevice[] => [
  top,
  ...devices
    .filter(({ name, type }) => type === 'part' && top.children.includes(name))
    .sort((a, b) => partitionNumber(a) - partitionNumber(b)),
];

/** The number at the end of a partition's name. */
export const partitionNumber = ({ name }: BlockDevice): number => Number(/\d+$/.exec(name)?.[0]);

/** The whole disk that a partition belongs to; a whole disk belongs to itself. */
export const diskOf = (devices: readonly BlockDevice[], device: BlockDevice): BlockDevice =>
  device.type === 'part' ? (devices.find(({ children }) => children.includes(device.name)) ?? device) : device;
