#!/usr/bin/env bash
# shellcheck disable=SC2317 # functions are called by the names of subcommands, as parts and by traps
# Backs up volumes of the hot tier to the warm tier from snapshots, which it removes again.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"

COMMANDS=(create cleanup list)
OPTIONS=(--dry-run --json)
DEFAULT_COMMAND=
TAG=jts.snap
MOUNTS=/run/jts/lvm-backup

usage() {
  cat <<END
Usage: $SCRIPT create|cleanup|list [--dry-run] [--json] [--config FILE]

  create     for each volume of SNAPSHOTS: take a snapshot VOLUME_jts_TIME, copy its files to
             WARM/daily-backups/VOLUME/VOLUME-TIME.tar.zst, compare the archive with the snapshot, remove the snapshot
  cleanup    remove snapshots that a run left behind and that are invalid or older than BACKUP_KEEP_DAYS, and backups
             older than that of which BACKUP_KEEP newer ones are there; nothing that is open
  list       the snapshots and the backups

  --dry-run      say what would be done, and change nothing
  --json         list as JSON
  --config FILE  settings, instead of /etc/jts/tiering.conf
  -h, --help     this text

Exit codes: 0 done; 75 the warm tier or the room for a snapshot was unavailable, or another instance at work, and that
part was skipped; 1 something failed; 64 the command line is wrong.

Examples:
  $SCRIPT create --dry-run
  $SCRIPT list
  zstd -dc lv_postgres-20260101T020000Z.tar.zst | tar -x -C /restore
END
}

exists() { lvs -- "$HOT_VG/$1" >/dev/null 2>&1; }

# our_snapshots CONDITION: name|origin|bytes|percent used|invalid|open|time of creation of our snapshots, a line each.
our_snapshots() {
  lvs --noheadings --separator '|' --units b --nosuffix --binary --config 'report/time_format="%s"' \
    --options lv_name,origin,lv_size,data_percent,lv_snapshot_invalid,lv_device_open,lv_time \
    --select "vg_name=\"$HOT_VG\" && lv_tags={$TAG} && origin!=\"\" && $1" 2>/dev/null | tr -d ' '
}

# Removes one snapshot by its whole name and our tag; LVM itself refuses while it is open.
remove_snapshot() {
  local snapshot=$1 tries=5
  while exists "$snapshot"; do
    lvremove --yes --quiet --select "lv_name=\"$snapshot\" && lv_tags={$TAG} && origin!=\"\"" -- "$HOT_VG" \
      >/dev/null 2>&1 </dev/null || :
    exists "$snapshot" || return 0
    # udev holds a volume open for a moment after it was unmounted.
    if ((--tries == 0)); then
      complain "snapshot $HOT_VG/$snapshot cannot be removed: see who has it open, then run $SCRIPT cleanup"
      return 1
    fi
    sleep 1
  done
}

unmount_snapshot() {
  if findmnt --mountpoint "$1" >/dev/null; then umount -- "$1"; fi
  if [[ -d $1 ]]; then rmdir -- "$1"; fi
}

