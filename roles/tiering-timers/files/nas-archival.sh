#!/usr/bin/env bash
# shellcheck disable=SC2317 # functions are called by the names of subcommands and as parts
# Archives databases, configuration and development directories on the NAS.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"

COMMANDS=(clickhouse postgresql development configs all)
OPTIONS=(--dry-run)
DEFAULT_COMMAND=
SENTINEL=.jts-source

usage() {
  cat <<END
Usage: $SCRIPT clickhouse|postgresql|development|configs|all [--dry-run] [--config FILE]

  postgresql   roles (pg_dumpall) and each database (pg_dump -Fc) to COLD/archives/database/HOST/postgresql/TIME
  clickhouse   each table's definition and rows (Native, zstd) to COLD/archives/database/HOST/clickhouse/TIME
  configs      CONFIGS as one archive to COLD/archives/configs/HOST/TIME
  development  a mirror of each directory of DEVELOPMENT in COLD/development; what it replaces or deletes goes to
               COLD/development/.jts-replaced/TIME, and at most MAX_DELETE files of a mirror in one run
  all          all of these

An archive has its final name only when all its files were read back from the NAS and are equal to what was sent
(SHA256SUMS). What is not installed or does not run is skipped.

A directory of DEVELOPMENT carries the file $SENTINEL, which the first run makes, and its mirror has the same one. Where
it is missing, differs, or is all there is (a disk that is not mounted, another directory of that name), nothing is
mirrored. To connect a directory with an existing mirror by hand: cp COLD/development/NAME/$SENTINEL DIRECTORY/

  --dry-run      say what would be done, and change nothing
  --config FILE  settings, instead of /etc/jts/tiering.conf
  -h, --help     this text

Exit codes: 0 done; 75 the NAS was unavailable, or another instance at work, and that part was skipped;
1 something failed; 64 the command line is wrong.

Examples:
  $SCRIPT all --dry-run
  $SCRIPT postgresql
  cd /mnt/synology/jts/archives/configs/trader1/20260101T020000Z && sha256sum --check SHA256SUMS
END
}

as_postgres() { (cd / && PGCONNECT_TIMEOUT=$NETWORK_TIMEOUT runuser --user postgres -- "$@"); }
clickhouse_says() { clickhouse-client --connect_timeout "$NETWORK_TIMEOUT" --query "$1"; }

