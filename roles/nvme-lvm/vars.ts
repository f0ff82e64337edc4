import { DiskIdentity, mapperPath, plainPath, timeSpan, Type, type Static } from 'jts';
import { lvmName, percent, usualVolumes, Volumes, type Volume } from './volumes.ts';

export type { Volume } from './volumes.ts';

/** The hot tier: how it is laid out on its disk. */
export const Hot = Type.Object(
  {
    layout: Type.Enum(['lvm', 'directory'], {
      default: 'lvm',
      description: 'lvm: a volume group on disks.hot; directory: plain directories below root, nothing is partitioned.',
    }),
    vg: lvmName('Volume group', { default: 'vg_jts' }),
    root: plainPath('Directory of the hot tier in layout directory', { default: '/data/jts/hot' }),
    reserve: percent('Share of the volume group that stays free for snapshots and growth', { default: '15%' }),
    deviceTimeout: timeSpan('How long a boot waits for a volume to show up before it goes on without', {
      default: '10s',
    }),
    volumes: Volumes,
  },
  { additionalProperties: false, default: {}, description: 'Hot tier: databases and live data on NVMe.' },
);

export type Hot = Static<typeof Hot>;

/** Disks by what they are for; `hot` is needed in layout `lvm` only, which the plan says where it is missing. */
export const Disks = Type.Object(
  { hot: Type.Optional(DiskIdentity) },
  { default: {}, description: 'Disks of the host, by lasting names.' },
);

export const Vars = Type.Object({ disks: Disks, hot: Hot });

export type Vars = Static<typeof Vars>;

/** A volume with its name. */
export interface NamedVolume extends Volume {
  readonly name: string;
}

/** The volumes that jts looks after: those of a JTS host first, in their usual order, then the others by name. */
export const wantedVolumes = (hot: Hot): readonly NamedVolume[] => {
  const place = (name: string) => (usualVolumes.includes(name) ? usualVolumes.indexOf(name) : usualVolumes.length);
  return Object.entries(hot.volumes)
    .map(([name, volume]) => ({ name, ...volume }))
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1));
};

/** The device of a volume, which its file system and mount name. */
export const volumeDevice = ({ vg }: Hot, { name }: NamedVolume): string => mapperPath(vg, name);
