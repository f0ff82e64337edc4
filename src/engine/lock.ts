import { sh, type Shell } from '../shell/sh.ts';

/** Where a host notes who works on it; the kernel drops the lock when its holder dies, and a reboot drops the file. */
const LOCK_FILE = '/run/jts.lock';

/** Exit status of the lock script when another controller holds the lock; its output is then who and since when. */
export const BUSY_STATUS = 75;

/**
 * Bash that takes the host's lock for as long as the session's shell lives, and notes the holder.
 * It runs in that very shell; children do not keep the lock, because a daemon that a change starts must not hold it.
 */
export const lockScript = (holder: string): Shell => sh`
  take_lock() {
    exec {lock}<>${LOCK_FILE} || return
    chmod 0600 -- ${LOCK_FILE} || return
    if ! flock --nonblock "$lock"; then
      cat -- ${LOCK_FILE}
      return ${BUSY_STATUS}
    fi
    TZ=UTC printf '%s, since %(%Y-%m-%d %H:%M:%S)T UTC\n' ${holder} -1 >${LOCK_FILE}
  }
  take_lock
`;
