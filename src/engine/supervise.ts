import { sh, type Shell } from '../shell/sh.ts';
import { ORPHAN_SECONDS } from './lease.ts';
import { BATCH_FILE, LOG_DIRECTORY, SCRIPT_FILE, STOP_FILE, UNIT_FILE } from './places.ts';

/** Logs that are kept. */
const MOST_LOGS = 50;

/** Seconds beyond the deadlines of its changes after which systemd ends a batch. */
const GRACE = 120;

/** Seconds between two looks at a log, on file systems that tell tail of no change, such as an overlay. */
const LOOK_AFTER = 0.1;

/** Seconds that a host which shuts down leaves to the change in hand. */
const STOP_SECONDS = 120;

/** Exit status of the script when the batch could not be started; nothing was changed then. */
export const NOT_STARTED_STATUS = 73;

/** A batch to be started or followed. */
export interface Supervised {
  /** Unique on the host: the run's name, a dash, and a number. */
  readonly id: string;
  /** A word that no host can guess; every line of the log that counts begins with it. */
  readonly mark: string;
  readonly script: Shell;
  /** Seconds that its changes may take. */
  readonly seconds: number;
  /** What the kernel calls the boot in which the host was looked at: in another one, what was planned may be wrong. */
  readonly boot: string;
}

/**
 * What systemd runs of a batch beside the batch itself: `stop` when the host shuts down, which lets the change in hand end,
 * and `ended` at last, which says so for a batch that could not. A file, because systemd 252 does not keep the quoting of
 * such commands over a reload.
 */
const unitScript: Shell = sh`
  case $1 in
    stop)
      [ -n "$MAINPID" ] || exit 0
      : >${STOP_FILE}
      exec tail --pid="$MAINPID" -f /dev/null
      ;;
    ended)
      read -r id _ <${BATCH_FILE}
      [ "$id" = "$2" ] || exit 0
      echo "$3 ended $SERVICE_RESULT" >>"${LOG_DIRECTORY}/$2.log"
      : >${BATCH_FILE}
      ;;
  esac
`;

const startBatch = ({ id, mark, script, seconds }: Supervised): Shell => {
  const log = `${LOG_DIRECTORY}/${id}.log`;
  const properties = [
    `Description=jts batch ${id}`,
    'Type=exec',
    'KillMode=mixed',
    'IgnoreSIGPIPE=no',
    'Environment=LC_ALL=C TZ=UTC PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `RuntimeMaxSec=${seconds + GRACE}`,
    `TimeoutStopSec=${STOP_SECONDS}`,
    `ExecStop=/bin/sh ${UNIT_FILE} stop`,
    `ExecStopPost=/bin/sh ${UNIT_FILE} ended ${id} ${mark}`,
    `StandardOutput=append:${log}`,
    `StandardError=append:${log}`,
  ].map((property) => `--property=${property}`);
  return sh`
    start_batch() {
      local logs status
      if [[ ! -d /run/systemd/system ]]; then
        echo 'systemd does not run there' >&2
        return 1
      fi
      [[ -d ${LOG_DIRECTORY} ]] || install -d -m 0700 -- ${LOG_DIRECTORY} || return
      logs=(${LOG_DIRECTORY}/*)
      [[ \${#logs[@]} -lt ${MOST_LOGS} ]] || rm -f -- "\${logs[@]:0:\${#logs[@]} - ${MOST_LOGS - 1}}"
      [[ ! -e ${STOP_FILE} ]] || rm -- ${STOP_FILE} || return
      umask 077
      # What stands in single quotes is for other shells.
      # shellcheck disable=SC2016
      printf '%s\n' ${unitScript.text} >${UNIT_FILE} && printf '%s\n' ${script.text} >${SCRIPT_FILE} &&
        echo ${`${mark} started`} >${log} && echo ${id} >${BATCH_FILE}
      status=$?
      umask 022
      [[ $status == 0 ]] || return
      systemd-run --quiet --collect ${`--unit=jts-batch-${id}`} ${properties} bash --norc --noprofile ${SCRIPT_FILE} && return
      : >${BATCH_FILE}
      return 1
    }
  `;
};

/**
 * Bash that starts a batch as a unit of systemd, unless it was started before, and prints the lines of its log, the first
 * `seen` left out, until it has ended; then `MARK cut BOOT` where the log does not say how. A log that is not there although
 * lines of it were seen, or the host has restarted, was lost with a power cut: nothing is started then. It runs in the
 * session's own shell, under the lease: while the log is followed, words of the controller are heard, and when the controller
 * is gone, so is this shell, never the batch.
 */
export const superviseScript = (supervised: Supervised, seen: number): Shell => {
  const { id, mark, boot } = supervised;
  const log = `${LOG_DIRECTORY}/${id}.log`;
  return sh`
    ${startBatch(supervised)}
    say_cut() { printf '\n%s cut %s\n' ${mark} "$now"; }
    hear_words() {
      local word
      while IFS= read -r -u "$control" word; do
        case $word in
          beat) [[ ! -d /proc/$$ ]] || renew ;;
          stop) : >${STOP_FILE} ;;
        esac
      done
      [[ ! -d /proc/$$ ]] || renew ${ORPHAN_SECONDS}
      kill -TERM $$
    }
    follow_batch() {
      local id pid='' line count=0 log=${log} tail=(cat)
      until ! read -r id pid _ 2>/dev/null <${BATCH_FILE} || [[ $id != ${id} || -n $pid ]]; do
        read -r -t 0.02 <> <(:) || :
      done
      [[ $id != ${id} || -z $pid ]] || tail=(tail -n +1 -s ${LOOK_AFTER} -f "--pid=$pid")
      while IFS= read -r line; do
        [[ $line != ${mark}' '* ]] || ((++count <= ${seen})) || printf '%s\n' "$line"
        [[ $line != ${mark}' ended '* ]] || return 0
      done < <(exec {lock}>&- && exec "\${tail[@]}" -- "$log")
      say_cut
    }
    supervise() {
      local hearing now
      read -r now </proc/sys/kernel/random/boot_id
      if [[ ! -e ${log} ]]; then
        if ${seen === 0 ? sh`[[ $now == ${boot} ]]` : sh`false`}; then
          start_batch || return ${NOT_STARTED_STATUS}
        else
          say_cut
          return 0
        fi
      fi
      hear_words {lock}>&- &
      hearing=$!
      follow_batch
      kill "$hearing"
      wait "$hearing" 2>/dev/null
      return 0
    }
    supervise
  `;
};
