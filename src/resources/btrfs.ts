import { kernel } from '../facts/kernel.ts';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { SignedDevice } from '../facts/signatures.ts';
import { withPartitions } from '../model/block-device.ts';
import { expectEqual, type Check } from '../model/check.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts } from '../model/fact.ts';
import { change, defineKind, fine, refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import { backUpDisk, wipeDisk } from '../shell/back-up-disk.ts';
import { claimDisk } from '../shell/claim-disk.ts';
import { MARKS } from '../shell/formatted-mark.ts';
import { lines, sh } from '../shell/sh.ts';
import { btrfsOn, ownBtrfsUuid } from './btrfs-state.ts';
import {
  blockDevices,
  destroyWord,
  diskNeeds,
  expectedDisk,
  findDeclared,
  KEPT,
  readSignatures,
} from './declared-disk.ts';
import { mayWipe, refuseBusy, refuseUse, refuseWritten } from './disk-refusal.ts';
import { diskInUse } from './disk-use.ts';
import { describeDisk, type FoundDisk } from './identify-disk.ts';
import { describeWritten, isTable } from './written.ts';

/** A btrfs over the whole of a disk or partition that the inventory declares; its label says that it is wanted there. */
export interface BtrfsDesired {
  readonly disk: DeclaredDisk;
  readonly label: string;
}

const describe = (label: string, uuid: string): string => `btrfs "${label}" (UUID ${uuid})`;

/** Where a host keeps the UUID of the btrfs that jts made under a label: one that is gone since is damaged, not new. */
const markOf = (label: string): string => `${MARKS}/btrfs-${label}`;

/** A settle alone may come before udev has noticed, and the mount by UUID needs the link that udev makes. */
const lookAgain = sh`udevadm trigger --action=change --settle -- "$device"`;

const create = (
  { disk: declared, label }: BtrfsDesired,
  found: FoundDisk,
  signed: readonly SignedDevice[],
  written: readonly string[],
): Verdict => {
  const uuid = ownBtrfsUuid(found);
  const wipe = written.length > 0;
  const lost = `all of ${describeDisk(found)}: ${written.join(', ')}`;
  return change({
    action: 'create',
    from: wipe ? `${describeDisk(found)} with ${written.join(', ')}` : `blank ${describeDisk(found)}`,
    to: describe(label, uuid),
    reason: wipe ? 'the operator allows this disk to be wiped' : 'nothing is written on it',
    run: lines([
      claimDisk(expectedDisk(declared, found, signed)),
      backUpDisk({
        label: found.disk.serial ?? found.device.name,
        table: signed.some(({ signatures }) => signatures.some(({ type }) => isTable(type))),
        volumeGroups: false,
      }),
      wipe ? wipeDisk : sh`:`,
      sh`
        mkfs.btrfs --quiet --label ${label} --uuid ${uuid} -- "$device"
        install --directory --mode=0755 -- ${MARKS}
        echo ${uuid} >${markOf(label)}
        ${lookAgain}
      `,
    ]),
    deadline: 300,
    before: { signatures: written },
    risk: 'data',
    ...(wipe && { destroys: lost, irreversible: lost }),
  });
};

/** Everything that keeps jts from making a btrfs on a disk that has not the one wanted. */
const refuseDisk = (desired: BtrfsDesired, found: FoundDisk, facts: Facts, allowWipe: readonly string[]) => {
  const { disk: declared, label } = desired;
  const used = diskInUse(found, blockDevices(facts));
  if (used !== undefined) return refuseUse(used, declared);
  const signed = readSignatures(found.device, facts);
  const busy = refuseBusy(declared, found, signed);
  if (busy !== undefined) return busy;
  const written = describeWritten(withPartitions(blockDevices(facts), found.device), signed, undefined);
  if (written.length > 0 && !mayWipe(found, allowWipe)) return refuseWritten(found, written);
  if (present(facts, paths).content[markOf(label)]?.trim() === ownBtrfsUuid(found) && written.length === 0) {
    return refuse(
      `jts once made a btrfs on ${describeDisk(found)}, and now there is none: its start was overwritten`,
      `Try to save it first (btrfs rescue super-recover). If its data may be lost: rm ${markOf(label)}, and run again.`,
    );
  }
  if (facts.value(kernel)?.['btrfs'] === 'missing') {
    return refuse(
      'the running kernel cannot mount btrfs: it has no such module',
      'Install the kernel package of the distribution, or start the kernel that is installed, then run again.',
    );
  }
  return create(desired, found, signed, written);
};

const diff = (desired: BtrfsDesired, facts: Facts, { allowWipe = [] }: PlanContext): Verdict => {
  const found = findDeclared(desired.disk, facts);
  if (!found.found) return refuse(found.reason, found.advice);
  const { uuid, label, isThere } = btrfsOn(found, facts);
  if (isThere && label === desired.label) return fine(`${describeDisk(found)} has ${describe(label, uuid)}`);
  return refuseDisk(desired, found, facts, allowWipe);
};

const undo = ({ disk: declared, label }: BtrfsDesired, facts: Facts, context: PlanContext): Verdict => {
  const word = destroyWord(label, declared, facts, context);
  if (word.given === 'wrong') return word.refusal;
  const found = findDeclared(declared, facts);
  if (!found.found) return fine(found.reason);
  const there = btrfsOn(found, facts);
  if (!there.isThere || there.label !== label) return fine(`${describeDisk(found)} has no btrfs "${label}"`);
  if (!word.given) return fine(KEPT);
  const lost = `${describe(label, there.uuid)} on ${describeDisk(found)} with everything on it`;
  return change({
    action: 'remove',
    from: lost,
    to: 'nothing',
    reason: 'the operator allows the data on this disk to be destroyed',
    run: lines([
      // Claimed as for a write: what is mounted again by now is not wiped.
      claimDisk(expectedDisk(declared, found, readSignatures(found.device, facts))),
      sh`
        wipefs --all --quiet -- "$device"
        rm --force -- ${markOf(label)}
        ${lookAgain}
      `,
    ]),
    deadline: 60,
    before: { uuid: there.uuid },
    destroys: lost,
    irreversible: lost,
    risk: 'data',
  });
};

const checks = ({ disk: declared, label }: BtrfsDesired, facts: Facts): readonly Check[] => {
  const id = `btrfs ${label}`;
  const found = findDeclared(declared, facts);
  if (!found.found) return [expectEqual(id, `btrfs "${label}"`, found.reason)];
  const there = btrfsOn(found, facts);
  const actual = there.isThere ? `btrfs "${there.label ?? ''}"` : 'no btrfs alone';
  return [expectEqual(id, `btrfs "${label}" on ${found.device.path}`, `${actual} on ${found.device.path}`)];
};

/** A btrfs with a label on a disk that is blank or that the operator allows to be wiped; never made over anything else. */
export const btrfs = defineKind<BtrfsDesired>({
  kind: 'btrfs',
  id: ({ label }) => label,
  disk: ({ disk }) => disk,
  needs: ({ disk, label }) => [
    ...diskNeeds(disk),
    need(kernel, 'btrfs'),
    need(paths, { path: markOf(label), look: 'content' }),
  ],
  diff,
  undo: (desired, facts, _before, context) => undo(desired, facts, context),
  checks,
});
