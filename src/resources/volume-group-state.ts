import type { Lvm, PhysicalVolume, VolumeGroup } from '../facts/lvm.ts';
import { ownUuid } from './declared-disk.ts';
import { describeDisk, type FoundDisk } from './identify-disk.ts';

/** Tag of everything that jts made with LVM. */
export const TAG = 'jts';
/** Tag of the snapshots that jts's backups take. */
export const SNAPSHOT_TAG = 'jts.snap';

/** The tags of a volume group of ours: the second one names its physical volume. */
export const groupTags = (uuid: string): readonly string[] => [TAG, `jts.pv=${uuid}`];

/** How things stand with the volume group of a name: not there, ours on the declared disk, or somebody else's. */
export type GroupState =
  | { readonly state: 'none' }
  | { readonly state: 'own'; readonly group: VolumeGroup; readonly volume: PhysicalVolume }
  | {
      readonly state: 'foreign';
      /** Whether it is on the declared disk and nowhere else, so that it goes when that disk is wiped. */
      readonly goesWithDisk: boolean;
      readonly reason: string;
      readonly advice: string;
    };

const isOwn = ({ tags }: VolumeGroup, { uuid }: PhysicalVolume, found: FoundDisk): boolean =>
  tags.includes(`jts.pv=${uuid}`) || uuid === ownUuid(found);

/** Judges the volume group of a name by its tags and by the disk it is on. */
export const groupState = (name: string, found: FoundDisk, lvm: Lvm | undefined): GroupState => {
  const group = lvm?.volumeGroups.find((candidate) => candidate.name === name);
  if (group === undefined) return { state: 'none' };
  const volume = group.physicalVolumes.find(({ path }) => path === found.device.path);
  const on = group.physicalVolumes
    .map(({ path, missing, uuid }) => (missing ? `missing device ${uuid}` : path))
    .join(', ');
  if (volume === undefined) {
    return {
      state: 'foreign',
      goesWithDisk: false,
      reason: `the name ${name} is taken by a volume group on ${on}, not on ${describeDisk(found)}`,
      advice: 'Choose another name with hot.vg, or rename that volume group with vgrename.',
    };
  }
  if (isOwn(group, volume, found)) return { state: 'own', group, volume };
  return {
    state: 'foreign',
    goesWithDisk: group.physicalVolumes.length === 1,
    reason: `volume group ${name} on ${on} was not made by jts: it does not carry the tag jts.pv=${volume.uuid}`,
    advice: `If jts is to look after it: vgchange --addtag jts.pv=${volume.uuid} ${name}`,
  };
};

/** The physical volume on a disk that an earlier run began, before there was a volume group. */
export const begunVolume = (found: FoundDisk, lvm: Lvm | undefined): PhysicalVolume | undefined =>
  lvm?.orphans.find(({ path, uuid }) => path === found.device.path && uuid === ownUuid(found));
