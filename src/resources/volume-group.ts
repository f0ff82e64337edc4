import { kernel } from '../facts/kernel.ts';
import { lvm, type LogicalVolume, type VolumeGroup } from '../facts/lvm.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { EXTENT, extentBytes, freshExtents, misfit, reservedExtents } from '../model/extents.ts';
import { need, type Facts } from '../model/fact.ts';
import { formatBytes } from '../model/size.ts';
import { change, defineKind, fine, later, refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import { findDisk } from '../shell/claim-disk.ts';
import { lines, sh } from '../shell/sh.ts';
import { diskNeeds, expectedDisk, findDeclared, ownUuid } from './declared-disk.ts';
import type { FoundDisk } from './identify-disk.ts';
import { physicalVolume } from './physical-volume.ts';
import { groupState, groupTags } from './volume-group-state.ts';
import { others, undoVolumeGroup, type VolumeGroupDesired } from './volume-group-undo.ts';

const MODULE = 'dm_mod';

const extentsOf = (volumes: readonly LogicalVolume[]): number =>
  volumes.reduce((extents, { bytes }) => extents + Math.ceil(bytes / EXTENT), 0);

const fit = (desired: VolumeGroupDesired, total: number, group?: VolumeGroup): string | undefined =>
  misfit(desired.volumes, {
    vg: desired.name,
    total,
    others: group === undefined ? 0 : extentsOf(others(desired, group)),
    reserve: desired.reserve,
  });

const refuseSizes = (reason: string): Verdict =>
  refuse(reason, 'Make volumes or the reserve smaller (hot.volumes.<name>.size, hot.reserve), or leave volumes out.');

const create = ({ name, disk }: VolumeGroupDesired, found: FoundDisk): Verdict => {
  const uuid = ownUuid(found);
  const extents = freshExtents(found.device.bytes);
  return change({
    action: 'create',
    from: 'absent',
    to: `${extentBytes(extents)} in ${extents} extents of 4 MiB, tagged ${groupTags(uuid).join(' and ')}`,
    reason: `there is no volume group ${name}`,
    run: lines([
      findDisk(expectedDisk(disk, found, [])),
      // vgcreate would make a physical volume of whatever else it is given.
      sh`
        [[ $(wipefs --noheadings --parsable --output TYPE,UUID -- "$device") == LVM2_member,${uuid} ]] ||
          refuse "$device is not the physical volume that jts made"
        lvm vgcreate --quiet --physicalextentsize 4m ${groupTags(uuid).flatMap((tag) => ['--addtag', tag])} -- ${name} "$device"
      `,
    ]),
    deadline: 60,
    before: null,
    risk: 'data',
  });
};

const retag = (name: string, missing: readonly string[], tags: readonly string[]): Verdict =>
  change({
    action: 'update',
    from: `tagged ${tags.join(', ') || 'with nothing'}`,
    to: `tagged ${missing.join(' and ')} as well`,
    reason: 'tags are how jts knows its own',
    run: sh`lvm vgchange --quiet ${missing.flatMap((tag) => ['--addtag', tag])} -- ${name}`,
    deadline: 60,
    before: { tags },
  });

const diff = (desired: VolumeGroupDesired, facts: Facts, { base }: PlanContext): Verdict => {
  const { name, disk } = desired;
  const found = findDeclared(disk, facts);
  if (!found.found) return refuse(found.reason, found.advice);
  const state = groupState(name, found, facts.value(lvm));
  if (state.state === 'foreign' && !(base === 'new' && state.goesWithDisk)) return refuse(state.reason, state.advice);
  if (base === 'unseen') return later(`whether ${name} is there can be read once lvm2 is installed`);
  if (state.state !== 'own') {
    if (facts.value(kernel)?.[MODULE] === 'missing') {
      return refuse(
        `the kernel has no device mapper (module ${MODULE})`,
        'Install the kernel package of the distribution.',
      );
    }
    const problem = fit(desired, freshExtents(found.device.bytes));
    return problem === undefined ? create(desired, found) : refuseSizes(problem);
  }
  const { group, volume } = state;
  if (group.extentSize !== EXTENT) {
    return refuse(
      `${name} has extents of ${formatBytes(group.extentSize)}, not 4 MiB`,
      `If its volumes allow it: vgchange --physicalextentsize 4m ${name}`,
    );
  }
  const problem = fit(desired, group.extents, group);
  if (problem !== undefined) return refuseSizes(problem);
  const missing = groupTags(volume.uuid).filter((tag) => !group.tags.includes(tag));
  if (missing.length > 0) return retag(name, missing, group.tags);
  const count = desired.volumes.length;
  return fine(`${name} has ${extentBytes(group.extents)}, and its ${count} wanted volume${count === 1 ? '' : 's'} fit`);
};

const checks = (desired: VolumeGroupDesired, facts: Facts): readonly Check[] => {
  const { name, reserve } = desired;
  const group = facts.value(lvm)?.volumeGroups.find((candidate) => candidate.name === name);
  if (group === undefined) return [expectEqual(`${name} exists`, 'volume group', 'absent')];
  const tags = groupTags(group.physicalVolumes[0]?.uuid ?? '(none)');
  const snapshots = group.logicalVolumes.filter(({ origin }) => origin !== undefined);
  const free = group.freeExtents + extentsOf(snapshots);
  const reserved = reservedExtents(reserve, group.extents);
  const overflowed = snapshots.filter(({ invalid }) => invalid).map((snapshot) => snapshot.name);
  return [
    expectEqual(`${name} exists`, 'volume group', 'volume group'),
    expectEqual(`${name} tags`, tags.join(' '), tags.filter((tag) => group.tags.includes(tag)).join(' ')),
    {
      id: `${name} free`,
      expected: `at least ${reserve} = ${extentBytes(reserved)}, snapshots included`,
      actual: extentBytes(free),
      outcome: free >= reserved ? 'pass' : 'fail',
    },
    expectEqual(`${name} snapshots`, 'none overflowed', `${overflowed.join(', ') || 'none'} overflowed`),
  ];
};

/** An LVM volume group that carries the tags `jts` and `jts.pv=<UUID of its physical volume>`. */
export const volumeGroup = defineKind<VolumeGroupDesired>({
  kind: 'volume-group',
  id: ({ name }) => name,
  on: ({ name }) => [physicalVolume.ref(name)],
  needs: ({ disk }) => [...diskNeeds(disk), need(lvm, null), need(kernel, MODULE)],
  diff,
  undo: (desired, facts, _before, context) => undoVolumeGroup(desired, facts, context),
  checks,
});
