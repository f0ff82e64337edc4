import { sh, type Shell } from './sh.ts';

/** Where a host keeps what it must not lose when jts writes to a disk; one folder a time and disk. */
const BACKUPS = '/var/lib/jts/backup';

/** What there is to be saved besides /etc/fstab. */
export interface DiskBackup {
  /** Names the disk in the folder's name. */
  readonly label: string;
  /** Whether a partition table is on it. */
  readonly table: boolean;
  /** Whether there are volume groups on the host. */
  readonly volumeGroups: boolean;
}

/** Bash that saves /etc/fstab, the partition table of `$device` and the metadata of all volume groups into `$backup`. */
export const backUpDisk = ({ label, table, volumeGroups }: DiskBackup): Shell => sh`
  TZ=UTC printf -v backup '%s/%(%Y%m%dT%H%M%SZ)T-%s' ${BACKUPS} -1 ${label.replaceAll(/[^\w.-]/g, '_')}
  install --directory --mode=0700 -- "$backup"
  [[ ! -e /etc/fstab ]] || cp --preserve -- /etc/fstab "$backup/fstab"
  ${table ? sh`sfdisk --dump -- "$device" >"$backup/partitions.sfdisk"` : sh`:`}
  ${volumeGroups ? sh`lvm vgcfgbackup --quiet --file "$backup/%s.vgcfg" >/dev/null` : sh`:`}
  sync --file-system -- "$backup"
`;

/** Bash that erases every signature of the claimed disk, partitions first, each saved into `$backup` before. */
export const wipeDisk: Shell = sh`
  for node in "\${nodes[@]:1}" "\${nodes[0]}"; do
    HOME=$backup wipefs --all --backup -- "/dev/$node"
  done
  udevadm settle
`;
