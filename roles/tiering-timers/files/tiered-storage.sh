#!/usr/bin/env bash
# shellcheck disable=SC2317 # functions are called by the names of subcommands and as parts
# Moves what has aged to the tier it belongs to, and removes what nobody needs any more.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"
# shellcheck source=verified-move.sh
source "$here/verified-move.sh"

COMMANDS=(check migrate cleanup optimize all)
OPTIONS=(--dry-run)
DEFAULT_COMMAND=

usage() {
  cat <<END
Usage: $SCRIPT check|migrate|cleanup|optimize|all [--dry-run] [--config FILE]

  check      say what each of the others would do, and change nothing
  migrate    rotated logs older than LOG_AGE_DAYS to the warm tier, where btrfs compresses them; backups older than
             BACKUP_AGE_DAYS from the warm to the cold tier. Each file is copied, verified by its SHA-256, recorded
             in /var/lib/jts/manifests, and only then deleted. Nothing is ever overwritten: where the name is taken
             by other content, the copy is called NAME.~<12 digits of its SHA-256>. Files that are open stay.
  cleanup    temporary files older than TEMP_KEEP_DAYS and logs older than LOG_KEEP_DAYS in the warm tier; Docker's
             dangling images and its build cache, never containers or volumes
  optimize   TRIM of the hot tier; the state of the last scrub of the warm tier
  all        migrate, cleanup, optimize

  --dry-run      say what would be done, and change nothing
  --config FILE  settings, instead of /etc/jts/tiering.conf
  -h, --help     this text

Exit codes: 0 done; 75 a tier was unavailable, or another instance at work, and that part was skipped;
1 something failed; 64 the command line is wrong.

Examples:
  $SCRIPT check
  $SCRIPT migrate --dry-run
  sha256sum --check --quiet --ignore-missing /var/lib/jts/manifests/migrate-*.sha256
END
}

# Names that logrotate, log4j, PostgreSQL, MongoDB and ClickHouse give to logs they no longer write.
D='[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
C='[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
ROTATED=('(' -name '*.log.[0-9]*' -o -name '*.log-[0-9]*' -o -name '*.gz' -o -name '*.zst' -o -name '*.xz'
  -o -name '*.bz2' -o -name "*-$D*.log" -o -name "*.$D" -o -name "*-$C" -o -name "*-$C.log" ')')
# Kafka calls the segments of its data by numbers; they are no logs.
ROTATED+=(! -regex '.*/[0-9]+\.log\([.-][^/]*\)?')
# A backup that is being written is hidden or says so.
COMPLETE=(! -path '*/.*' ! -name '*.partial' ! -name '*.part' ! -name '*.tmp')

would() { say "would $*"; }

# find_old DAYS TEST…: lists the files below SOURCE that were last written more than so many days ago.
find_old() {
  local days=$1
  shift
  as_owner find . -xdev -mindepth 1 -type f -mmin "+$((days * 1440))" "$@" -print0
}

# move_old SOURCE TARGET DAYS TEST…
move_old() {
  local source=$1 target=$2 days=$3 listed=0
  shift 3
  SOURCE=$source
  OWNER=$(owner_of "$source") || return 1
  BECOME_OWNER=(setpriv "--reuid=${OWNER%:*}" "--regid=${OWNER#*:}" --clear-groups --no-new-privs --)
  find_old "$days" "$@" >"$WORK/list" 2>"$WORK/unlisted" || listed=$?
  ((listed == 0)) || complain "$source cannot be listed completely: $(head -n 3 "$WORK/unlisted" | tr '\n' ' ')"
  if [[ ! -s $WORK/list ]]; then
    say "nothing in $source is older than $days days and ready to move"
  elif [[ $DRY_RUN ]]; then
    would "move $(count <"$WORK/list") files ($(bytes "$(listed_bytes)")) from $source to $target"
  else
    verified_move "$source" "$target" "$WORK/list"
  fi
  return "$((listed != 0))"
}

listed_bytes() { describe_source <"$WORK/list" | sizes_of; }

