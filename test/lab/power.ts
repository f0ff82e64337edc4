import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { chooseAccel } from './accel.ts';
import { createDisks } from './disks.ts';
import { guestStarts, runAlone, type Awaited } from './guest.ts';
import { traders, type Host, type HostName } from './hosts.ts';
import { writeIdentity } from './identity.ts';
import type { Image } from './image.ts';
import { secretsOf } from './keys.ts';
import { LabError } from './lab-error.ts';
import { rememberBoot } from './last-boot.ts';
import { killMachine, machineOf, processEnds, startMachine } from './machine.ts';
import { claimPort } from './ports.ts';
import type { Boot, Start } from './qemu.ts';
import { noteSecondTry } from './second-tries.ts';
import { catchUp, hasSnapshot, plugNvme, restoreDisks, snapshotKey, takeSnapshot } from './snapshot.ts';
import { writeSshFiles } from './ssh-files.ts';
import { hostFolder, identityFile, lanFolder } from './state.ts';

const shutdownSeconds = 90;

/** Throws away what a host has. */
async function clear(host: Host): Promise<void> {
  await killMachine(host.name);
  await rm(hostFolder(host.name), { recursive: true, force: true });
  await mkdir(hostFolder(host.name), { recursive: true });
}

/** Which disks a host has, and in which order. */
export type Wiring = Pick<Boot, 'order' | 'without'>;

/** Starts a host with new disks, as it was before jts ever came: from a snapshot of its first boot where that can be. */
export async function startFresh(host: Host, wiring: Wiring, image: Image): Promise<void> {
  await clear(host);
  const boot = await prepare(host, wiring, image);
  // With KVM a boot takes no longer than a snapshot.
  if (boot.accel === 'kvm' || wiring.without.length > 0) {
    await createDisks(host, image);
    await startUntilUp(host, boot, image);
    return;
  }
  await ensureSnapshot(host, boot, image);
  await startUntilUp(host, boot, image, { start: 'restore' });
}

/** Starts a host that is off, and waits until it is up with its NVMe disks in that order. */
export async function powerOn(host: Host, wiring: Wiring, image: Image): Promise<void> {
  await startUntilUp(host, await prepare(host, wiring, image), image);
}

async function prepare(host: Host, { order, without }: Wiring, image: Image): Promise<Boot> {
  await mkdir(lanFolder, { recursive: true });
  await writeIdentity(host, await secretsOf(host), identityFile(host.name));
  return {
    order,
    without,
    port: await claimPort(host),
    accel: await chooseAccel(image),
    // More emulated processors than real ones wait for each other: three hosts of two took 103 s, of one 67 s.
    processors: Math.max(1, Math.min(2, Math.floor(availableParallelism() / traders.length))),
  };
}

/** Makes sure that there is a snapshot of a host that has just booted: boots it once where there is none that fits. */
async function ensureSnapshot(host: Host, boot: Boot, image: Image): Promise<void> {
  const key = await snapshotKey(host, boot, image);
  if (await hasSnapshot(host, key)) return;
  await createDisks(host, image);
  await startUntilUp(host, boot, image, { start: 'boot without NVMe' });
  await takeSnapshot(host, key);
}

/** QEMU 7.2 crashed in 1 of some 60 starts under emulation: that says nothing of the guest, which is then started again. */
const STARTS = 3;

interface Attempt {
  readonly start?: Start;
  readonly starts?: number;
}

async function startUntilUp(host: Host, boot: Boot, image: Image, attempt: Attempt = {}): Promise<void> {
  const { start = 'boot', starts = STARTS } = attempt;
  if (start === 'restore') await restoreDisks(host, image);
  await rememberBoot(host.name, { ...boot, imageHash: image.hash, imageBuild: image.build });
  await startMachine(host, boot, image, start);
  await writeSshFiles();
  try {
    if (start === 'boot without NVMe') await guestStarts(host.name);
    else if (start === 'boot') await hostStarts(host, boot);
    else {
      await plugNvme(host, boot);
      await hostStarts(host, boot, { catchUp: catchUp(host) });
    }
  } catch (error) {
    if (starts === 1) throw error;
    await noteSecondTry(`${host.name}: ${start}: ${error instanceof Error ? error.message : String(error)}`);
    await killMachine(host.name);
    await startUntilUp(host, boot, image, { start, starts: starts - 1 });
  }
}

/** Waits until a host has finished a start, and checks the order of its NVMe disks. */
export async function hostStarts(host: Host, { order, without }: Wiring, awaited: Awaited = {}): Promise<void> {
  const { firstNvme } = await guestStarts(host.name, awaited);
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
