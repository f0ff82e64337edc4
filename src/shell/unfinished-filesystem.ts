import { sh, type Shell } from './sh.ts';

/** Seconds for e2fsck: an empty ext4 of 373 GiB took 3 on an emulated host where it was whole, and 51 where it was torn. */
const CHECK_SECONDS = 20;

/**
 * Bash that defines `is_unfinished TYPE DEVICE`: succeeds for an ext4 or XFS whose mkfs was cut off, and which nothing can have
 * been put on. An XFS says so itself until the last write of its mkfs. An ext4 does not, as its start may reach the disk before
 * the rest: it was never mounted, uses no inode but its own eleven, and e2fsck does not find it whole in time.
 */
export const isUnfinishedFunction: Shell = sh`
  is_unfinished() {
    local super inodes
    case $1 in
      xfs) [[ $(xfs_db -r -c 'sb 0' -c 'print inprogress' -- "$2") == 'inprogress = 1' ]] ;;
      ext4)
        super=$(dumpe2fs -h -- "$2" 2>/dev/null)
        [[ $super =~ 'Last mount time:'\ +'n/a' && $super =~ 'Inode count:'\ +([0-9]+) ]] || return
        inodes=\${BASH_REMATCH[1]}
        [[ $super =~ 'Free inodes:'\ +([0-9]+) && $((inodes - BASH_REMATCH[1])) == 11 ]] || return
        ! timeout ${CHECK_SECONDS} e2fsck -f -n -- "$2" &>/dev/null
        ;;
    esac
  }
`;
