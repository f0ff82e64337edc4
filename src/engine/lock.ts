import type { Failure } from '../model/failure.ts';
import { sh, type Shell } from '../shell/sh.ts';
import type { ScriptOutcome } from './session.ts';

/** Where a host notes who works on it; the kernel drops the lock when its holder dies, and a reboot drops the file. */
const LOCK_FILE = '/run/jts.lock';

/** Exit status of the script when another controller holds the lock; its output is then who and since when. */
const BUSY_STATUS = 75;

/** Exit status of the script when the lock could not be taken at all. */
const UNLOCKABLE_STATUS = 74;

/**
 * Bash that takes the host's lock for as long as the session's shell lives, notes the holder, and then runs a script apart.
 * The lock is taken in that very shell. Children inherit `$lock`: what may outlive the session (a change, which may start a
 * daemon; a probe) closes it first.
 */
export const underLock = (holder: string, script: Shell): Shell => sh`
  take_lock() {
    umask 077
    exec {lock}<>${LOCK_FILE} || return ${UNLOCKABLE_STATUS}
    umask 022
    if ! flock --nonblock "$lock"; then
      cat -- ${LOCK_FILE}
      return ${BUSY_STATUS}
    fi
    TZ=UTC printf '%s, since %(%Y-%m-%d %H:%M:%S)T UTC\n' ${holder} -1 >${LOCK_FILE} || return ${UNLOCKABLE_STATUS}
  }
  take_lock && (
  ${script}
  )
`;

/** Why a script that was to run {@link underLock} did not run; `undefined` where it did. */
export const lockFailure = (host: string, { status, stdout, stderr }: ScriptOutcome): Failure | undefined => {
  if (status === BUSY_STATUS) {
    const message = `${host} is being changed by ${stdout.trim()}`;
    return { kind: 'busy', host, message, advice: 'Wait until that run has ended, then run again.' };
  }
  if (status === UNLOCKABLE_STATUS) {
    const message = `${host}: the lock could not be taken: ${stderr.trim()}`;
    return { kind: 'fact', host, message, advice: `Look at /run on the host: jts facts ${host}` };
  }
  return undefined;
};
