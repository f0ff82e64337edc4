import { findMarkFunction } from '../shell/formatted-mark.ts';
import { mountPointOfFunction } from '../shell/mount-point-of.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { isUnfinishedFunction } from '../shell/unfinished-filesystem.ts';

/**
 * Prints `device PATH NAME BYTES` for each that is there, `formatted NAME` where jts made a file system on it, what wipefs
 * finds on them, `unfinished NAME` where an mkfs was cut off, which is asked only of what jts did not see the end of and is
 * not mounted, what debugfs says of all other ext4 (in one process), and `xfs NAME` with the geometry of each other XFS: from
 * the kernel where it is mounted, since the copy on the disk lags behind a growth.
 */
export const filesystemsScript = (devices: readonly string[]): Shell => sh`
  ${mountPointOfFunction}
  ${findMarkFunction}
  ${isUnfinishedFunction}
  devices=(${devices})
  mapfile -t targets < <(readlink --canonicalize-missing -- "\${devices[@]}")
  names=()
  declare -A formatted=()
  for index in "\${!devices[@]}"; do
    name=\${targets[index]##*/}
    [[ -b \${targets[index]} ]] || continue
    read -r sectors <"/sys/class/block/$name/size"
    echo "device \${devices[index]} $name $((sectors * 512))"
    find_mark "$name"
    if [[ -n $mark && -e $mark ]]; then
      formatted[$name]=1
      echo "formatted $name"
    fi
    names+=("$name")
  done
  [[ \${#names[@]} -gt 0 ]] || exit 0
  found=$(wipefs --json --output DEVICE,TYPE,UUID,LABEL -- "\${names[@]/#//dev/}")
  echo "$found"
  echo 'end of wipefs'
  ext4=()
  xfs=()
  was_cut_off() {
    [[ -z \${formatted[$2]-} ]] || return
    mount_point_of "/dev/$2"
    [[ -z $mount_point ]] && is_unfinished "$1" "/dev/$2" </dev/null
  }
  while IFS= read -r line; do
    if [[ $line == *([ ])'"device": "'* ]]; then
      line=\${line#*: \"}
      name=\${line%%\"*}
    elif [[ $line == *([ ])'"type": "'@(ext4|xfs)'"'* ]]; then
      line=\${line#*: \"}
      type=\${line%%\"*}
      if was_cut_off "$type" "$name"; then
        echo "unfinished $name"
      elif [[ $type == ext4 ]]; then
        ext4+=("$name")
      else
        xfs+=("$name")
      fi
    fi
  done <<<"$found"
  if [[ \${#ext4[@]} -gt 0 ]]; then
    debugfs -f <(printf 'open -c /dev/%s\nshow_super_stats -h\nclose\n' "\${ext4[@]}") 2>&1
  fi
  for name in "\${xfs[@]}"; do
    mount_point_of "/dev/$name"
    echo "xfs $name"
    if ! command -v xfs_db >/dev/null; then
      echo 'no xfsprogs'
    elif [[ -n $mount_point ]]; then
      xfs_spaceman -c info -- "$mount_point"
    else
      xfs_db -r -c info -- "/dev/$name"
    fi
  done
`;
