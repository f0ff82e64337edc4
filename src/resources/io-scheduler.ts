import { kernel } from '../facts/kernel.ts';
import { present } from '../facts/present.ts';
import { schedulers, type DiskScheduler } from '../facts/schedulers.ts';
import { expectEqual, skipped, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { textOf } from '../model/json.ts';
import { matchesKernelName } from '../model/kernel-name.ts';
import { change, defineKind, fine, refuse, type Json, type Verdict } from '../model/resource.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';

/** One I/O scheduler for all disks of a kind. */
export interface DesiredScheduler {
  /** Kernel names, of letters, digits and `*`: `nvme*n*`. */
  readonly devices: string;
  /** Only disks that rotate. */
  readonly rotating?: true;
  readonly scheduler: string;
}

interface Disk extends DiskScheduler {
  readonly name: string;
}

const disksOf = ({ devices, rotating }: DesiredScheduler, facts: Facts): readonly Disk[] =>
  Object.entries(present(facts, schedulers))
    .map(([name, disk]) => ({ name, ...disk }))
    .filter((disk) => matchesKernelName(devices, disk.name) && (rotating === undefined || disk.rotating));

const noDisk = ({ devices, rotating }: DesiredScheduler): string =>
  `this host has no ${rotating === undefined ? '' : 'rotating '}disk ${devices}`;

const namesOf = (disks: readonly Disk[]): string => disks.map(({ name }) => name).join(', ');

const stateOf = (disks: readonly Disk[]): string =>
  disks.map(({ name, scheduler }) => `${name} ${scheduler}`).join(', ');

/** The kernel loads the module of a scheduler that is written there. */
const choose = (name: string, scheduler: string): Shell => sh`
  printf '%s\n' ${scheduler} >${`/sys/block/${name}/queue/scheduler`} || {
    printf '%s\n' ${`the kernel does not take the I/O scheduler ${scheduler} for ${name}`} >&2
    exit 1
  }
`;

/** The alias that modules of I/O schedulers have. */
const moduleOf = (scheduler: string): string => `${scheduler}-iosched`;

const refuseMissing = (scheduler: string, disks: readonly Disk[], facts: Facts): Verdict | undefined => {
  const missing = disks.filter(({ available }) => !available.includes(scheduler));
  const [first] = missing;
  if (first === undefined) return undefined;
  const without = missing.filter(({ available }) => available.length === 0);
  if (without.length > 0) {
    return refuse(`${namesOf(without)} cannot have an I/O scheduler`, 'Choose none for disks of this kind.');
  }
  if (facts.value(kernel)?.[moduleOf(scheduler)] !== 'missing') return undefined;
  return refuse(
    `this kernel has no I/O scheduler ${scheduler} for ${namesOf(missing)}`,
    `Choose one that it has: ${first.available.join(', ')}.`,
  );
};

const diff = (wanted: DesiredScheduler, facts: Facts): Verdict => {
  const { scheduler } = wanted;
  const disks = disksOf(wanted, facts);
  if (disks.length === 0) return fine(noDisk(wanted));
  const others = disks.filter((disk) => disk.scheduler !== scheduler);
  if (others.length === 0) return fine(`the I/O scheduler of ${namesOf(disks)} is ${scheduler}`);
  return (
    refuseMissing(scheduler, others, facts) ??
    change({
      action: 'update',
      from: stateOf(others),
      to: scheduler,
      reason: 'the running kernel uses another I/O scheduler',
      run: lines(others.map(({ name }) => choose(name, scheduler))),
      deadline: 60,
      before: Object.fromEntries(others.map((disk) => [disk.name, disk.scheduler])),
    })
  );
};

/** Disks that came later, or under another name, are as the next boot makes them. */
const undo = (wanted: DesiredScheduler, facts: Facts, before: Json | undefined): Verdict => {
  if (before === undefined) return fine(`the I/O scheduler of ${wanted.devices} was not changed by jts`);
  const changed = disksOf(wanted, facts).flatMap((disk) => {
    const was = textOf(before, disk.name);
    return was === undefined || was === disk.scheduler ? [] : [{ disk, was: { ...disk, scheduler: was } }];
  });
  if (changed.length === 0) return fine(`the I/O scheduler of ${wanted.devices} is as before jts`);
  return change({
    action: 'update',
    from: stateOf(changed.map(({ disk }) => disk)),
    to: stateOf(changed.map(({ was }) => was)),
    reason: 'it was another before jts',
    run: lines(changed.map(({ was }) => choose(was.name, was.scheduler))),
    deadline: 60,
    before: null,
  });
};

const checks = (wanted: DesiredScheduler, facts: Facts): readonly Check[] => {
  const id = `io-scheduler ${wanted.devices}`;
  const disks = disksOf(wanted, facts);
  if (disks.length === 0) return [skipped(id, wanted.scheduler, noDisk(wanted))];
  const others = disks.filter(({ scheduler }) => scheduler !== wanted.scheduler);
  return [expectEqual(id, wanted.scheduler, others.length === 0 ? wanted.scheduler : stateOf(others))];
};

/** The udev rule that chooses the scheduler of each such disk that shows up or changes. */
export const schedulerRule = ({ devices, rotating, scheduler }: DesiredScheduler): string =>
  [
    'ACTION=="add|change"',
    'SUBSYSTEM=="block"',
    'ENV{DEVTYPE}=="disk"',
    `KERNEL=="${devices}"`,
    ...(rotating === undefined ? [] : ['ATTR{queue/rotational}=="1"']),
    `ATTR{queue/scheduler}="${scheduler}"`,
  ].join(', ');

/** The I/O scheduler that the running kernel uses for disks; a rule of udev keeps it: see {@link schedulerRule}. */
export const ioScheduler = defineKind<DesiredScheduler>({
  kind: 'io-scheduler',
  id: ({ devices }) => devices,
  needs: ({ devices, scheduler }) => [
    need(schedulers, devices),
    ...(scheduler === 'none' ? [] : [need(kernel, moduleOf(scheduler))]),
  ],
  diff,
  undo,
  checks,
});
