import { formatBytes, parseSize } from './size.ts';

/** Bytes of one extent, and of what a physical volume keeps for itself before the first one. */
export const EXTENT = 4 * 2 ** 20;

/** A logical volume as far as its room is concerned. */
export interface VolumeSize {
  readonly name: string;
  /** `17%` of the volume group, or `512MiB`, `800GiB`, `1.5TiB`. */
  readonly size: string;
  /** The least that a percentage comes to: `128MiB`. */
  readonly atLeast: string;
}

export const extentBytes = (extents: number): string => formatBytes(extents * EXTENT);

/** Extents of a volume group on a blank device of this many bytes: data starts at 4 MiB, a last part extent is lost. */
export const freshExtents = (bytes: number): number => Math.max(0, Math.floor(bytes / EXTENT) - 1);

/** Extents of a size: shares are rounded down to an extent, amounts up, as lvcreate does. */
const extentsOf = (size: string, total: number): number => {
  const { of, numerator, denominator } = parseSize(size);
  if (of === 'whole') return Number((BigInt(total) * numerator) / denominator);
  const unit = denominator * BigInt(EXTENT);
  return Number((numerator + unit - 1n) / unit);
};

/** Extents that a volume is to have in a volume group of `total` extents. */
export const wantedExtents = ({ size, atLeast }: VolumeSize, total: number): number => {
  const extents = extentsOf(size, total);
  return size.endsWith('%') ? Math.max(extents, extentsOf(atLeast, total)) : extents;
};

/** Extents that are to stay free: a share of all, rounded up. */
export const reservedExtents = (reserve: string, total: number): number => {
  const { numerator, denominator } = parseSize(reserve);
  return Number((BigInt(total) * numerator + denominator - 1n) / denominator);
};

export interface Room {
  readonly vg: string;
  readonly total: number;
  /** Extents that volumes have which are not among the wanted ones, snapshots aside: the reserve is there for these. */
  readonly others: number;
  /** Share that stays free: `15%`. */
  readonly reserve: string;
}

/** Says with all the numbers why the volumes do not fit, or nothing where they do. */
export const misfit = (volumes: readonly VolumeSize[], room: Room): string | undefined => {
  const wanted = volumes.map((volume) => ({ ...volume, extents: wantedExtents(volume, room.total) }));
  const sum = wanted.reduce((extents, volume) => extents + volume.extents, 0);
  const reserved = reservedExtents(room.reserve, room.total);
  const available = room.total - reserved - room.others;
  if (sum <= available) return undefined;
  const each = wanted.map(({ name, size, extents }) => `${name} ${size} = ${extentBytes(extents)}`).join(', ');
  const others = room.others === 0 ? '' : ` and ${extentBytes(room.others)} of other volumes`;
  return (
    `the volumes do not fit into ${room.vg}: wanted ${extentBytes(sum)} (${each}), ` +
    `available ${extentBytes(Math.max(0, available))} of ${extentBytes(room.total)} ` +
    `after the reserve of ${room.reserve} = ${extentBytes(reserved)}${others}`
  );
};
