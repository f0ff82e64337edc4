import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDisks } from './disks.ts';
import type { Host } from './hosts.ts';
import { byIdPath } from './hosts.ts';
import type { Image } from './image.ts';
import { LabError } from './lab-error.ts';
import { local } from './local.ts';
import { killMachine } from './machine.ts';
import { Monitor } from './monitor.ts';
import { orderedDisks, qemuArguments, slotOf, SNAPSHOT, type Boot } from './qemu.ts';
import { diskFile, identityFile, monitorFile, snapshotFolder, systemDiskFile } from './state.ts';

/** Seconds in which a guest finds a disk, on a busy machine. */
const plugSeconds = 120;

interface BlockStats {
  readonly 'node-name'?: string;
  readonly stats: { readonly rd_operations: number };
}

/** What a snapshot of a host that has just booted depends on: the recipe, qemu, the wiring and the identity of the host. */
export async function snapshotKey(host: Host, boot: Boot, image: Image): Promise<string> {
  const { stdout: version } = await local`qemu-system-x86_64 --version`;
  const wires = qemuArguments(host, { ...boot, port: 0 }, image, 'boot without NVMe');
  const identity = await readFile(identityFile(host.name));
  return createHash('sha256')
    .update(JSON.stringify([image.hash, image.build, version, wires]))
    .update(identity)
    .digest('hex');
}

/** Whether there is a snapshot of a host with that key. */
export async function hasSnapshot(host: Host, key: string): Promise<boolean> {
  return (await readFile(keyFileOf(host), 'utf8').catch(() => '')) === key;
}

/** Makes a host that has just booted without its NVMe disks the snapshot, and ends it: qemu has none with such a disk. */
export async function takeSnapshot(host: Host, key: string): Promise<void> {
  const folder = snapshotFolder(host.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await withMonitor(host, (monitor) => monitor.order(`savevm ${SNAPSHOT}`));
  await killMachine(host.name);
  for (const file of kept(host)) await rename(file, join(folder, basename(file)));
  await writeFile(keyFileOf(host), key);
}

/** Gives a host the disks of its snapshot, and blank or used ones for those that it does not hold. */
export async function restoreDisks(host: Host, image: Image): Promise<void> {
  await createDisks(host, image);
  for (const file of kept(host))
    await local`cp --sparse=always ${join(snapshotFolder(host.name), basename(file))} ${file}`;
}

/** Plugs its NVMe disks into a host that goes on from a snapshot, each when its kernel has read the one before: it numbers them as it finds them. */
export async function plugNvme(host: Host, boot: Boot): Promise<void> {
  await withMonitor(host, async (monitor) => {
    for (const disk of orderedDisks(host, boot).filter(({ bus }) => bus === 'nvme')) {
      const file = { driver: 'file', filename: diskFile(host.name, disk.name) };
      const cache = { 'no-flush': true };
      await monitor.tell('blockdev-add', { 'node-name': disk.name, driver: 'raw', discard: 'unmap', cache, file });
      const slot = slotOf(host, disk, boot);
      await monitor.tell('device_add', { driver: 'nvme', bus: slot, drive: disk.name, serial: disk.serial });
      await hasBeenRead(monitor, disk.name);
    }
  });
}

async function hasBeenRead(monitor: Monitor, node: string): Promise<void> {
  const deadline = Date.now() + plugSeconds * 1000;
  while (Date.now() < deadline) {
    const answer = (await monitor.tell('query-blockstats')) as readonly BlockStats[];
    const found = answer.find((each) => each['node-name'] === node);
    if (found !== undefined && found.stats.rd_operations > 0) return;
    await sleep(50);
  }
  throw new LabError(`the guest did not read its disk ${node} within ${plugSeconds} s after it was plugged in`);
}

/** Bash by which a host that goes on from a snapshot gets the time of now and finds its NVMe disks. */
export function catchUp(host: Host): string {
  const disks = host.disks.filter(({ bus }) => bus === 'nvme').map(byIdPath);
  const seen = disks.map((path) => `until [ -e ${path} ]; do sleep 0.1; done`);
  return [`date --set=@${Math.round(Date.now() / 1000)} >&-`, ...seen, 'udevadm settle'].join('; ');
}

const kept = ({ name, disks }: Host): readonly string[] => [
  systemDiskFile(name),
  ...disks.filter(({ bus }) => bus === 'sata').map((disk) => diskFile(name, disk.name)),
];

const keyFileOf = ({ name }: Host): string => join(snapshotFolder(name), 'key');

async function withMonitor(host: Host, use: (monitor: Monitor) => Promise<void>): Promise<void> {
  const monitor = await Monitor.at(monitorFile(host.name));
  try {
    await use(monitor);
  } finally {
    monitor.close();
  }
}
