import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disk, Host, HostName } from './hosts.ts';
import { byIdPath } from './hosts.ts';
import { run } from './guest.ts';
import type { Image } from './image.ts';
import { systemImage, usedDiskImage } from './image.ts';
import { local } from './local.ts';
import { machineOf } from './machine.ts';
import { diskFile, systemDiskFile } from './state.ts';

// Where image/disks.sh lets it end: 1 MiB of GPT and 64 MiB of partition.
const endOfSata1 = 65 * 1024 ** 2;

/** A disk as it is now: `usedBytes` is what it really occupies on this machine. */
export interface DiskState extends Disk {
  readonly byId: string;
  readonly usedBytes: number;
}

/** Makes the system disk and the other disks of a host as they were before jts ever came. */
export async function createDisks(host: Host, image: Image): Promise<void> {
  await local`qemu-img create -q -f qcow2 -F raw -b ${systemImage(image, host)} ${systemDiskFile(host.name)}`;
  for (const disk of host.disks) {
    const file = diskFile(host.name, disk.name);
    if (disk.name === 'hot') {
      await writeFile(file, '');
      await truncate(file, disk.bytes);
    } else if (disk.bus === 'nvme') {
      await local`cp --sparse=always ${usedDiskImage(image, disk.name)} ${file}`;
    } else {
      await local`qemu-img create -q -f qcow2 -F raw -b ${usedDiskImage(image, disk.name)} ${file}`;
    }
  }
}

/** The disks of a host besides its system disk. */
export async function disksOf(host: Host): Promise<DiskState[]> {
  return Promise.all(
    host.disks.map(async (disk) => {
      const { blocks } = await stat(diskFile(host.name, disk.name));
      return { ...disk, byId: byIdPath(disk), usedBytes: blocks * 512 };
    }),
  );
}

/**
 * The sha256 of what jts must never change: the whole decoy NVMe, or the SATA disk up to the end of its first partition.
 * Mounting one of them writably changes it too.
 */
export async function diskDigest(name: HostName, part: 'decoy' | 'sata1'): Promise<string> {
  if ((await machineOf(name)) !== undefined) await run(name, 'sync', 120);
  const hash = createHash('sha256');
  for await (const chunk of part === 'decoy' ? createReadStream(diskFile(name, part)) : await startOfSata(name)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** The SATA disk up to the end of its first partition, also while the host runs. */
async function startOfSata(name: HostName): Promise<readonly Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jts-lab-'));
  try {
    const copy = join(folder, 'start');
    const given = [`if=${diskFile(name, 'warm')}`, `of=${copy}`, 'bs=1M', `count=${endOfSata1 / 1024 ** 2}`];
    await local`qemu-img dd --force-share -f qcow2 -O raw ${given}`;
    return [await readFile(copy)];
  } finally {
    await rm(folder, { recursive: true });
  }
}
