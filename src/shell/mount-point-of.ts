import { sh, type Shell } from './sh.ts';

/** Bash that defines `mount_point_of DEVICE`: leaves the first place where it is mounted in `mount_point`, or nothing. */
export const mountPointOfFunction: Shell = sh`
  mount_point_of() {
    local source target rest
    mount_point=
    while read -r source target rest; do
      if [[ $source == /* && $source -ef $1 ]]; then
        printf -v mount_point '%b' "$target"
        return
      fi
    done </proc/self/mounts
  }
`;
