import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { chooseAccel } from './accel.ts';
import { createDisks } from './disks.ts';
import { guestStarts, runAlone } from './guest.ts';
import { traders, type Host, type HostName } from './hosts.ts';
import { writeIdentity } from './identity.ts';
import type { Image } from './image.ts';
import { secretsOf } from './keys.ts';
import { LabError } from './lab-error.ts';
import { rememberBoot } from './last-boot.ts';
import { killMachine, machineOf, processEnds, startMachine } from './machine.ts';
import { claimPort } from './ports.ts';
import type { Boot } from './qemu.ts';
import { writeSshFiles } from './ssh-files.ts';
import { hostFolder, identityFile, lanFolder } from './state.ts';

const shutdownSeconds = 90;

/** Throws away what a host has, and makes its disks anew. */
export async function makeFresh(host: Host, image: Image): Promise<void> {
  await killMachine(host.name);
  await rm(hostFolder(host.name), { recursive: true, force: true });
  await mkdir(hostFolder(host.name), { recursive: true });
  await createDisks(host, image);
}

/** Which disks a host has, and in which order. */
export type Wiring = Pick<Boot, 'order' | 'without'>;

/** Starts a host that is off, and waits until it is up with its NVMe disks in that order. */
export async function powerOn(host: Host, { order, without }: Wiring, image: Image): Promise<void> {
  const boot: Boot = {
    order,
    without,
    port: await claimPort(host),
    accel: await chooseAccel(image),
    // More emulated processors than real ones wait for each other: three hosts of two took 103 s, of one 67 s.
    processors: Math.max(1, Math.min(2, Math.floor(availableParallelism() / traders.length))),
  };
  await mkdir(lanFolder, { recursive: true });
  await writeIdentity(host, await secretsOf(host), identityFile(host.name));
  await rememberBoot(host.name, { ...boot, imageHash: image.hash });
  await startUntilUp(host, boot, image, STARTS);
}

/** QEMU 7.2 crashed in 1 of some 60 starts under emulation: that says nothing of the guest, which is then started again. */
const STARTS = 3;

async function startUntilUp(host: Host, boot: Boot, image: Image, starts: number): Promise<void> {
  await startMachine(host, boot, image);
  await writeSshFiles();
  try {
    await hostStarts(host, boot);
  } catch (error) {
    if (starts === 1 || (await machineOf(host.name)) !== undefined) throw error;
    await startUntilUp(host, boot, image, starts - 1);
  }
}

/** Waits until a host has finished a start other than `previousBootId`, and checks the order of its NVMe disks. */
export async function hostStarts(host: Host, { order, without }: Wiring, previousBootId?: string): Promise<void> {
  const { firstNvme } = await guestStarts(host.name, previousBootId);
  const first = host.disks.find(({ name }) => name === (order === 'hot-first' ? 'hot' : 'decoy'));
  if (first === undefined || without.includes(first.name) || first.serial === firstNvme) return;
  throw new LabError(`${host.name} should be ${order}, but its kernel made ${firstNvme} nvme0n1`);
}

/** Shuts a host down; one that does not react is killed. */
export async function powerOff(name: HostName): Promise<void> {
  const pid = await machineOf(name);
  if (pid === undefined) return;
  const { code } = await runAlone(name, 'systemctl poweroff', 30);
  if (code !== 0 || !(await processEnds(pid, shutdownSeconds))) await killMachine(name);
}
