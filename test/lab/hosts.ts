export type HostName = 'trader1' | 'trader2' | 'nas';
export type DiskName = 'hot' | 'decoy' | 'warm';

export const diskNames: readonly DiskName[] = ['hot', 'decoy', 'warm'];

/** A disk of a host besides its system disk. */
export interface Disk {
  readonly name: DiskName;
  readonly bus: 'nvme' | 'sata';
  readonly serial: string;
  readonly bytes: number;
}

/**
 * A host of the lab: `index` numbers its forwarded port and its network cards. What roles install is missing on a
 * `bare` system, and was there before jts came on a `stocked` one.
 */
export interface Host {
  readonly name: HostName;
  readonly system: 'bare' | 'stocked' | 'nas';
  readonly index: number;
  readonly address: string;
  readonly disks: readonly Disk[];
}

const MiB = 1024 ** 2;

export const hosts: readonly Host[] = [trader(1, 'bare'), trader(2, 'stocked'), nas()];
export const hostNames: readonly HostName[] = hosts.map(({ name }) => name);
export const traders: readonly Host[] = hosts.filter(({ system }) => system !== 'nas');

/** The host of that name. */
export function hostNamed(name: HostName): Host {
  const host = hosts.find((candidate) => candidate.name === name);
  if (!host) throw new TypeError(`no host ${name}`);
  return host;
}

/** Where udev links a disk in a guest. */
export function byIdPath(disk: Disk): string {
  const model = disk.bus === 'nvme' ? 'nvme-QEMU_NVMe_Ctrl' : 'ata-QEMU_HARDDISK';
  return `/dev/disk/by-id/${model}_${disk.serial}`;
}

function trader(index: 1 | 2, system: 'bare' | 'stocked'): Host {
  return {
    name: `trader${index}`,
    system,
    index,
    address: `192.168.1.1${index}`,
    disks: [
      { name: 'hot', bus: 'nvme', serial: `JTS-HOT-000${index}`, bytes: 4_000_787_030_016 },
      { name: 'decoy', bus: 'nvme', serial: `JTS-DECOY-000${index}`, bytes: 128 * MiB },
      { name: 'warm', bus: 'sata', serial: `JTS-WARM-000${index}`, bytes: 1_000_204_886_016 },
    ],
  };
}

function nas(): Host {
  return { name: 'nas', system: 'nas', index: 9, address: '192.168.1.101', disks: [] };
}
