# shellcheck shell=bash
# What the storage scripts of jts share: settings, messages, locks, tiers. Sourced, never run.
# shellcheck disable=SC2034 # the scripts that source this use the settings

# Names of files are bytes: with any other locale, patterns and sort stumble over invalid UTF-8.
export LC_ALL=C TZ=UTC LVM_SUPPRESS_FD_WARNINGS=1
umask 022

SCRIPT=${0##*/}
NAME=${SCRIPT%.sh}
CONFIG=/etc/jts/tiering.conf
DRY_RUN=
COMMAND=
FORMAT=text
OUTCOME=0
LOCK=
JOB=

# Settings of /etc/jts/tiering.conf; an empty file means these.
STATE=/var/lib/jts
HOT_VG=vg_jts
HOT_MOUNTS=(/var/lib/postgresql /var/lib/clickhouse /var/lib/kafka /var/lib/mongodb /var/lib/redis /var/lib/docker-jts
  /data/local-backup)
WARM=/data/warm-storage
COLD_MOUNT=/mnt/synology
COLD=/mnt/synology/jts
LOG_SOURCES=(/var/lib/postgresql/logs /var/lib/clickhouse/logs /var/lib/kafka/logs /var/lib/mongodb/logs
  /var/lib/redis/logs)
LOG_AGE_DAYS=7
LOG_KEEP_DAYS=30
BACKUP_AGE_DAYS=30
TEMP_KEEP_DAYS=3
DOCKER_KEEP_DAYS=7
SNAPSHOTS=(lv_postgres:5GiB lv_clickhouse:10GiB lv_mongodb:2GiB)
BACKUP_KEEP=3
BACKUP_KEEP_DAYS=7
ARCHIVE_KEEP_DAYS=0
CONFIGS=(/etc/jts /etc/fstab /etc/postgresql /etc/clickhouse-server)
DEVELOPMENT=()
MAX_DELETE=1000
WARNING=80
CRITICAL=90
NETWORK_TIMEOUT=10
WEBHOOK=
PERF_SIZE=256M
PERF_SECONDS=10

# journald reads the priority off the front of a line; a terminal would show it.
say() { printf '%s\n' "$*"; }
warn() { printf '%s%s: %s\n' "${JOURNAL_STREAM:+<4>}" "$NAME" "$*" >&2; }
complain() { printf '%s%s: %s\n' "${JOURNAL_STREAM:+<3>}" "$NAME" "$*" >&2; }

die() {
  complain "$@"
  exit 1
}

misuse() {
  complain "$*; see $SCRIPT --help"
  exit 64
}

# Keeps the worst outcome of the parts: failed before unavailable before done.
note() {
  case $1 in
    0) ;;
    75) ((OUTCOME == 1)) || OUTCOME=75 ;;
    *) OUTCOME=1 ;;
  esac
}

one_of() {
  local wanted=$1 word
  shift
  for word; do [[ $word != "$wanted" ]] || return 0; done
  return 1
}

# parse_arguments ARGUMENT…: reads the command line by the script's COMMANDS, OPTIONS and DEFAULT_COMMAND.
# shellcheck disable=SC2153
parse_arguments() {
  while (($#)); do
    case $1 in
      -h | --help)
        usage
        exit 0
        ;;
      --config)
        (($# > 1)) || misuse "--config needs a file"
        CONFIG=$2
        shift
        ;;
      --config=*) CONFIG=${1#*=} ;;
      -*)
        one_of "$1" "${OPTIONS[@]}" || misuse "unknown option $1"
        case $1 in
          --dry-run) DRY_RUN=1 ;;
          *) FORMAT=${1#--} ;;
        esac
        ;;
      *)
        one_of "$1" "${COMMANDS[@]}" || misuse "unknown subcommand $1: say one of ${COMMANDS[*]}"
        [[ -z $COMMAND ]] || misuse "one subcommand at a time, not $COMMAND and $1"
        COMMAND=$1
        ;;
    esac
    shift
  done
  COMMAND=${COMMAND:-$DEFAULT_COMMAND}
  [[ -n $COMMAND ]] || misuse "say one of ${COMMANDS[*]}"
}

