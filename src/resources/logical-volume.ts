import { lvm, type LogicalVolume, type VolumeGroup } from '../facts/lvm.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { mapperPath } from '../model/device-mapper.ts';
import { EXTENT, extentBytes, freshExtents, wantedExtents, type VolumeSize } from '../model/extents.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts } from '../model/fact.ts';
import { formatBytes } from '../model/size.ts';
import { change, defineKind, fine, later, refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import { removeWithMark } from '../shell/formatted-mark.ts';
import { growFilesystem } from '../shell/grow-filesystem.ts';
import { lines, sh } from '../shell/sh.ts';
import { unusedGroup } from '../shell/unused-group.ts';
import { destroyWord, diskNeeds, findDeclared, KEPT } from './declared-disk.ts';
import { describeDisk } from './identify-disk.ts';
import { groupState, TAG } from './volume-group-state.ts';
import { volumeGroup } from './volume-group.ts';

/** A linear logical volume; its size is a share of the volume group or an amount, and it only ever grows. */
export interface LogicalVolumeDesired {
  readonly vg: string;
  /** The disk of the volume group; a plan for a blank one takes the size from it. */
  readonly disk: DeclaredDisk;
  readonly volume: VolumeSize;
}

const findVolume = (group: VolumeGroup, wanted: VolumeSize): LogicalVolume | undefined =>
  group.logicalVolumes.find(({ name }) => name === wanted.name);

/** A size with the exact number of extents, where two sizes may look the same after rounding. */
const inExtents = (bytes: number): string => `${formatBytes(bytes)} in ${bytes / EXTENT} extents`;

const create = ({ vg, volume }: LogicalVolumeDesired, extents: number): Verdict =>
  change({
    action: 'create',
    from: 'absent',
    to: `${extentBytes(extents)} (${volume.size})`,
    reason: `${vg} has no ${volume.name}`,
    // The free room of our own volume group may still carry the file systems of volumes that were removed. lvcreate finds
    // them and asks; --yes lets it wipe them, without which they would come to light again in the new volume.
    run: sh`
      [[ -b ${mapperPath(vg, volume.name)} ]] ||
        lvm lvcreate --quiet --yes --wipesignatures y --extents ${extents} --name ${volume.name} --addtag ${TAG} -- ${vg}
    `,
    deadline: 120,
    before: null,
  });

const activate = ({ vg, volume }: LogicalVolumeDesired): Verdict =>
  change({
    action: 'update',
    from: 'inactive',
    to: 'active',
    reason: 'an inactive volume has no device',
    run: sh`lvm lvchange --quiet --activate y -- ${`${vg}/${volume.name}`}`,
    deadline: 60,
    before: { active: false },
  });

const grow = ({ vg, volume }: LogicalVolumeDesired, bytes: number, extents: number): Verdict =>
  change({
    action: 'grow',
    from: inExtents(bytes),
    to: `${inExtents(extents * EXTENT)}, with the file system on it`,
    reason: `${volume.size} comes to ${extentBytes(extents)}`,
    run: lines([
      sh`
        if [[ $(blockdev --getsize64 ${mapperPath(vg, volume.name)}) -lt ${extents * EXTENT} ]]; then
          lvm lvextend --quiet --extents ${extents} -- ${`${vg}/${volume.name}`}
        fi
      `,
      growFilesystem(mapperPath(vg, volume.name)),
    ]),
    deadline: 900,
    before: { bytes },
    irreversible: 'the smaller size: jts never shrinks a volume',
  });

const diff = (desired: LogicalVolumeDesired, facts: Facts, { base }: PlanContext): Verdict => {
  const { vg, disk, volume } = desired;
  if (base === 'unseen') return later(`whether ${vg}/${volume.name} is there can be read once lvm2 is installed`);
  const group = facts.value(lvm)?.volumeGroups.find(({ name }) => name === vg);
  if (base === 'new' || group === undefined) {
    const found = findDeclared(disk, facts);
    if (!found.found) return refuse(found.reason, found.advice);
    return create(desired, wantedExtents(volume, freshExtents(found.device.bytes)));
  }
  const extents = wantedExtents(volume, group.extents);
  const existing = findVolume(group, volume);
  if (existing === undefined) return create(desired, extents);
  const name = `${vg}/${volume.name}`;
  if (!existing.tags.includes(TAG)) {
    return refuse(
      `logical volume ${name} exists and was not made by jts: it does not carry the tag ${TAG}`,
      `Rename it (lvrename), or let jts look after it: lvchange --addtag ${TAG} ${name}`,
    );
  }
  if (existing.origin !== undefined) {
    return refuse(`${name} is a snapshot of ${existing.origin}`, `Rename it: lvrename ${name} <another name>`);
  }
  if (extents * EXTENT < existing.bytes) {
    return refuse(
      `${name} has ${inExtents(existing.bytes)} and would have to shrink to ${inExtents(extents * EXTENT)} (${volume.size})`,
      `jts never shrinks a volume. To keep it: hot.volumes.${volume.name}.size: ${existing.bytes / 2 ** 20}MiB`,
    );
  }
  if (!existing.active) return activate(desired);
  if (extents * EXTENT > existing.bytes) return grow(desired, existing.bytes, extents);
  return fine(`${name} has ${formatBytes(existing.bytes)} as wanted (${volume.size})`);
};

const undo = (desired: LogicalVolumeDesired, facts: Facts, context: PlanContext): Verdict => {
  const { vg, disk, volume } = desired;
  const word = destroyWord(vg, disk, facts, context);
  if (word.given === 'wrong') return word.refusal;
  const name = `${vg}/${volume.name}`;
  const found = findDeclared(disk, facts);
  if (!found.found) return fine(found.reason);
  const state = groupState(vg, found, facts.value(lvm));
  const existing = state.state === 'own' ? findVolume(state.group, volume) : undefined;
  if (existing === undefined) return fine(`there is no logical volume ${name} of jts on ${describeDisk(found)}`);
  if (!existing.tags.includes(TAG)) return fine(`${name} was not made by jts: it does not carry the tag ${TAG}`);
  if (!word.given) return fine(KEPT);
  const lost = `logical volume ${name} of ${formatBytes(existing.bytes)} with everything on it`;
  return change({
    action: 'remove',
    from: formatBytes(existing.bytes),
    to: 'nothing',
    reason: 'the operator allows the data on this disk to be destroyed',
    run: lines([
      unusedGroup(vg),
      sh`device=${mapperPath(vg, volume.name)}`,
      removeWithMark(sh`lvm lvremove --quiet --yes --select ${`lv_tags={${TAG}}`} -- ${name}`),
    ]),
    deadline: 120,
    before: { bytes: existing.bytes },
    destroys: lost,
    irreversible: lost,
    risk: 'data',
  });
};

const checks = (desired: LogicalVolumeDesired, facts: Facts): readonly Check[] => {
  const { vg, volume } = desired;
  const name = `${vg}/${volume.name}`;
  const group = facts.value(lvm)?.volumeGroups.find((candidate) => candidate.name === vg);
  const existing = group === undefined ? undefined : findVolume(group, volume);
  if (group === undefined || existing === undefined) return [expectEqual(`${name} exists`, 'logical volume', 'absent')];
  const wanted = wantedExtents(volume, group.extents) * EXTENT;
  return [
    {
      id: `${name} size`,
      expected: `${formatBytes(wanted)} within one extent of ${formatBytes(EXTENT)}`,
      actual: formatBytes(existing.bytes),
      outcome: Math.abs(existing.bytes - wanted) <= EXTENT ? 'pass' : 'fail',
    },
    expectEqual(`${name} tag`, TAG, existing.tags.includes(TAG) ? TAG : existing.tags.join(', ') || 'none'),
    expectEqual(`${name} state`, 'active', existing.active ? 'active' : 'inactive'),
  ];
};

/** A logical volume that carries the tag `jts`; it is grown together with its file system, and never shrunk. */
export const logicalVolume = defineKind<LogicalVolumeDesired>({
  kind: 'logical-volume',
  parallelSafe: true,
  lane: 'lvm',
  id: ({ vg, volume }) => `${vg}/${volume.name}`,
  on: ({ vg }) => [volumeGroup.ref(vg)],
  needs: ({ disk }) => [...diskNeeds(disk), need(lvm, null)],
  diff,
  undo: (desired, facts, _before, context) => undo(desired, facts, context),
  checks,
});