# What a killed run could not take back: its mounts, its half archives and the snapshot that it had noted.
remove_leftovers() {
  local left
  for left in "$MOUNTS"/*; do
    [[ -d $left ]] || continue
    say "unmounting $left, which an interrupted run left behind"
    unmount_snapshot "$left"
  done
  if [[ -s $STATE/lvm-backup.active ]]; then
    left=$(<"$STATE/lvm-backup.active")
    if exists "$left"; then say "removing snapshot $HOT_VG/$left, which an interrupted run left behind"; fi
    remove_snapshot "$left"
    rm -f -- "$STATE/lvm-backup.active"
  fi
  warm_available || return 0
  find "$WARM/daily-backups" -xdev -mindepth 2 -maxdepth 2 -type f -name '.*.tar.zst.partial' -delete 2>/dev/null || :
}

room_for_snapshot() {
  local volume=$1 size=$2 free
  free=$(vgs --noheadings --units b --nosuffix --options vg_free -- "$HOT_VG" | tr -d ' ')
  ((free >= $(size_in_bytes "$size"))) && return
  warn "$volume: volume group $HOT_VG has $(bytes "$free") free, its snapshot needs $size: skipped; free some room there"
  return 75
}

# Fails when the snapshot has overflowed: what was read from it then is worth nothing.
snapshot_holds() {
  local volume=$1 snapshot=$2 size=$3 invalid
  IFS='|' read -r _ _ _ _ invalid _ < <(our_snapshots "lv_name=\"$snapshot\"") || :
  [[ $invalid != 0 ]] || return 0
  complain "$volume: its snapshot of $size overflowed, because more than that was written to $volume meanwhile:" \
    "the backup is discarded; give it a larger size in SNAPSHOTS"
  return 1
}

mount_snapshot() {
  local device=$1 directory=$2 options=ro,nodev,nosuid,noexec type
  type=$(blkid --probe --match-tag TYPE --output value -- "$device")
  case $type in
    # A second file system of the same UUID, whose journal cannot be replayed on a read-only device.
    xfs) options+=,nouuid,norecovery ;;
    ext[34]) options+=,noload ;;
  esac
  mkdir -p -- "$directory"
  chmod 700 -- "$MOUNTS"
  mount --types "$type" --options "$options" --source "$device" --target "$directory"
}

room_for_backup() {
  local volume=$1 directory=$2 used free
  used=$(df --block-size=1 --output=used -- "$directory" | tail -n 1)
  free=$(df --block-size=1 --output=avail -- "$WARM" | tail -n 1)
  ((free >= used)) && return
  complain "$volume: $WARM has $(bytes "$free") free, the backup may need $(bytes "$used"): not backed up; make room there"
  return 1
}

# archive DIRECTORY FILE: prints the SHA-256 of what was sent to the file.
archive() {
  tar --create --file - --directory "$1" --one-file-system --numeric-owner --xattrs --acls --sparse . |
    zstd --quiet -3 | tee -- "$2" | sha256sum | cut -d' ' -f1
}

# Reads the archive back from the disk and compares it with the snapshot, file by file.
verify_archive() {
  printf '%s  %s\n' "$3" "$2" | sha256sum --check --status --strict &&
    zstd --quiet --decompress --stdout -- "$2" |
    tar --compare --file - --directory "$1" --numeric-owner --xattrs --acls
}

# In a shell of its own, whose end takes the snapshot back, however it ends.
copy_snapshot() {
  local volume=$1 size=$2 now=$3 snapshot=$1_jts_$3 directory=$MOUNTS/$1_jts_$3 target=$WARM/daily-backups/$1 sum
  PARTIAL=$target/.$volume-$now.tar.zst.partial
  UNDO=("$directory" "$snapshot")
  trap take_back EXIT
  trap 'exit 143' INT TERM HUP
  mkdir -p -- "$target" "$MOUNTS" "$STATE"
  printf '%s\n' "$snapshot" >"$STATE/lvm-backup.active"
  sync -- "$STATE/lvm-backup.active"
  lvcreate --quiet --snapshot --addtag "$TAG" --size "$size" --name "$snapshot" -- "$HOT_VG/$volume" >/dev/null </dev/null
  mount_snapshot "/dev/$HOT_VG/$snapshot" "$directory"
  room_for_backup "$volume" "$directory"
  umask 077
  if ! sum=$(archive "$directory" "$PARTIAL") || ! verify_archive "$directory" "$PARTIAL" "$sum"; then
    snapshot_holds "$volume" "$snapshot" "$size" || return
    complain "$volume: the archive could not be written or differs from the snapshot: discarded; see the lines before"
    return 1
  fi
  snapshot_holds "$volume" "$snapshot" "$size"
  keep_archive "$target" "$volume-$now.tar.zst" "$sum"
}

keep_archive() {
  local target=$1 file=$2 sum=$3
  printf '%s  %s\n' "$sum" "$file" >"$target/$file.sha256"
  mv --no-clobber -- "$PARTIAL" "$target/$file"
  sync --file-system -- "$target"
  mkdir -p -- "$STATE/manifests"
  printf '%s  %s\n' "$sum" "$target/$file" >>"$STATE/manifests/$NAME.sha256"
  sync -- "$STATE/manifests/$NAME.sha256"
  say "$target/$file: $(bytes "$(stat --format=%s -- "$target/$file")"), equal to the snapshot"
}

take_back() {
  local status=$?
  trap '' INT TERM HUP
  set +e
  rm -f -- "$PARTIAL"
  unmount_snapshot "${UNDO[0]}" || status=1
  if remove_snapshot "${UNDO[1]}"; then rm -f -- "$STATE/lvm-backup.active"; else status=1; fi
  exit "$status"
}

back_up() {
  local volume=${1%%:*} size=${1#*:}
  if ! exists "$volume"; then
    say "$HOT_VG/$volume does not exist: skipped"
    return 0
  fi
  room_for_snapshot "$volume" "$size"
  if [[ $DRY_RUN ]]; then
    say "would back up $HOT_VG/$volume to $WARM/daily-backups/$volume from a snapshot of $size"
    return 0
  fi
  copy_snapshot "$volume" "$size" "$(stamp)"
}

create() {
  local entry
  if ! warm_available; then
    part without_warm "the backup"
    return
  fi
  [[ $DRY_RUN ]] || part remove_leftovers
  for entry in "${SNAPSHOTS[@]}"; do part back_up "$entry"; done
}

clean_snapshots() {
  local snapshot invalid created now=$EPOCHSECONDS failed=0
  while IFS='|' read -r snapshot _ _ _ invalid _ created; do
    ((invalid == 1 || now - created > BACKUP_KEEP_DAYS * 86400)) || continue
    if [[ $DRY_RUN ]]; then
      say "would remove snapshot $HOT_VG/$snapshot"
    else
      if remove_snapshot "$snapshot"; then say "snapshot $HOT_VG/$snapshot removed"; else failed=1; fi
    fi
  done < <(our_snapshots lv_device_open=0)
  return "$failed"
}

backups_in() { find "${@:1:1}" -maxdepth 1 -type f -regex '.*/[^/.][^/]*-[0-9]+T[0-9]+Z\.tar\.zst' "${@:2}"; }

clean_backups() {
  local directory backup keep
  for directory in "$WARM"/daily-backups/*/; do
    [[ -d $directory ]] || continue
    keep=$BACKUP_KEEP
    # The time in a name sorts as it passes, so the newest come first.
    while IFS= read -rd '' backup; do
      ((keep-- <= 0)) || continue
      [[ $(find "$backup" -maxdepth 0 -mmin "+$((BACKUP_KEEP_DAYS * 1440))") ]] || continue
      if [[ $DRY_RUN ]]; then
        say "would delete $backup"
      else
        rm -f -- "$backup" "$backup.sha256"
        say "$backup deleted"
      fi
    done < <(backups_in "$directory" -print0 | sort -zr)
  done
}

cleanup() {
  [[ $DRY_RUN ]] || part remove_leftovers
  part clean_snapshots
  if warm_available; then part clean_backups; else part without_warm "the cleanup of backups"; fi
}

list() {
  local name origin size percent invalid open created file bytes time comma=
  local text='snapshot %s of %s, %s bytes, %s %% used, invalid: %s, open: %s, made %(%F %T)T UTC\n'
  [[ $FORMAT == text ]] || {
    text='%s{"name":"%s","origin":"%s","bytes":%s,"used_percent":%s,"invalid":%s,"open":%s,"created":%s}'
    printf '{"snapshots":['
  }
  while IFS='|' read -r name origin size percent invalid open created; do
    set -- "$name" "$origin" "$size" "${percent:-0}" "$(yes_or_no "$invalid")" "$(yes_or_no "$open")" "$created"
    # shellcheck disable=SC2059 # the formats are above
    if [[ $FORMAT == text ]]; then printf "$text" "$@"; else printf "$text" "$comma" "$@"; fi
    comma=,
  done < <(our_snapshots 'lv_size>0')
  [[ $FORMAT == text ]] || printf '],"backups":['
  comma=
  ! warm_available || while read -rd '' bytes time file; do
    if [[ $FORMAT == text ]]; then
      printf 'backup %s, %s bytes, made %(%F %T)T UTC\n' "$file" "$bytes" "${time%.*}"
    else
      printf '%s{"file":%s,"bytes":%s,"created":%s}' "$comma" "$(json_string "$file")" "$bytes" "${time%.*}"
    fi
    comma=,
  done < <(shopt -s nullglob && for file in "$WARM"/daily-backups/*/; do backups_in "$file" -printf '%s %T@ %p\0'; done)
  [[ $FORMAT == text ]] || printf ']}\n'
  warm_available || without_warm "the list of its backups"
}

yes_or_no() { if (($1)); then echo true; else echo false; fi; }

parse_arguments "$@"
load_config
catch_signals
if [[ $COMMAND == list ]]; then
  part list
else
  take_lock
  "$COMMAND"
fi
exit "$OUTCOME"
