import { sh, type Shell } from './sh.ts';

/** What roles that run side by side on one host, and other runs of jts, take turns at. */
export type Turn = 'apt' | 'directories' | 'fstab' | 'systemd';

/**
 * Bash that runs a script while it holds a lock of the host, for which it waits so many seconds. The script does not inherit
 * the lock: a daemon that it starts would hold it for good.
 */
export const inTurn = (turn: Turn, seconds: number, script: Shell): Shell => {
  const file = `/run/lock/jts-${turn}.lock`;
  return sh`
    (
      exec {guard}>${file}
      flock -w ${seconds} "$guard" || {
        printf '%s\n' ${`${file} is held by another process; run again when it has ended`} >&2
        exit 1
      }
      (
        exec {guard}>&-
    ${script}
      )
    )
  `;
};
