import { sh, type Shell } from './sh.ts';

/** Bash that defines `mount_point_of DEVICE`: leaves the first place where it is mounted in `mount_point`, or nothing. */
export const mountPointOfFunction: Shell = sh`
  mount_point_of() {
    local lines line
    mount_point=
    mapfile -t lines </proc/self/mounts
    for line in "\${lines[@]}"; do
      if [[ $line == /* && \${line%% *} -ef $1 ]]; then
        line=\${line#* }
        printf -v mount_point '%b' "\${line%% *}"
        return
      fi
    done
  }
`;
