import { lvm, type LogicalVolume, type VolumeGroup } from '../facts/lvm.ts';
import type { VolumeSize } from '../model/extents.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import type { Facts } from '../model/fact.ts';
import { change, fine, refuse, type PlanContext, type Verdict } from '../model/resource.ts';
import { lines, sh } from '../shell/sh.ts';
import { unusedGroup } from '../shell/unused-group.ts';
import { destroyWord, findDeclared, KEPT } from './declared-disk.ts';
import { describeDisk } from './identify-disk.ts';
import { groupState, SNAPSHOT_TAG, TAG } from './volume-group-state.ts';

/** A volume group with extents of 4 MiB on one physical volume, and the volumes that have to fit into it. */
export interface VolumeGroupDesired {
  readonly name: string;
  readonly disk: DeclaredDisk;
  /** Share that stays free: `15%`. */
  readonly reserve: string;
  readonly volumes: readonly VolumeSize[];
}

/** Volumes that take room from the wanted ones; snapshots live in the reserve. */
export const others = ({ volumes }: VolumeGroupDesired, group: VolumeGroup): readonly LogicalVolume[] =>
  group.logicalVolumes.filter(
    ({ name, origin }) => origin === undefined && volumes.every((wanted) => wanted.name !== name),
  );

const isOurs = ({ tags }: LogicalVolume): boolean => tags.includes(TAG) || tags.includes(SNAPSHOT_TAG);

/** Takes a volume group of jts away with all its volumes, where the operator named the serial of its disk. */
export const undoVolumeGroup = (desired: VolumeGroupDesired, facts: Facts, context: PlanContext): Verdict => {
  const { name, disk } = desired;
  const word = destroyWord(name, disk, facts, context);
  if (word.given === 'wrong') return word.refusal;
  const found = findDeclared(disk, facts);
  if (!found.found) return fine(found.reason);
  const state = groupState(name, found, facts.value(lvm));
  if (state.state !== 'own') return fine(`${describeDisk(found)} has no volume group ${name} of jts`);
  if (!word.given) return fine(KEPT);
  const { group } = state;
  const foreign = group.logicalVolumes.filter((volume) => !isOurs(volume)).map((volume) => volume.name);
  if (foreign.length > 0) {
    return refuse(
      `${name} holds logical volumes that jts did not make: ${foreign.join(', ')}`,
      `Move their data elsewhere and remove them, or tag them if they may go: lvchange --addtag ${TAG} ${name}/<name>`,
    );
  }
  if (group.physicalVolumes.length > 1) {
    const paths = group.physicalVolumes.map(({ path }) => path).join(', ');
    return refuse(
      `${name} spans several devices: ${paths}`,
      `Take the others out of it first: vgreduce ${name} <device>`,
    );
  }
  const rest = others(desired, group).map((volume) => volume.name);
  const lost = `volume group ${name}${rest.length > 0 ? ` with ${rest.join(', ')}` : ''}`;
  return change({
    action: 'remove',
    from: lost,
    to: 'nothing',
    reason: 'the operator allows the data on this disk to be destroyed',
    run: lines([
      unusedGroup(name),
      ...rest.map((volume) => sh`lvm lvremove --quiet --yes --select ${`lv_tags={${TAG}}`} -- ${`${name}/${volume}`}`),
      // Without --force and --yes it refuses when a volume is left that the plan did not see.
      sh`lvm vgremove --quiet -- ${name}`,
    ]),
    deadline: 120,
    before: { tags: group.tags },
    destroys: lost,
    irreversible: lost,
    risk: 'data',
  });
};
