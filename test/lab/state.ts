import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DiskName, HostName } from './hosts.ts';

/** Everything the lab keeps for this project; removing it while the lab is down forgets the lab. */
export const stateFolder = resolve(import.meta.dirname, '../../.lab');

/** What is expensive to make and the same for every lab of this user. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'jts-lab');

export const keyFile = join(stateFolder, 'id_ed25519');
export const knownHostsFile = join(stateFolder, 'known_hosts');
export const sshConfigFile = join(stateFolder, 'ssh_config');
/** The inventory for the usual ports, and one for those of this lab, which is written whenever a host starts. */
export const usualInventory = resolve(stateFolder, '../inventory/lab.yaml');
export const labInventory = join(stateFolder, 'inventory.yaml');
export const opsPasswordFile = join(stateFolder, 'ops-password');
export const lanFolder = join(stateFolder, 'lan');

/** The file that is locked while a host is being changed. */
export const lockFile = (subject: HostName | 'keys'): string => join(stateFolder, 'locks', subject);

/** The private half of a host's key, which survives a reset. */
export const hostKeyFile = (name: HostName): string => join(stateFolder, 'host-keys', name);

/** What a reset of a host throws away. */
export const hostFolder = (name: HostName): string => join(stateFolder, 'hosts', name);
export const systemDiskFile = (name: HostName): string => join(hostFolder(name), 'system.qcow2');
export const diskFile = (name: HostName, disk: DiskName): string =>
  join(hostFolder(name), disk === 'warm' ? 'warm.qcow2' : `${disk}.raw`);
export const consoleFile = (name: HostName): string => join(hostFolder(name), 'console.log');
export const identityFile = (name: HostName): string => join(hostFolder(name), 'identity.tar');
export const bootFile = (name: HostName): string => join(hostFolder(name), 'boot.json');

/** The socket by which the qemu of a host takes orders. */
export const monitorFile = (name: HostName): string => join(hostFolder(name), 'monitor');

/** What a fresh host goes on from: its system disk and its SATA disk, with the memory of the host that had just booted. */
export const snapshotFolder = (name: HostName): string => join(stateFolder, 'snapshots', name);

/** A line for each time that a host had to be started again. */
export const secondTriesFile = join(stateFolder, 'second-tries.log');
