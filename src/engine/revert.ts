import { lines, sh, type Shell } from '../shell/sh.ts';
import { journalFunction } from './journal.ts';
import { BATCH_FILE, JOURNAL_FILE, REVERT_DIRECTORY, RUN_DIRECTORY } from './places.ts';

/** Bash that waits for that word; `watch.sh BATCH SECONDS`, or of all batches that a boot finds. */
const WATCH_FILE = `${REVERT_DIRECTORY}/watch.sh`;

/** What is held while a host reverts, or is told that all is well. */
const LOCK_FILE = `${RUN_DIRECTORY}/revert.lock`;

/** The unit that watches after a boot; there only as long as something is armed. */
const BOOT_UNIT = '/etc/systemd/system/jts-revert.service';
const BOOT_WANTS = '/etc/systemd/system/sysinit.target.wants';
const BOOT_LINK = `${BOOT_WANTS}/jts-revert.service`;

/** Seconds after the end of a batch in which jts has to come back on a new connection: those of `netplan try`. */
const PATIENCE = 120;

/** Seconds after a boot in which it has to, unless the boot ended in an emergency: the slowest host seen was up after 60. */
const BOOT_PATIENCE = 180;

/** Seconds for one revert; unmounting what does not answer takes 35. */
const REVERT_DEADLINE = 120;

/** Seconds to wait until a revert that has begun has ended. */
const LOCK_WAIT = 600;

/** Without default dependencies, because a boot that fstab keeps from its end does not come to those. */
const bootUnit = `[Unit]
Description=Take back what jts changed last, unless it comes back
DefaultDependencies=no
RequiresMountsFor=${REVERT_DIRECTORY}
After=systemd-remount-fs.service
Conflicts=shutdown.target

[Service]
ExecStart=/bin/bash ${WATCH_FILE} boot
`;

const revertFunctions: Shell = sh`
  ${journalFunction}
  revert() {
    local scripts=("$1"/*.sh) index entry event
    for ((index = \${#scripts[@]} - 1; index >= 0; index -= 1)); do
      IFS= read -r entry <"\${scripts[index]}"
      event=reverted
      timeout -k 5 ${REVERT_DEADLINE} bash -euo pipefail "\${scripts[index]}" </dev/null || event=not-reverted
      entry=\${entry:1}
      journal "\${entry/@event/$event}"
    done
    sync -- ${JOURNAL_FILE}
    rm -rf -- "$1"
    systemctl daemon-reload
  }
  fire() {
    local lock folder
    install -d -m 0700 -- ${RUN_DIRECTORY}
    exec {lock}>${LOCK_FILE}
    flock "$lock"
    for folder in "$@"; do [[ ! -d $folder ]] || revert "$folder"; done
    rm -f -- ${BOOT_UNIT} ${BOOT_LINK}
    exec {lock}>&-
  }
`;

/**
 * Bash that waits until jts comes back, and takes its changes back when it does not; a boot that fstab brought to an emergency
 * is not waited for, and begins anew once fstab is as it was.
 */
export const watchScript: Shell = sh`
  set -uo pipefail
  export LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  umask 022
  cd /
  shopt -s nullglob
  ${revertFunctions}
  is_at_work() {
    local batch='' pid=''
    read -r batch pid 2>/dev/null <${BATCH_FILE}
    [[ $batch == "$what" ]] && kill -0 "$pid" 2>/dev/null
  }
  is_emergency() { systemctl --quiet is-active emergency.target; }
  watch_batch() {
    local quiet=0
    while [[ -d $1 && $quiet -le ${PATIENCE} ]]; do
      quiet=$((quiet + 1))
      ! is_at_work || quiet=0
      read -r -t 1 -u "$never"
    done
    [[ ! -d $1 ]] || fire "$1"
  }
  watch_boot() {
    local seconds=0 state
    while [[ -d \${1-} && $seconds -le ${BOOT_PATIENCE} ]] && ! is_emergency; do
      seconds=$((seconds + 2))
      read -r -t 2 -u "$never"
    done
    [[ -d \${1-} ]] || return 0
    fire "$@"
    until state=$(systemctl is-system-running) || [[ $state == degraded ]]; do
      ! is_emergency || systemctl --no-block reboot
      read -r -t 2 -u "$never"
    done
  }
  what=$1
  exec {never}<> <(:)
  if [[ $what == boot ]]; then watch_boot ${REVERT_DIRECTORY}/*/; else watch_batch ${`${REVERT_DIRECTORY}/`}"$what"; fi
`;

const startWatch = (batch: string): Shell => sh`
  start_watch() {
    install -d -m 0700 -- ${REVERT_DIRECTORY} ${`${REVERT_DIRECTORY}/${batch}`} || return
    # What stands in single quotes is for another shell.
    # shellcheck disable=SC1003,SC2016
    printf '%s\n' ${watchScript.text} >${WATCH_FILE} || return
    printf '%s' ${bootUnit} >${BOOT_UNIT} || return
    [[ -d ${BOOT_WANTS} ]] || install -d -- ${BOOT_WANTS} || return
    ln -sf -- ${BOOT_UNIT} ${BOOT_LINK} || return
    systemd-run --quiet --collect ${`--unit=jts-revert-${batch}`} bash ${WATCH_FILE} ${batch}
  }
`;

/** How a change, by its number in the batch, is taken back. */
export interface Revert {
  readonly number: number;
  readonly script: Shell;
}

const declaration = ({ number, script }: Revert): Shell => sh`
  # shellcheck disable=SC1003,SC2016
  batch_reverts[${number}]=${script.text}
`;

/**
 * Bash that starts to watch for a batch, and defines `arm NUMBER…` for a shell that has opened the journal: it has the reverts
 * of these changes on the disk before they begin, and fails where that cannot be; in the order in which they begin, so that
 * the last is reverted first.
 */
export const watching = (batch: string, reverts: readonly Revert[]): Shell =>
  reverts.length === 0
    ? sh`arm() { :; }`
    : sh`
        declare -A batch_reverts=()
        ${lines(reverts.map(declaration))}
        ${startWatch(batch)}
        arm() {
          local number file folder=${`${REVERT_DIRECTORY}/${batch}`} armed=()
          for number in "$@"; do
            [[ -n \${batch_reverts[$number]-} ]] || continue
            [[ -n $is_watched ]] || return
            file=$folder/\${EPOCHREALTIME/./}-$number.sh
            printf '#%s\n%s\n' "\${batch_entries[$number]}" "\${batch_reverts[$number]}" >"$file" || return
            armed+=("$file")
          done
          [[ \${#armed[@]} == 0 ]] || sync_files ${[WATCH_FILE, BOOT_UNIT, BOOT_WANTS]} "$folder" "\${armed[@]}"
        }
        is_watched=
        start_watch && is_watched=1
      `;

/**
 * Bash that tells the host that all is well, because jts reaches it on a new connection; while a batch is at work it may
 * not be yet. It waits for a revert that has begun.
 */
export const disarm: Shell = sh`
  disarm() {
    local lock
    [[ -d ${REVERT_DIRECTORY} && ! -s ${BATCH_FILE} ]] || return 0
    exec {lock}>${LOCK_FILE} || return
    flock --timeout ${LOCK_WAIT} "$lock" || return
    rm -rf -- ${REVERT_DIRECTORY} ${BOOT_UNIT} ${BOOT_LINK}
    exec {lock}>&-
  }
`;
