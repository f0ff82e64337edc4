import { sh, type Shell } from '../shell/sh.ts';
import { LEASE_FILE, STOP_FILE } from './places.ts';

/** Changes of one role that run at once: more than any host seen gains from, as each waits for a disk or for LVM. */
const MOST_SIDE_BY_SIDE = 4;

/** Exit status of a role that was stopped at a boundary between two changes. */
export const STOPPED_STATUS = 130;

/** Seconds between two looks whether the shell of a step was killed, which then cannot say that it ended. */
const LOOK_AFTER = 2;

/** Bash that defines `hide`, which puts stars in the place of these texts in `$line`. */
export const hideFunction = (texts: readonly string[]): Shell =>
  texts.length === 0
    ? sh`hide() { :; }`
    : sh`
        # shellcheck disable=SC1003,SC2016
        batch_hidden=(${texts})
        hide() {
          local text
          for text in "\${batch_hidden[@]}"; do line=\${line//"$text"/***}; done
        }
      `;

/**
 * Bash that runs steps and prints what happens, a line each: `MARK begin N`, `MARK out N TEXT`, `MARK end N STATUS MS`.
 * A step has a process group of its own, under `set -euo pipefail` and with empty input, which is ended as a whole at the
 * deadline. What it prints and how it ended come through one pipe, so that waiting for both costs no further process. Time is
 * the kernel's, as a clock that is set meanwhile would end a step early, or never.
 * No step is called where bash tests a status (`if`, `||` on its left, `!`): that would switch `set -e` off in all it calls.
 */
export const stepFunctions: Shell = sh`
  declare -A batch_seconds=() batch_entries=() batch_needs=() batch_lanes=()
  say_ended() { printf '%s end %s %s %s\n' "$mark" "$1" "$2" "$(((\${EPOCHREALTIME/./} - \${3/./}) / 1000))" || :; }
  say_line() {
    hide
    printf '%s out %s %s\n' "$mark" "$1" "\${line:0:2000}" || :
  }
  relay() {
    local line='' part='' up left until
    read -r up _ </proc/uptime
    until=$((\${up%.*} + 1 + $2))
    while :; do
      read -r up _ </proc/uptime
      left=$((until - \${up%.*}))
      [[ $left -gt 0 ]] || break
      if IFS= read -r -t "$left" -u "$pipe" part; then
        line+=$part
        if [[ $line == "$mark over "* ]]; then
          status=\${line##* }
          return
        fi
        say_line "$1"
        line=
      else
        line+=$part
      fi
    done
    [[ -z $line ]] || say_line "$1"
  }
  step() {
    local number=$1 entry=\${batch_entries[$1]-} started=$EPOCHREALTIME status=deadline pipe job
    open_pipe
    set -m
    (
      # Expanded here, because the locals are gone by the time that the trap runs.
      # shellcheck disable=SC2064
      trap "printf '\n%s over %s\n' $mark \"\$?\" >&$pipe" EXIT
      set -euo pipefail
      "step_$number"
    ) </dev/null >&"$pipe" 2>&1 &
    job=$!
    relay "$number" "\${batch_seconds[$number]}"
    [[ $status != deadline ]] || kill -KILL -- "-$job" 2>/dev/null || :
    wait "$job" 2>/dev/null || :
    exec {pipe}>&-
    if [[ $status == 0 ]]; then
      [[ -z $entry ]] || journal "\${entry/@event/done}" || status=1
    else
      [[ -z $entry ]] || journal "\${entry/@event/failed}" || :
    fi
    say_ended "$number" "$status" "$started"
    [[ $status == 0 ]]
  }
`;

/**
 * Bash that says whether a further change may be begun: not once it was asked to stop, and, where `heeds` says so, only as
 * long as the lease is its run's and has not expired. An empty file is a lease that is being written.
 */
export const mayBegin = (run: string, heeds: boolean): Shell => sh`
  may_begin() {
    local up expiry holder
    [[ ! -e ${STOP_FILE} ]] || return
    ${heeds ? sh`read -r up _ </proc/uptime` : sh`return 0`}
    read -r expiry _ _ holder _ <${LEASE_FILE} || return 0
    [[ $holder == ${run} && $((10#$expiry)) -ge \${up%.*} ]]
  }
`;

/**
 * Bash that begins changes. The journal says that a change was begun only once the log could say so, because a rollback
 * takes away what the journal says was begun; what was there before is on the disk first, and how a change ended is synced
 * with what comes next.
 */
const begin: Shell = sh`
  not_noted='the journal on the host could not be written'
  not_begun() {
    printf '%s out %s %s\n' "$mark" "$1" "$2, so the change was not begun" || :
    say_ended "$1" 1 "$EPOCHREALTIME"
    outcome=1
  }
  announce() {
    local number
    for number in "$@"; do
      if ! printf '%s begin %s\n' "$mark" "$number"; then
        outcome=${STOPPED_STATUS}
      elif journal "\${batch_entries[$number]/@event/begun}"; then
        announced+=("$number")
      else
        not_begun "$number" "$not_noted"
      fi
    done
  }
  begin() {
    local number why='' announced=()
    if ! may_begin; then
      outcome=${STOPPED_STATUS}
      return
    fi
    announce "$@"
    if ! sync_journal; then
      why=$not_noted
    elif ! arm "\${announced[@]}"; then
      why='the host could not be made ready to take it back on its own'
    fi
    if [[ -n $why ]]; then
      for number in "\${announced[@]}"; do not_begun "$number" "$why"; done
      return
    fi
    for number in "\${announced[@]}"; do hand_over "$number"; done
  }
`;

