import { sh, type Shell } from './sh.ts';

/** Where a host keeps, by the UUID of the device mapper, on which volumes jts has made a file system: empty files. */
export const MARKS = '/var/lib/jts/filesystems';

/**
 * Bash that defines `find_mark NAME`: leaves in `mark` the path of the mark of a device by its kernel name, or nothing for
 * what is no volume. A volume with a mark and without a file system is damaged, not new.
 */
export const findMarkFunction: Shell = sh`
  find_mark() {
    local uuid
    mark=
    [[ ! -r /sys/class/block/$1/dm/uuid ]] || {
      read -r uuid <"/sys/class/block/$1/dm/uuid"
      mark=${MARKS}/$uuid
    }
  }
`;

/** Bash that leaves in `mark` what `find_mark` finds for the device at `$device`, without a process to learn its name. */
const findMarkOfDevice: Shell = sh`
  ${findMarkFunction}
  mark=
  for node in /sys/class/block/dm-*; do
    [[ /dev/\${node##*/} -ef $device ]] || continue
    find_mark "\${node##*/}"
    break
  done
`;

/** Bash that marks `$device` as one that jts has made a file system on. */
export const setMark: Shell = sh`
  ${findMarkOfDevice}
  if [[ -n $mark ]]; then
    [[ -d ${MARKS} ]] || install --directory --mode=0755 -- ${MARKS}
    : >"$mark"
  fi
`;

/** Bash that runs a removal of the volume `$device`, and then takes its mark away. */
export const removeWithMark = (removal: Shell): Shell => sh`
  ${findMarkOfDevice}
  ${removal}
  [[ -z $mark ]] || rm --force -- "$mark"
`;
