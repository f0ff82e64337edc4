# shellcheck shell=bash disable=SC2153 # MANIFESTS, NAME and the settings come from common.sh
# Moves files between tiers: copy, verify, record, and only then delete. Sourced, never run.
#
# Works on lists of names that end with NUL, in batches, so that no step starts a process per file. Killed at any
# moment, it leaves every file at its source or verified in the target, and the next run finishes what it began.
#
# Reading and deleting run with the ids of the owner of the source, who could otherwise swap a directory for a symbolic
# link between two steps and have root read or delete somewhere else. What root writes lies below directories of root.

BATCH=2500
FULL=28

count() { tr -cd '\0' | wc -c; }

# owner_of DIRECTORY: prints uid:gid to work with below it, or says why it cannot be worked with safely.
owner_of() {
  local here='' word owner mode kind ids='' chain
  local -a words paths=()
  IFS=/ read -ra words <<<"${1#/}"
  for word in "${words[@]}"; do
    here+=/$word
    paths+=("$here")
  done
  chain=$(stat --format='%u:%g %a %F' -- "${paths[@]}") || return
  while read -r owner mode kind; do
    [[ $kind == directory ]] || { complain "$1 leads over a $kind: name the real path"; return 1; }
    [[ -z $ids ]] || continue
    if [[ $owner != 0:* ]]; then
      ids=$owner
    elif ((8#$mode & 8#022)); then
      complain "$1: a directory of root in this path is writable by others (mode $mode): chmod go-w it"
      return 1
    fi
  done <<<"$chain"
  printf '%s\n' "${ids:-0:0}"
}

# as_owner COMMAND…: in SOURCE, with the ids of its owner.
as_owner() {
  [[ $OWNER != 0:0 ]] || set -- env --chdir="$SOURCE" "$@"
  [[ $OWNER == 0:0 ]] || set -- "${BECOME_OWNER[@]}" env --chdir="$SOURCE" "$@"
  "$@"
}

# Lists "device:inode" of every file that a process has open, but none on the NAS, where asking could hang.
open_files() {
  local -a codes
  find /proc/[0-9]*/fd -maxdepth 1 -lname '/*' ! -lname '/dev/*' ! -lname "$COLD_MOUNT/*" -print0 2>/dev/null |
    timeout --kill-after=5 60 xargs -0r stat --dereference --cached=always --printf='%d:%i\0' 2>/dev/null |
    sort -zu || codes=("${PIPESTATUS[@]}")
  ((${codes[1]:-0} != 124 && ${codes[1]:-0} != 137)) || { complain "cannot tell which files are open"; return 1; }
}

# "device:inode size mtime name" of the listed names, which changes with the file.
describe_source() { as_owner xargs -0r stat --printf='%d:%i %s %.9Y %n\0' -- 2>/dev/null | sort -z || :; }
described() { cut -zd' ' -f4- | sort -z; }
sizes_of() { echo "$(($(cut -zd' ' -f2 | tr '\0' +)0))"; }

# "sha256  name" of the listed names that can be read.
hash_source() { as_owner xargs -0r sha256sum --zero -- 2>"$WORK/errors" | sort -z || :; }
hash_in() { env --chdir="$1" xargs -0r sha256sum --zero -- 2>/dev/null | sort -z || :; }
hashed() { cut -zc67- | sort -z; }
inodes_in() { env --chdir="$1" xargs -0r stat --printf='%i %n\0' -- 2>/dev/null | sort -z || :; }

# Copies the listed names into the staging directory; no unverified file ever has its final name.
copy_to_staging() {
  local -a from=("$SOURCE/")
  # rsync starts its sender by a "remote shell": here one that drops ids and runs `env rsync --server …`.
  [[ $OWNER == 0:0 ]] || from=(--rsh="${BECOME_OWNER[*]}" "env:$SOURCE/")
  rsync --from0 --files-from="$1" --no-implied-dirs --whole-file --times --secluded-args \
    "${KEEP[@]}" "${from[@]}" "$STAGING/" >/dev/null 2>"$WORK/rsync"
}

why_not_copied() {
  if grep -Eq 'No space left|Disk quota exceeded' "$WORK/rsync"; then
    complain "$TARGET is full: $1 files stay in $SOURCE; make room there and run this again"
    return "$FULL"
  fi
  if (($2)); then
    complain "$1 files of $SOURCE were not copied to $TARGET and stay: $(head -n 3 "$WORK/rsync" | tr '\n' ' ')"
    return 1
  fi
  say "$1 files of $SOURCE changed while they were copied: they stay until the next run"
}

# Gives the verified copies of `ready` their final names where those are free, by hard links: one process for all.
place() {
  mkdir -p -- "$TARGET"
  cp --recursive --link --no-clobber --no-target-directory -- "$STAGING" "$TARGET" 2>/dev/null || :
  hashed <ready >names
  comm -z -12 <(inodes_in "$STAGING" <names) <(inodes_in "$TARGET" <names) | cut -zd' ' -f2- | sort -z >placed
  comm -z -23 names placed >taken
}

# other_name NAME HASH: sets REPLY to the name for this content where another file has the name already.
other_name() {
  local base=${1##*/}
  REPLY=${1%/*}/${base:0:241}.~${2:0:12}
}

# Copies whose name is taken by other content in the target get a name of their own, the same one in every run.
place_beside() {
  local record name hash REPLY
  local -A there=()
  : >beside
  [[ ! -s taken ]] || hash_in "$STAGING" <taken >beside
  comm -z -23 ready beside >>kept
  hashed <kept >confirmed
  [[ -s taken ]] || return 0
  : >pairs
  : >others
  while IFS= read -rd '' record; do
    hash=${record:0:64} name=${record:66}
    other_name "$name" "$hash"
    printf '%s\0' "$STAGING/$name" "$TARGET/$REPLY" >>pairs
    printf '%s\0' "$REPLY" >>others
  done <beside
  xargs -0r -n 2 mv --no-clobber --no-target-directory -- <pairs 2>/dev/null || :
  while IFS= read -rd '' record; do there[$record]=1; done < <(hash_in "$TARGET" <others)
  while IFS= read -rd '' record; do
    hash=${record:0:64} name=${record:66}
    other_name "$name" "$hash"
    [[ -n ${there["$hash  $REPLY"]:-} ]] || continue
    printf '%s\0' "$name" >>confirmed
    printf '%s  %s\0' "$hash" "$REPLY" >>kept
  done <beside
}

# Writes a line of sha256sum per copy, unless an earlier run has: one that was killed before it could delete.
record() {
  sort -z kept | sed -z -e "s|^\(.\{64\}\)  \./|\1  $TARGET/|" \
    -e 's/\\/\\\\/g; s/\n/\\n/g; s/\r/\\r/g; /\\/s/^/\\/' | tr '\0' '\n' | sort >lines
  comm -23 lines known >>"$MANIFEST"
  sync -- "$MANIFEST" "${MANIFEST%/*}"
}

# file_time: prints the time by the clock that stamps files, in nanoseconds since 1970. It lags behind bash's by as long
# as the kernel's last tick is ago.
file_time() {
  local time
  : >"$WORK/now"
  time=$(stat --printf=%.9Y -- "$WORK/now")
  printf '%s\n' "${time/./}"
}

# just_before NANOSECONDS: prints, for find, the last moment before that time: to find, what is as old is not newer.
just_before() {
  local moment=$(($1 - 1))
  printf '@%s.%s\n' "${moment:0:-9}" "${moment: -9}"
}

# delete_sources NANOSECONDS: deletes the sources whose copies are recorded, if nothing has happened to them since that
# time. A rename, as by logrotate, changes no mtime but the ctime, which find looks at right before it deletes.
delete_sources() {
  local before
  before=$(just_before "$1")
  sort -z confirmed >sure
  describe_source <sure >after
  open_files >open
  comm -z -12 before after | join -z -t ' ' -v 1 - open >unchanged
  described <unchanged | as_owner find -files0-from - -maxdepth 0 -type f ! -newerct "$before" -delete -printf '%s\0' \
    >deleted 2>errors || :
  printf '%s\n' "$(count <deleted) $(($(tr '\0' + <deleted)0))" >>tally
  [[ ! -s errors ]] || {
    complain "copied, but not deleted from $SOURCE: $(head -n 3 errors | tr '\n' ' ')"
    return 1
  }
}

# Counts the files that are still there and could not be read.
unreadable() {
  hashed <wanted | comm -z -23 names - >unhashed
  if [[ -s unhashed ]]; then describe_source <unhashed | count; else echo 0; fi
}

# A batch that outlives its script would keep the next run waiting.
wanted_still() { [[ -e /proc/$$ ]] || exit 1; }

# move_batch LIST: the steps for one batch, each leaving a file of names in the working directory.
move_batch() {
  local began failed=0 unread copied=0 left
  cd "$WORK" || return
  began=$(file_time)
  rm -rf -- "$STAGING"
  mkdir -p -- "$STAGING"
  chmod 700 -- "$STAGING"
  describe_source <"$1" >before
  [[ -s before ]] || die "cannot look at the files of $SOURCE as user ${OWNER%:*}: they stay"
  open_files >open
  join -z -t ' ' -v 1 before open >quiet
  described <quiet >names
  hash_source <names >wanted
  unread=$(unreadable)
  if ((unread)); then
    complain "$unread files of $SOURCE cannot be read and stay: $(head -n 3 errors | tr '\n' ' ')"
    failed=1
  fi
  : >there
  [[ ! -d $TARGET ]] || hashed <wanted | hash_in "$TARGET" >there
  comm -z -12 wanted there >kept
  comm -z -23 wanted there >missing
  hashed <missing >names
  [[ ! -s names ]] || copy_to_staging names || copied=$?
  hash_in "$STAGING" <names >staged
  comm -z -12 missing staged >ready
  left=$(comm -z -23 missing staged | count)
  ((left == 0)) || why_not_copied "$left" "$copied" || failed=$?
  comm -z -13 missing staged | cut -zc67- | env --chdir="$STAGING" xargs -0r rm -f --
  place
  place_beside
  wanted_still
  sync --file-system -- "$TARGET"
  record
  wanted_still
  delete_sources "$began" || failed=1
  rm -rf -- "$STAGING"
  return "$failed"
}

# verified_move SOURCE TARGET LIST: moves the listed files (./names below SOURCE, each ended by NUL), keeping paths.
# KEEP holds what rsync is to keep besides the times.
verified_move() {
  SOURCE=$1 TARGET=$2
  local list=$3 batch status=0 failed=0 files size moved=0 total=0
  OWNER=$(owner_of "$SOURCE") || return 1
  BECOME_OWNER=(setpriv "--reuid=${OWNER%:*}" "--regid=${OWNER#*:}" --clear-groups --no-new-privs --)
  STAGING=$STAGING_ROOT/.jts-$NAME-$(uname -n)
  rm -f -- "$WORK"/batch.* "$WORK/tally"
  split --separator='\0' --lines="$BATCH" -- "$list" "$WORK/batch."
  for batch in "$WORK"/batch.*; do
    wanted_still
    status=0
    # In the background: `set -e` would not hold in a function that is part of a condition.
    move_batch "$batch" &
    wait "$!" || status=$?
    ((status == 0)) || failed=1
    ((status != FULL)) || break
  done
  rm -rf -- "$STAGING"
  [[ ! -e $WORK/tally ]] || while read -r files size; do
    moved=$((moved + files)) total=$((total + size))
  done <"$WORK/tally"
  say "$moved of $(count <"$list") files ($(bytes "$total")) moved from $SOURCE to $TARGET"
  return "$failed"
}

# Opens the records of this script: finishes those of a killed run, whose last line may be torn, and begins its own.
begin_records() {
  local unfinished
  mkdir -p -- "$MANIFESTS"
  for unfinished in "$MANIFESTS"/.migrate-*.sha256; do
    [[ -e $unfinished ]] || continue
    [[ ! -s $unfinished || $(tail -c 1 -- "$unfinished" | wc -l) == 1 ]] || sed -i '$d' -- "$unfinished"
    finish_records "$unfinished"
  done
  : >"$WORK/known"
  find "$MANIFESTS" -name 'migrate-*.sha256' -print0 >"$WORK/manifests"
  [[ ! -s $WORK/manifests ]] || sort -u --files0-from="$WORK/manifests" >"$WORK/known"
  MANIFEST=$MANIFESTS/.migrate-$(stamp)-$$.sha256
}

finish_records() {
  if [[ -s $1 ]]; then
    sync -- "$1"
    mv -T -- "$1" "${1%/*}/${1##*/.}"
    sync -- "${1%/*}"
  else
    rm -f -- "$1"
  fi
}
