import { wantedVolumes, type Hot, type NamedVolume } from '../nvme-lvm/vars.ts';

/** Where a volume's data goes: its mount point, or in layout `directory` a directory of the same name below the root. */
export interface Place extends NamedVolume {
  readonly path: string;
}

const depth = ({ path }: Place): number => path.split('/').length;

/** The places of all wanted volumes, those that others may lie in first. */
export const placesOf = (hot: Hot): readonly Place[] =>
  wantedVolumes(hot)
    .map((volume) => ({
      ...volume,
      path: hot.layout === 'lvm' ? volume.mount : `${hot.root}/${volume.mount.split('/').at(-1) ?? ''}`,
    }))
    .sort((a, b) => depth(a) - depth(b));