# The configuration is run as root, so nobody else may be able to write it.
load_config() {
  ((EUID == 0)) || die "this has to run as root: use sudo"
  local owner mode
  if [[ ! -e $CONFIG ]]; then
    [[ $CONFIG == /etc/jts/tiering.conf ]] || die "there is no $CONFIG: name a file with --config"
    return 0
  fi
  read -r owner mode < <(stat --dereference --format='%u %a' -- "$CONFIG")
  ((owner == 0 && (8#$mode & 8#022) == 0)) ||
    die "$CONFIG must belong to root and be writable by nobody else: chown root $CONFIG; chmod go-w $CONFIG"
  # shellcheck source=/dev/null
  source "$CONFIG" || die "$CONFIG cannot be read as bash: correct it"
  check_config
}

check_config() {
  local key path entry
  for key in LOG_AGE_DAYS LOG_KEEP_DAYS BACKUP_AGE_DAYS TEMP_KEEP_DAYS DOCKER_KEEP_DAYS BACKUP_KEEP BACKUP_KEEP_DAYS \
    ARCHIVE_KEEP_DAYS MAX_DELETE WARNING CRITICAL NETWORK_TIMEOUT PERF_SECONDS; do
    [[ ${!key} =~ ^(0|[1-9][0-9]{0,8})$ ]] || die "$CONFIG: $key must be a whole number, not '${!key}'"
  done
  ((NETWORK_TIMEOUT > 0 && PERF_SECONDS > 0)) || die "$CONFIG: NETWORK_TIMEOUT and PERF_SECONDS must be above 0"
  [[ $PERF_SIZE =~ ^[1-9][0-9]*[KMG]$ ]] || die "$CONFIG: PERF_SIZE must be a size such as 256M, not '$PERF_SIZE'"
  for path in "$STATE" "$WARM" "$COLD_MOUNT" "$COLD" "${HOT_MOUNTS[@]}" "${LOG_SOURCES[@]}" "${CONFIGS[@]}" \
    "${DEVELOPMENT[@]}"; do
    # These paths become parts of sed scripts and of rsync's command line.
    [[ $path =~ ^(/[[:alnum:]\ ._@+:,=~-]+)+$ && ! $path =~ /\.\.?(/|$) ]] ||
      die "$CONFIG: '$path' must be an absolute path of letters, digits, spaces and ._@+:,=~- without . or .. in it"
  done
  [[ $COLD == "$COLD_MOUNT" || $COLD == "$COLD_MOUNT"/* ]] || die "$CONFIG: COLD ($COLD) must lie in $COLD_MOUNT"
  for entry in "${SNAPSHOTS[@]}"; do
    [[ $entry =~ ^[A-Za-z0-9_.+-]+:[1-9][0-9]*[MGT]iB$ ]] ||
      die "$CONFIG: SNAPSHOTS must be volumes with sizes such as lv_postgres:5GiB, not '$entry'"
  done
}

# Children keep the lock, so what a killed run left behind ends before the next run begins.
take_lock() {
  local file=/run/lock/jts-$NAME.lock
  exec {LOCK}>>"$file"
  flock --timeout 10 "$LOCK" && return
  warn "another $SCRIPT is at work and holds $file: nothing done, try again when it has ended"
  exit 75
}

# A process that hangs on the NAS may be impossible to kill; it must not keep the lock from later runs.
release_lock() { [[ -z $LOCK ]] || exec {LOCK}>&-; }

# Interrupting a script reaches the part that it runs, which cleans up after itself.
stop() {
  local job=$JOB tries=50
  trap '' INT TERM HUP
  if [[ -n $job ]]; then
    kill -TERM -- "-$job" 2>/dev/null || :
    # Not `wait`: what hangs on the NAS may never end.
    while kill -0 "$job" 2>/dev/null && ((tries-- > 0)); do sleep 0.2; done
    kill -KILL -- "-$job" 2>/dev/null || :
  fi
  exit "$1"
}

catch_signals() {
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
}

# start FUNCTION ARGUMENT…: in a shell of its own, where `set -e` holds, and in a process group that can be ended.
start() {
  set -m
  "$@" </dev/null &
  JOB=$!
  set +m
}

# part FUNCTION ARGUMENT…: does a part of the work; whether it fails or not, the next one is done.
part() {
  local status=0
  start "$@"
  wait "$JOB" || status=$?
  JOB=
  note "$status"
}

# within SECONDS COMMAND…: prints its output, gives its status, or 124 when it does not answer in time. Unlike
# timeout(1), it does not wait for a process that cannot be killed.
within() {
  local seconds=$1 answer output status
  shift
  exec {answer}< <(
    release_lock
    timeout --kill-after=1 "$seconds" "$@" </dev/null 2>/dev/null
    printf '\0%d\0' "$?"
  )
  IFS= read -r -d '' -t "$((seconds + 3))" -u "$answer" output || :
  IFS= read -r -d '' -t 1 -u "$answer" status || status=124
  exec {answer}<&-
  printf '%s' "$output"
  return "$status"
}

# Whether something other than a trigger for an automount is mounted at PATH.
mounted() { findmnt --noheadings --raw --output FSTYPE --mountpoint "$1" 2>/dev/null | grep -qv '^autofs$'; }

# A warm tier that is not mounted would fill the root file system.
warm_available() { mounted "$WARM" && [[ $(stat --format=%d -- "$WARM") != $(stat --format=%d /) ]]; }

# Looking at the mount point triggers the automount; file system figures always come from the NAS, never from a cache.
nas_answers() { within "$NETWORK_TIMEOUT" stat --file-system --format=%T -- "$COLD_MOUNT/." >/dev/null; }
cold_available() {
  nas_answers && within "$NETWORK_TIMEOUT" findmnt --types nfs,nfs4 --mountpoint "$COLD_MOUNT" >/dev/null
}

without_warm() {
  warn "warm tier: nothing is mounted at $WARM: $1 skipped; mount it and run this again"
  return 75
}

# nas_part WHAT FUNCTION ARGUMENT…: a part that works on the NAS, given up when the NAS no longer answers.
nas_part() {
  local what=$1 status ended timer silent=0
  shift
  if ! cold_available; then
    warn "cold tier: no NFS at $COLD_MOUNT answers within $NETWORK_TIMEOUT s: $what skipped; mount it and run this again"
    note 75
    return
  fi
  start nas_worker "$what" "$@"
  while ((silent < 2)); do
    (
      release_lock
      exec sleep "$NETWORK_TIMEOUT"
    ) &
    timer=$!
    status=0
    wait -n -p ended "$JOB" "$timer" || status=$?
    if [[ $ended == "$JOB" ]]; then
      kill "$timer" 2>/dev/null || :
      JOB=
      note "$status"
      return
    fi
    if nas_answers; then silent=0; else silent=$((silent + 1)); fi
  done
  kill -KILL -- "-$JOB" 2>/dev/null || :
  disown "$JOB" 2>/dev/null || :
  JOB=
  complain "cold tier: the NAS at $COLD_MOUNT stopped answering: $what ended, its sources stay; run this again when it is back"
  note 1
}

nas_worker() {
  local what=$1 lock
  shift
  exec {lock}>>"/run/lock/jts-$NAME-nas.lock"
  release_lock
  if ! flock --timeout 5 "$lock"; then
    warn "cold tier: an earlier $SCRIPT still works or hangs on the NAS: $what skipped; run this again when it has ended"
    return 75
  fi
  "$@"
}

# json_string TEXT: as a string of JSON. In what is not UTF-8, bytes become the code points of their numbers.
json_string() {
  local text=$1 out='' byte n i last=126
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  if [[ $text == *[![:print:]]* ]]; then
    if iconv -f UTF-8 -t UTF-8 <<<"$text" >/dev/null 2>&1; then last=255; fi
    for ((i = 0; i < ${#text}; i++)); do
      byte=${text:i:1}
      printf -v n %d "'$byte"
      ((n >= 0)) || n=$((n + 256))
      if ((n < 32 || n == 127 || n > last)); then printf -v byte '\\u%04x' "$n"; fi
      out+=$byte
    done
    text=$out
  fi
  printf '"%s"' "$text"
}

size_in_bytes() { numfmt --from=iec-i -- "${1%B}"; }
bytes() { numfmt --to=iec-i --suffix=B -- "$1"; }
stamp() { printf '%(%Y%m%dT%H%M%SZ)T' -1; }
