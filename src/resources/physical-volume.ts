import { lvm, type Lvm } from '../facts/lvm.ts';
import type { SignedDevice } from '../facts/signatures.ts';
import { withPartitions } from '../model/block-device.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts } from '../model/fact.ts';
import { change, defineKind, fine, later, refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import { backUpDisk, wipeDisk } from '../shell/back-up-disk.ts';
import { claimDisk, findDisk } from '../shell/claim-disk.ts';
import { lines, sh } from '../shell/sh.ts';
import {
  blockDevices,
  destroyWord,
  diskNeeds,
  expectedDisk,
  findDeclared,
  KEPT,
  ownUuid,
  readSignatures,
} from './declared-disk.ts';
import { mayWipe, refuseBusy, refuseUse, refuseWritten } from './disk-refusal.ts';
import { diskInUse } from './disk-use.ts';
import { describeDisk, type FoundDisk } from './identify-disk.ts';
import { begunVolume, groupState } from './volume-group-state.ts';
import { describeWritten, isTable } from './written.ts';

/** An LVM physical volume that takes a whole disk or partition, for one volume group. */
export interface PhysicalVolumeDesired {
  readonly disk: DeclaredDisk;
  readonly vg: string;
}

const create = (
  { disk: declared, vg }: PhysicalVolumeDesired,
  found: FoundDisk,
  signed: readonly SignedDevice[],
  written: readonly string[],
  state: Lvm | undefined,
): Verdict => {
  const wipe = written.length > 0;
  const lost = `all of ${describeDisk(found)}: ${written.join(', ')}`;
  const uuid = ownUuid(found);
  return change({
    action: 'create',
    from: wipe ? `${describeDisk(found)} with ${written.join(', ')}` : `blank ${describeDisk(found)}`,
    to: `LVM physical volume for ${vg}, data aligned to 4 MiB`,
    reason: wipe ? 'the operator allows this disk to be wiped' : 'nothing is written on the disk',
    run: lines([
      claimDisk(expectedDisk(declared, found, signed)),
      // Without lvm2, the plan could not see whether the name is free.
      state === undefined
        ? sh`! lvm vgs ${vg} &>/dev/null || refuse ${`the name ${vg} is taken by another volume group`}`
        : sh`:`,
      backUpDisk({
        label: found.disk.serial ?? found.device.name,
        table: signed.some(({ signatures }) => signatures.some(({ type }) => isTable(type))),
        volumeGroups: state === undefined || state.volumeGroups.length > 0,
      }),
      wipe ? wipeDisk : sh`:`,
      sh`lvm pvcreate --quiet --dataalignment 4m --uuid ${uuid} --norestorefile -- "$device"`,
    ]),
    deadline: 120,
    before: { signatures: written },
    risk: 'data',
    ...(wipe && { destroys: lost, irreversible: lost }),
  });
};

const diff = (desired: PhysicalVolumeDesired, facts: Facts, { allowWipe = [] }: PlanContext): Verdict => {
  const { disk: declared, vg } = desired;
  const found = findDeclared(declared, facts);
  if (!found.found) return refuse(found.reason, found.advice);
  const state = facts.value(lvm);
  const group = groupState(vg, found, state);
  if (group.state === 'own') return fine(`${describeDisk(found)} is the physical volume of ${vg}`);
  const isAllowed = mayWipe(found, allowWipe);
  if (group.state === 'foreign' && !(isAllowed && group.goesWithDisk)) return refuse(group.reason, group.advice);
  if (begunVolume(found, state)) return fine(`${describeDisk(found)} is a physical volume that jts made for ${vg}`);
  const used = diskInUse(found, blockDevices(facts));
  if (used !== undefined) return refuseUse(used, declared);
  const signed = readSignatures(found.device, facts);
  const member = signed.some(({ signatures }) => signatures.some(({ type }) => type === 'LVM2_member'));
  if (state === undefined && member) return later('LVM on this disk can be read once lvm2 is installed');
  const busy = refuseBusy(declared, found, signed);
  if (busy !== undefined) return busy;
  const written = describeWritten(withPartitions(blockDevices(facts), found.device), signed, state);
  if (written.length === 0 || isAllowed) return create(desired, found, signed, written, state);
  return refuseWritten(found, written);
};

const undo = ({ disk: declared, vg }: PhysicalVolumeDesired, facts: Facts, context: PlanContext): Verdict => {
  const word = destroyWord(vg, declared, facts, context);
  if (word.given === 'wrong') return word.refusal;
  const found = findDeclared(declared, facts);
  if (!found.found) return fine(found.reason);
  const state = facts.value(lvm);
  const group = groupState(vg, found, state);
  const volume = group.state === 'own' ? group.volume : begunVolume(found, state);
  if (volume === undefined) return fine(`${describeDisk(found)} is no physical volume of jts`);
  if (!word.given) return fine(KEPT);
  const lost = `physical volume ${volume.uuid} on ${describeDisk(found)}`;
  return change({
    action: 'remove',
    from: lost,
    to: 'nothing',
    reason: 'the operator allows the data on this disk to be destroyed',
    run: lines([
      findDisk(expectedDisk(declared, found, [])),
      sh`
        [[ $(wipefs --noheadings --parsable --output TYPE,UUID -- "$device") == LVM2_member,${volume.uuid} ]] ||
          refuse "$device is not the physical volume that jts made"
        lvm pvremove --quiet -- "$device"
      `,
    ]),
    deadline: 60,
    before: { uuid: volume.uuid },
    destroys: lost,
    irreversible: lost,
    risk: 'data',
  });
};

/** An LVM physical volume with its data aligned to 4 MiB, on a disk that is blank or that the operator allows to be wiped. */
export const physicalVolume = defineKind<PhysicalVolumeDesired>({
  kind: 'physical-volume',
  id: ({ vg }) => vg,
  disk: ({ disk }) => disk,
  needs: ({ disk }) => [...diskNeeds(disk), need(lvm, null)],
  diff,
  undo: (desired, facts, _before, context) => undo(desired, facts, context),
});