# file_name TEXT: sets REPLY to a name for a file, for any name of a database or table.
file_name() {
  REPLY=${1//%/%25}
  REPLY=${REPLY//\//%2F}
  REPLY=${REPLY//$'\n'/%0A}
  REPLY=${REPLY//\\/%5C}
}

# begin_archive DIRECTORY: the archive of this run grows in PARTIAL, hidden, until it is complete and verified.
begin_archive() {
  umask 077
  ARCHIVE=$1/$(stamp)
  PARTIAL=$1/.partial-${ARCHIVE##*/}
  mkdir -p -- "$1"
  # Runs that were interrupted left them.
  find "$1" -mindepth 1 -maxdepth 1 -name '.partial-*' -exec rm -rf -- {} +
  mkdir -- "$PARTIAL"
  trap abandon_archive EXIT
  trap 'exit 143' TERM
}

abandon_archive() {
  local status=$?
  [[ -e $PARTIAL ]] || exit "$status"
  rm -rf -- "$PARTIAL"
  complain "$ARCHIVE could not be completed: discarded; see the lines before, then run this again"
  exit "$status"
}

# send FILE: writes what it reads to a file of the archive and notes the SHA-256 of what it has sent.
send() {
  local sum
  sum=$(tee -- "$PARTIAL/$1" | sha256sum | cut -d' ' -f1)
  printf '%s  %s\n' "$sum" "$1" >>"$PARTIAL/SHA256SUMS"
}

finish_archive() {
  sync --file-system -- "$PARTIAL"
  (cd -- "$PARTIAL" && sha256sum --check --quiet --strict SHA256SUMS >&2) ||
    die "$ARCHIVE: what the NAS holds differs from what was sent: check the NAS"
  [[ ! -e $ARCHIVE ]] || die "$ARCHIVE is there already"
  mv --no-target-directory -- "$PARTIAL" "$ARCHIVE"
  say "$ARCHIVE: $(wc -l <"$ARCHIVE/SHA256SUMS") files, read back and equal to what was sent"
  forget_old_archives "${ARCHIVE%/*}"
}

forget_old_archives() {
  ((ARCHIVE_KEEP_DAYS)) || return 0
  find "$1" -mindepth 1 -maxdepth 1 -type d -regex '.*/[0-9]+T[0-9]+Z' -mmin "+$((ARCHIVE_KEEP_DAYS * 1440))" \
    ! -path "$ARCHIVE" -exec rm -rf -- {} + -printf 'archive %p is older than ARCHIVE_KEEP_DAYS: deleted\n'
}

dump_postgresql() {
  local database
  begin_archive "$COLD/archives/database/$HOSTNAME/postgresql"
  as_postgres pg_dumpall --globals-only | send globals.sql
  while IFS= read -rd '' database; do
    file_name "$database"
    as_postgres pg_dump --format=custom --dbname="$(connection_string "$database")" </dev/null |
      send "database-$REPLY.dump"
  done <"$DATABASES"
  finish_archive
}

# A name with "=" in it would be taken for a connection string, so all are given as one.
connection_string() {
  local name=${1//\\/\\\\}
  printf "dbname='%s'" "${name//\'/\\\'}"
}

postgresql() {
  if ! command -v pg_dump >/dev/null || ! command -v psql >/dev/null; then
    say "PostgreSQL is not installed: skipped"
    return
  fi
  DATABASES=$(mktemp)
  TEMPORARY+=("$DATABASES")
  if ! timeout 60 runuser --user postgres -- psql --no-psqlrc --tuples-only --no-align --record-separator-zero --quiet \
    --command 'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate' postgres >"$DATABASES" 2>/dev/null
  then
    say "PostgreSQL does not run: skipped"
  elif [[ $DRY_RUN ]]; then
    say "would dump the roles and $(tr -cd '\0' <"$DATABASES" | wc -c) databases of PostgreSQL"
  else
    nas_part "the archive of PostgreSQL" dump_postgresql
  fi
}

# ClickHouse writes names with the escapes that its identifiers take, but for the quote around them.
dump_clickhouse() {
  local database table engine quoted
  begin_archive "$COLD/archives/database/$HOSTNAME/clickhouse"
  while IFS=$'\t' read -r database table engine; do
    quoted="\`${database//\`/\\\`}\`.\`${table//\`/\\\`}\`"
    file_name "$database.$table"
    clickhouse_says "SHOW CREATE TABLE $quoted FORMAT TSVRaw" </dev/null | send "$REPLY.sql"
    [[ $engine == *MergeTree || $engine == *Log || $engine == Memory ]] || continue
    clickhouse_says "SELECT * FROM $quoted FORMAT Native" </dev/null | zstd --quiet | send "$REPLY.native.zst"
  done <"$TABLES"
  finish_archive
}

clickhouse() {
  command -v clickhouse-client >/dev/null || { say "ClickHouse is not installed: skipped"; return; }
  TABLES=$(mktemp)
  TEMPORARY+=("$TABLES")
  if ! timeout 60 clickhouse-client --connect_timeout "$NETWORK_TIMEOUT" --query "SELECT database, name, engine
    FROM system.tables WHERE NOT is_temporary AND database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')
    FORMAT TabSeparated" </dev/null >"$TABLES" 2>/dev/null; then
    say "ClickHouse does not run: skipped"
  elif [[ ! -s $TABLES ]]; then
    say "ClickHouse has no tables: skipped"
  elif [[ $DRY_RUN ]]; then
    say "would dump $(wc -l <"$TABLES") tables of ClickHouse"
  else
    nas_part "the archive of ClickHouse" dump_clickhouse
  fi
}

# tar says 1 when a file changed while it was read: that one is in the archive as it was read.
pack_configs() {
  local status=0
  tar --create --file - --directory / --numeric-owner -- "${@#/}" || status=$?
  ((status < 2)) || return "$status"
}

dump_configs() {
  begin_archive "$COLD/archives/configs/$HOSTNAME"
  pack_configs "$@" | zstd --quiet | send configs.tar.zst
  finish_archive
}

configs() {
  local path
  local -a there=()
  for path in "${CONFIGS[@]}"; do
    if [[ -e $path ]]; then there+=("$path"); else say "$path is not there: skipped"; fi
  done
  ((${#there[@]})) || return 0
  if [[ $DRY_RUN ]]; then
    say "would archive ${there[*]}"
  else
    nas_part "the archive of the configuration" dump_configs "${there[@]}"
  fi
}

holds_more_than_sentinel() { [[ $(find "$1" -mindepth 1 -maxdepth 1 ! -name "$SENTINEL" -print -quit 2>/dev/null) ]]; }

# fit_to_mirror SOURCE MIRROR: whether the mirror may be made equal to the source. An empty source never may.
fit_to_mirror() {
  local source=$1 mirror=$2
  [[ -d $source ]] || { complain "$source is not there: its mirror stays as it is; mount it or take it out of DEVELOPMENT"; return 1; }
  holds_more_than_sentinel "$source" ||
    { complain "$source is empty: its mirror stays as it is; mount it or take it out of DEVELOPMENT"; return 1; }
  if [[ ! -e $mirror/$SENTINEL ]] && ! holds_more_than_sentinel "$mirror"; then return 0; fi
  [[ -e $mirror/$SENTINEL ]] ||
    { complain "$mirror has files, but no $SENTINEL, so it may belong to another: move it away, then run this again"; return 1; }
  cmp --quiet -- "$source/$SENTINEL" "$mirror/$SENTINEL" && return
  complain "$source is not what $mirror was made of: its $SENTINEL is missing or another;" \
    "if it is the right directory: cp $mirror/$SENTINEL $source/"
  return 1
}

# The first run marks the source, with its owner, so that it may be moved and restored with it.
mark_source() {
  [[ ! -e $1/$SENTINEL && ! -L $1/$SENTINEL ]] || return 0
  setpriv --reuid="$(stat --format=%u -- "$1")" --regid="$(stat --format=%g -- "$1")" --clear-groups -- \
    tee -- "$1/$SENTINEL" </proc/sys/kernel/random/uuid >/dev/null
}

mirror() {
  local source=$1 name=${1##*/} status=0
  local target=$COLD/development/$name replaced
  replaced=$COLD/development/.jts-replaced/$(stamp)/$name
  fit_to_mirror "$source" "$target" || return
  if [[ $DRY_RUN ]]; then
    say "would mirror $source to $target"
    return
  fi
  mark_source "$source"
  mkdir -p -- "$target"
  # Before anything else, so that an interrupted first run can be continued.
  [[ -e $target/$SENTINEL ]] || cp --preserve=timestamps -- "$source/$SENTINEL" "$target/"
  rsync --recursive --links --times --one-file-system --delete-after --max-delete="$MAX_DELETE" \
    --backup --backup-dir="$replaced" --timeout=$((NETWORK_TIMEOUT * 6)) -- "$source/" "$target/" || status=$?
  case $status in
    0) say "$target is equal to $source" ;;
    24) say "$target is equal to $source, but for files that vanished meanwhile" ;;
    25)
      complain "$source: more than MAX_DELETE=$MAX_DELETE files are gone from it; the mirror keeps the rest of them:" \
        "see whether they are missed, or raise MAX_DELETE, then run this again"
      return 1
      ;;
    *)
      complain "$source: rsync ended with $status: the mirror is not complete; see the lines before, then run this again"
      return 1
      ;;
  esac
}

development() {
  local source other
  ((${#DEVELOPMENT[@]})) || say "DEVELOPMENT names no directory: nothing to mirror"
  for source in "${DEVELOPMENT[@]}"; do
    for other in "${DEVELOPMENT[@]}"; do
      if [[ $source != "$other" && ${source##*/} == "${other##*/}" ]]; then
        die "$CONFIG: $source and $other would have the same mirror: rename one"
      fi
    done
    nas_part "the mirror of $source" mirror "$source"
  done
}

parse_arguments "$@"
load_config
take_lock
catch_signals
TEMPORARY=()
trap 'rm -f -- "${TEMPORARY[@]}"' EXIT
if [[ $COMMAND == all ]]; then
  for COMMAND in postgresql clickhouse configs development; do "$COMMAND"; done
else
  "$COMMAND"
fi
exit "$OUTCOME"
