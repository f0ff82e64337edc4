import { beginMark, endMark } from '../model/fstab-text.ts';
import { escapeOctal } from '../model/octal.ts';
import { inTurn } from './in-turn.ts';
import { sh, type Shell } from './sh.ts';

/** Seconds to wait for another process that edits /etc/fstab. */
const LOCK_WAIT = 60;

/** Reads /etc/fstab into `kept`, all lines but jts's for `$point`; `at` is where they stood first, `end` what ended the file. */
const readOthersLines: Shell = sh`
  spoilt() { die "/etc/fstab line $1 $2; nothing was changed in it"; }
  lines=()
  if [[ -e $fstab ]]; then
    if IFS= read -r -d '' _ <"$fstab"; then die '/etc/fstab contains a NUL byte; nothing was changed in it'; fi
    mapfile lines <"$fstab"
  fi
  final=$'\n'
  if [[ \${#lines[@]} -gt 0 && \${lines[-1]} != *$'\n' ]]; then final=; fi
  kept=() opened=0 at=-1
  for index in "\${!lines[@]}"; do
    line=\${lines[index]%$'\n'}
    bare=\${line%$'\r'}
    if [[ $bare == "$begin" ]]; then
      [[ $opened == 0 ]] || spoilt "$opened" 'begins a block of jts that never ends'
      opened=$((index + 1))
      [[ $at -ge 0 ]] || at=\${#kept[@]}
    elif [[ $bare == "$end" ]]; then
      [[ $opened != 0 ]] || spoilt "$((index + 1))" 'ends a block of jts that never began'
      opened=0
    elif [[ $opened == 0 ]]; then
      kept+=("$line")
    else
      read -r _ where _ <<<"$bare" || :
      [[ $where == "$point" ]] || spoilt "$((index + 1))" "stands between jts's marks and is not jts's"
    fi
  done
  [[ $opened == 0 ]] || spoilt "$opened" 'begins a block of jts that never ends'
  [[ $at -ge 0 ]] || at=\${#kept[@]}
`;

/** One copy a day and session, so that the first edit of a run saves what was there before it. */
const saveOnce: Shell = sh`
  printf -v today '%(%Y-%m-%d)T' -1
  saved=/var/lib/jts/backup/fstab.$today.$$
  if [[ -e $fstab && ! -e $saved ]]; then
    [[ -d /var/lib/jts/backup ]] || install -d -m 0700 -- /var/lib/jts/backup
    cp --preserve=all -- "$fstab" "$saved"
  fi
`;

/** Puts `text` in the place of /etc/fstab, whole or not at all, unless findmnt finds more errors in it than before. */
const replace: Shell = sh`
  count_errors() {
    found=0
    if ! verdict=$(findmnt --verify --tab-file "$1" 2>&1); then
      [[ $verdict =~ ([0-9]+)\ parse\ errors?,\ ([0-9]+)\ errors? ]] || die "findmnt --verify failed: $verdict"
      found=$((BASH_REMATCH[1] + BASH_REMATCH[2]))
    fi
  }
  trap '[[ ! -e $new ]] || rm -f -- "$new"' EXIT
  if [[ -e $fstab ]]; then cp --preserve=all --attributes-only -- "$fstab" "$new"; fi
  printf '%s' "$text" >"$new"
  count_errors "$new"
  if [[ $found != 0 ]]; then
    now=$found
    complaint=$verdict
    count_errors "$fstab"
    [[ $now -le $found ]] || die "findmnt --verify finds errors in the new /etc/fstab, which was not put in place: $complaint"
  fi
  sync -- "$new"
  mv -f -- "$new" "$fstab"
  sync -- /etc
`;

const edit = (target: string, block: readonly string[]): Shell => sh`
    die() { printf '%s\n' "$1" >&2; exit 1; }
    fstab=/etc/fstab new=/etc/.fstab.jts point=${escapeOctal(target)}
    begin=${beginMark(target)} end=${endMark(target)} block=(${block})
    [[ ! -L $fstab ]] || die '/etc/fstab is a symbolic link, which jts does not replace'
  ${readOthersLines}
    all=("\${kept[@]:0:at}" "\${block[@]}" "\${kept[@]:at}")
    text=
    if [[ \${#all[@]} -gt 0 ]]; then
      printf -v text '%s\n' "\${all[@]}"
      text=\${text%$'\n'}$final
    fi
    printf -v old '%s' "\${lines[@]}"
    [[ $text != "$old" ]] || exit 0
  ${saveOnce}
  ${replace}
`;

const editFstab = (target: string, block: readonly string[]): Shell => inTurn('fstab', LOCK_WAIT, edit(target, block));

/**
 * Bash that gives jts's block for a mount point the one line given, in its place or at the end of /etc/fstab: under a lock,
 * atomically and synced; every other byte stays, a missing line break at the end too.
 */
export const putFstabBlock = (target: string, line: string): Shell =>
  editFstab(target, [beginMark(target), line, endMark(target)]);

/** Bash that takes jts's block for a mount point out of /etc/fstab, with the same care. */
export const dropFstabBlock = (target: string): Shell => editFstab(target, []);
