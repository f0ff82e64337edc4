import { mountPointOfFunction } from './mount-point-of.ts';
import { sh, type Shell } from './sh.ts';

/** Share of an ext4 that stays reserved for root: a large database volume does not need the usual 5 %. */
export const RESERVED_PERCENT = 1;

/**
 * Bash that grows the ext4 or XFS on a device to the size of the device, and does nothing where there is none. Both grow
 * while they are mounted, XFS only then; so one that is not mounted gets a mount that no other process sees and that ends
 * with its process.
 */
export const growFilesystem = (device: string): Shell => sh`
  ${mountPointOfFunction}
  grow() {
    case $type in
    ext4)
      resize2fs -- "$device"
      # Growing online leaves the reserved blocks as many as they were.
      tune2fs -m ${RESERVED_PERCENT} -- "$device"
      ;;
    xfs) xfs_growfs -d -- "$mount_point" ;;
    esac
  }
  # shellcheck disable=SC2317 # called by its name, in another process
  grow_unseen() {
    mount --types "$type" -- "$device" "$mount_point"
    grow
  }
  device=${device}
  mount_point_of "$device"
  type=$(blkid --probe --match-tag TYPE --output value -- "$device") || type=none
  case $type in
  ext4 | xfs)
    if [[ -n $mount_point ]]; then
      grow
    else
      mount_point=/run
      export device type mount_point
      export -f grow grow_unseen
      unshare --mount -- bash -euc grow_unseen
    fi
    ;;
  none) ;;
  *)
    echo "$type on $device cannot be grown by jts" >&2
    exit 1
    ;;
  esac
`;