# hot_mount_of PATH: prints the hot mount that it lies on.
hot_mount_of() {
  local mount
  for mount in "${HOT_MOUNTS[@]}"; do
    [[ $1/ != "$mount"/* ]] || printf '%s\n' "$mount"
  done
}

move_logs() {
  local source=$1 mount
  mount=$(hot_mount_of "$source")
  if [[ -n $mount ]] && ! mounted "$mount"; then
    warn "hot tier: nothing is mounted at $mount: the logs in $source skipped; mount it and run this again"
    return 75
  fi
  [[ -d $source ]] || { say "$source is not there: skipped"; return 0; }
  STAGING_ROOT=$WARM/logs
  KEEP=(--perms --owner --group --numeric-ids --chmod=Fug-s)
  move_old "$source" "$WARM/logs$source" "$LOG_AGE_DAYS" "${ROTATED[@]}"
}

# A NAS with root_squash refuses to give files to anybody, so the cold tier keeps times only.
move_backups() {
  local source=$WARM/daily-backups
  [[ -d $source ]] || { say "$source is not there: skipped"; return 0; }
  STAGING_ROOT=$COLD/archives/database/$HOSTNAME
  KEEP=(--fsync)
  move_old "$source" "$STAGING_ROOT" "$BACKUP_AGE_DAYS" "${COMPLETE[@]}"
}

migrate() {
  local source
  MANIFESTS=$STATE/manifests
  if ! warm_available; then
    part without_warm "the migration"
    return
  fi
  [[ $DRY_RUN ]] || begin_records
  for source in "${LOG_SOURCES[@]}"; do part move_logs "$source"; done
  nas_part "the archival of backups" move_backups
  [[ $DRY_RUN ]] || finish_records "$MANIFEST"
}

# clean_files DIRECTORY DAYS: deletes old files; find goes down by descriptors, so a swapped directory misleads nobody.
clean_files() {
  local directory=$1 days=$2 act=(-delete) verb=deleted size
  [[ -d $directory ]] || { say "$directory is not there: skipped"; return 0; }
  [[ ! $DRY_RUN ]] || act=() verb='would be deleted'
  find "$directory" -xdev -mindepth 1 ! -path '*/.jts-*' -type f -mmin "+$((days * 1440))" \
    "${act[@]}" -printf '%s\n' >"$WORK/deleted"
  size=$(($(tr '\n' + <"$WORK/deleted")0))
  say "$(wc -l <"$WORK/deleted") files ($(bytes "$size")) older than $days days $verb in $directory"
}

# Deleting its last file changes the mtime of a directory. One that was made meanwhile is somebody's who will fill it.
clean_directories() {
  local directory=$1 days=$2 began=$3 before youngest
  before=$(just_before "$began")
  local -a emptied=(-xdev -depth -mindepth 1 -type d -empty '(' -newermt "$before" -o -mmin "+$((days * 1440))" ')')
  [[ -d $directory && ! $DRY_RUN ]] || return 0
  while youngest=$(find "$directory" "${emptied[@]}" -print0 | xargs -0r stat --printf='%.9W\n' -- | sort -n | tail -n 1) &&
    [[ -n $youngest ]] && ((${youngest/./} < began)); do
    find "$directory" "${emptied[@]}" -delete
  done
}

# clean DIRECTORY DAYS
clean() {
  local began
  began=$(file_time)
  clean_files "$1" "$2"
  clean_directories "$1" "$2" "$began"
}

clean_docker() {
  local until=$((DOCKER_KEEP_DAYS * 24))h what failed=0
  command -v docker >/dev/null || { say "Docker is not installed: skipped"; return 0; }
  timeout 30 docker info >/dev/null 2>&1 || { say "Docker does not run: skipped"; return 0; }
  for what in image builder; do
    if [[ $DRY_RUN ]]; then
      would "run: docker $what prune --force --filter until=$until"
    else
      timeout 600 docker "$what" prune --force --filter "until=$until" ||
        { complain "docker $what prune failed"; failed=1; }
    fi
  done
  return "$failed"
}

cleanup() {
  if warm_available; then
    part clean "$WARM/temp-processing" "$TEMP_KEEP_DAYS"
    part clean "$WARM/logs" "$LOG_KEEP_DAYS"
  else
    part without_warm "its cleanup"
  fi
  part clean_docker
}

# Device-mapper passes no TRIM to an origin of a classic snapshot.
snapshot_origins() {
  lvs --noheadings --separator / --options vg_name,origin --select 'origin!=""' 2>/dev/null | tr -d ' ' | sort -u || :
}

trim_mount() {
  local mount=$1 device volume
  mounted "$mount" || { warn "hot tier: nothing is mounted at $mount: TRIM skipped; mount it"; return 75; }
  device=$(findmnt --noheadings --raw --output SOURCE --mountpoint "$mount")
  if [[ $(lsblk --bytes --nodeps --noheadings --output DISC-MAX -- "$device" 2>/dev/null) =~ ^\ *0?$ ]]; then
    say "$mount: $device takes no TRIM: skipped"
    return
  fi
  volume=$(lvs --noheadings --separator / --options vg_name,lv_name -- "$device" 2>/dev/null | tr -d ' ') || :
  if [[ -n $volume ]] && snapshot_origins | grep -Fqx -- "$volume"; then
    say "$mount: $volume has a snapshot, which takes no TRIM: skipped"
  elif [[ $DRY_RUN ]]; then
    would "trim $mount"
  else
    fstrim --verbose -- "$mount"
  fi
}

scrub_state() {
  local state
  [[ $(findmnt --noheadings --raw --output FSTYPE --mountpoint "$WARM") == btrfs ]] ||
    { say "$WARM is no btrfs: no scrub"; return 0; }
  state=$(btrfs scrub status -- "$WARM" | sed -n 's/^\(Status\|Scrub started\|Error summary\): */\1: /p' | paste -sd ';')
  say "scrub of $WARM: ${state:-never}"
}

optimize() {
  local mount
  for mount in "${HOT_MOUNTS[@]}"; do part trim_mount "$mount"; done
  if warm_available; then part scrub_state; else part without_warm "its state"; fi
}

# Lists of millions of files have no place in memory, so a real run keeps them beside its state.
working_directory() {
  if [[ $DRY_RUN ]]; then
    WORK=$(mktemp -d)
  else
    WORK=$STATE/tmp/$NAME
    rm -rf -- "$WORK"
    mkdir -p -- "$WORK"
    chmod 700 -- "$WORK"
  fi
  trap 'rm -rf -- "$WORK"' EXIT
}

parse_arguments "$@"
load_config
take_lock
catch_signals
[[ $COMMAND != check ]] || DRY_RUN=1
working_directory
case $COMMAND in
  check | all)
    migrate
    cleanup
    optimize
    ;;
  *) "$COMMAND" ;;
esac
exit "$OUTCOME"