/**
 * Bash that hands a change to a worker that is free, or to a further one: a shell that makes one change after the other, as
 * starting a shell for each costs a host more than many a change. A worker ends with an empty line, or when it is killed.
 */
const workers: Shell = sh`
  work() {
    local number
    while IFS= read -r -u "$1" number && [[ -n $number ]]; do
      step "$number"
      echo "$number $?" >&"$batch_ends"
    done
  }
  hand_over() {
    local pipe worker
    if [[ \${#batch_idle[@]} == 0 ]]; then
      open_pipe
      work "$pipe" &
      batch_orders[$!]=$pipe
      batch_idle=("$!")
    fi
    worker=\${batch_idle[-1]}
    unset 'batch_idle[-1]'
    batch_running[$1]=$worker
    echo "$1" >&"\${batch_orders[$worker]}"
  }
  dismiss() {
    local worker
    for worker in "\${!batch_orders[@]}"; do
      echo >&"\${batch_orders[$worker]}"
      wait "$worker" 2>/dev/null || :
    done
  }
`;

/**
 * Bash that waits until a change has ended. It reads that from a pipe, because `wait -n` of bash 5.2 misses the end of one
 * that ended beside another; a read that times out may have taken the beginning of a line with it.
 */
export const awaitOne: Shell = sh`
  await_one() {
    local number status line='' part=''
    until IFS= read -r -t ${LOOK_AFTER} -u "$batch_ends" part; do
      line+=$part
      for number in "\${!batch_running[@]}"; do
        kill -0 "\${batch_running[$number]}" 2>/dev/null || echo "$number killed" >&"$batch_ends"
      done
    done
    line+=$part
    number=\${line% *} status=\${line#* }
    [[ -n \${batch_running[$number]-} ]] || return 0
    [[ $status == killed ]] || batch_idle+=("\${batch_running[$number]}")
    unset "batch_running[$number]"
    lane=\${batch_lanes[$number]}
    [[ -z $lane ]] || unset "batch_taken[$lane]"
    [[ $status != killed ]] || say_ended "$number" killed "$EPOCHREALTIME"
    if [[ $status != 0 ]]; then
      outcome=1
      return
    fi
    for number in \${batch_waiters[$number]-}; do
      batch_missing[$number]=$((batch_missing[$number] - 1))
      [[ \${batch_missing[$number]} -gt 0 ]] || batch_ready[number]=1
    done
  }
`;

/**
 * Bash that runs the changes of a role, each once all that it needs have ended well, some side by side; none is begun after
 * a failure or when the operator asked to stop.
 */
export const roleFunctions: Shell = sh`
  ${workers}
  ${begin}
  ${awaitOne}
  # Those that nothing is missing for become ready at once, the others with the last that they wait for.
  line_up() {
    local number need
    for number in "$@"; do
      batch_missing[$number]=0
      for need in \${batch_needs[$number]}; do
        batch_missing[$number]=$((batch_missing[$number] + 1))
        batch_waiters[$need]+="$number "
      done
      [[ \${batch_missing[$number]} -gt 0 ]] || batch_ready[number]=1
    done
  }
  run_changes() {
    local chosen number lane pipe batch_ends batch_idle=() batch_ready=()
    local -A batch_missing=() batch_waiters=() batch_running=() batch_orders=() batch_taken=()
    open_pipe
    batch_ends=$pipe
    open_journal || :
    line_up "$@"
    while :; do
      chosen=()
      for number in "\${!batch_ready[@]}"; do
        [[ $outcome == 0 && $((\${#batch_running[@]} + \${#chosen[@]})) -lt ${MOST_SIDE_BY_SIDE} ]] || break
        lane=\${batch_lanes[$number]}
        [[ -z $lane || -z \${batch_taken[$lane]-} ]] || continue
        chosen+=("$number")
        unset "batch_ready[$number]"
        [[ -z $lane ]] || batch_taken[$lane]=$number
      done
      [[ \${#chosen[@]} == 0 ]] || begin "\${chosen[@]}"
      [[ \${#batch_running[@]} -gt 0 ]] || break
      await_one
    done
    dismiss
    sync_journal || outcome=1
  }
  run_finishers() {
    local number
    for number in "$@"; do
      printf '%s begin %s\n' "$mark" "$number" || :
      step "$number" &
      wait "$!" || outcome=1
    done
  }
`;

/** Bash that succeeds when every role that it is given ended well, as far as it was run. */
export const endedWell: Shell = sh`
  ended_well() {
    local name other
    for name in "$@"; do
      for other in "\${failed[@]}"; do
        [[ $name != "$other" ]] || return
      done
    done
  }
`;
