import { inspect } from 'node:util';
import { bootIdOf, runAlone } from './guest.ts';
import type { DiskName, HostName } from './hosts.ts';
import { hostNamed, hostNames } from './hosts.ts';
import type { Image, Progress } from './image.ts';
import { ensureImage, imageOf } from './image.ts';
import { ensureKeys } from './keys.ts';
import { LabError } from './lab-error.ts';
import { locked } from './lock.ts';
import { killMachine, machineOf } from './machine.ts';
import type { LastBoot } from './last-boot.ts';
import { lastBootOf } from './last-boot.ts';
import type { Wiring } from './power.ts';
import { hostStarts, powerOff, powerOn, startFresh } from './power.ts';
import type { NvmeOrder } from './qemu.ts';
import { writeSshFiles } from './ssh-files.ts';
import { lockFile } from './state.ts';

export interface Options {
  /** Which NVMe becomes nvme0n1: 'hot-first' where not given, but a restart keeps what was. */
  readonly order?: NvmeOrder;
  /** Disks to be pulled out at this start; a restart without it puts them back. */
  readonly without?: readonly DiskName[];
  /** Takes a line for people whenever something is done. */
  readonly progress?: Progress;
}

/** Starts the hosts that are off, all at once, and waits until every one takes SSH; those that run are left alone. */
export async function up(names: readonly HostName[] = hostNames, options: Options = {}): Promise<void> {
  const image = await prepare(options);
  await onEach(names, options, 'up', async (name) => {
    const host = hostNamed(name);
    const last = await lastBootOf(name);
    if (last && (await machineOf(name)) !== undefined) {
      assertOrder(name, last, options);
      await hostStarts(host, last);
      return;
    }
    if (last && standsOn(last, image)) await powerOn(host, wiringOf(options), image);
    else await startFresh(host, wiringOf(options), image);
  });
}

/** Shuts hosts down, keeping their disks. */
export async function down(names: readonly HostName[] = hostNames, options: Options = {}): Promise<void> {
  await onEach(names, options, 'down', powerOff);
}

/** Gives hosts new disks, as they had before jts ever came, and starts them, all at once. */
export async function reset(names: HostName | readonly HostName[], options: Options = {}): Promise<void> {
  const image = await prepare(options);
  const all = [names].flat();
  await onEach(all, options, 'reset', (name) => startFresh(hostNamed(name), wiringOf(options), image));
}

/** Restarts a running host cleanly, and waits until it is up again. */
export async function reboot(name: HostName, options: Options = {}): Promise<void> {
  await onEach([name], options, 'rebooted', async () => {
    const last = await runningBootOf(name);
    const wiring = wiringOf(options, last.order);
    if (wiring.order !== last.order || wiring.without.join() !== last.without.join()) {
      await powerOff(name);
      await powerOnAgain(name, last, wiring);
      return;
    }
    const bootId = await bootIdOf(name);
    if (bootId === undefined) throw new LabError(`${name} does not answer; a power-cut restarts it all the same`);
    // The connection may break before the answer comes; the boot id tells whether it worked.
    await runAlone(name, 'systemctl reboot', 30);
    try {
      await hostStarts(hostNamed(name), wiring, { previousBootId: bootId });
    } catch (error) {
      // Its qemu crashed while it started: a guest that has shut down is as good as one that was powered off.
      if ((await machineOf(name)) !== undefined) throw error;
      await powerOnAgain(name, last, wiring);
    }
  });
}

/** Kills a running host without warning, and starts it on the same disks. */
export async function powerCut(name: HostName, options: Options = {}): Promise<void> {
  await onEach([name], options, 'back after a power cut', async () => {
    const last = await runningBootOf(name);
    await killMachine(name);
    await powerOnAgain(name, last, wiringOf(options, last.order));
  });
}

async function prepare({ progress = () => undefined }: Options): Promise<Image> {
  await ensureKeys();
  await writeSshFiles();
  return ensureImage(progress);
}

const wiringOf = ({ order, without = [] }: Options, usual: NvmeOrder = 'hot-first'): Wiring => ({
  order: order ?? usual,
  without,
});

/** Whether the disks of a host stand on that image. */
const standsOn = ({ imageHash, imageBuild }: LastBoot, { hash, build }: Image): boolean =>
  imageHash === hash && imageBuild === build;

async function powerOnAgain(name: HostName, last: LastBoot, wiring: Wiring): Promise<void> {
  const image = await imageOf(last.imageHash);
  if (!standsOn(last, image)) {
    throw new LabError(
      `the image that the disks of ${name} stand on is gone from the cache: npm run lab -- reset ${name}`,
    );
  }
  await powerOn(hostNamed(name), wiring, image);
}

async function runningBootOf(name: HostName): Promise<LastBoot> {
  const last = await lastBootOf(name);
  if (!last || (await machineOf(name)) === undefined) throw new LabError(`${name} is not up`);
  return last;
}

function assertOrder(name: HostName, last: LastBoot, { order = last.order }: Options): void {
  if (order === last.order) return;
  throw new LabError(`${name} is up already, with its NVMe disks ${last.order}: take it down first`);
}

async function onEach(
  names: readonly HostName[],
  { progress }: Options,
  done: string,
  action: (name: HostName) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    names.map((name) =>
      locked(lockFile(name), async () => {
        const start = Date.now();
        await action(name);
        progress?.(`${name} ${done} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      }),
    ),
  );
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown);
  if (failures.length === 0) return;
  const messages = failures.map((failure) => (failure instanceof LabError ? failure.message : inspect(failure)));
  throw new LabError(messages.join('\n\n'), { cause: failures });
}
