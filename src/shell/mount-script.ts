import { devicePath } from '../model/fstab-text.ts';
import { escapeOctal } from '../model/octal.ts';
import { removeEmpty } from './remove-empty.ts';
import { sh, type Shell } from './sh.ts';

/** A mount to be made; `source` is as in fstab. */
export interface MountToMake {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * Bash that defines `mounted_at TARGET`, which succeeds when a file system as a whole is mounted there; an automount point
 * that waits for its file system does not count. The target is written as in /proc/self/mountinfo, where it can only follow
 * the root of what is mounted. It starts no process, and reads all lines at once: to read them one by one takes thrice as long.
 */
export const mountedAtFunction: Shell = sh`
  mounted_at() {
    local lines line
    mapfile -t lines </proc/self/mountinfo
    for line in "\${lines[@]}"; do
      [[ $line != *' / '"$1"' '* || \${line#* - } == autofs\ * ]] || return 0
    done
    return 1
  }
`;

/** Bash that succeeds when a file system as a whole is mounted at a path, after {@link mountedAtFunction}. */
export const isMounted = (target: string): Shell => sh`mounted_at ${escapeOctal(target)}`;

/** The options for mount(8), which would end well without mounting anything where nofail allows it: that is for boots only. */
export const honestOptions = (options: readonly string[]): string =>
  options.filter((option) => option !== 'nofail').join(',');

/** Bash that makes sure that the mount point `$target` is an empty directory, and makes it immutable; needs `die`. */
export const prepareMountPoint: Shell = sh`
  if [[ ! -e $target && ! -L $target ]]; then mkdir -p -- "$target"; fi
  [[ -d $target && ! -L $target ]] || die "$target is not a directory"
  shopt -s nullglob dotglob
  entries=("$target"/*)
  [[ \${#entries[@]} == 0 ]] || die "$target is not empty: mounting would hide \${entries[0]}"
  if ! said=$(chattr +i -- "$target" 2>&1); then
    printf 'the file system below %s cannot make it immutable: %s\n' "$target" "$said"
  fi
`;

/**
 * Bash that mounts, unless it is mounted already: makes the mount point, makes sure that it is an empty directory, and makes
 * it immutable, so that nothing can be written below it while it is not mounted.
 */
export const mountScript = ({ source, target, type, options }: MountToMake): Shell => sh`
  source=${source} device=${devicePath(source)} target=${target}
  ${mountedAtFunction}
  die() { printf '%s\n' "$1" >&2; exit 1; }
  if ${isMounted(target)}; then
    found=$(findmnt -nro SOURCE --mountpoint "$target")
    [[ $found -ef $device ]] || die "$found is mounted at $target by now, not $source"
  else
  ${prepareMountPoint}
    said=$(mount -t ${type} -o ${honestOptions(options)} -- "$device" "$target" 2>&1) ||
      die "$source cannot be mounted: \${said%%$'\n'*}"
  fi
`;

/** Bash that brings the options of a live mount to those given. */
export const remountScript = ({ source, target, type, options }: MountToMake): Shell =>
  sh`mount -t ${type} -o ${options.join(',')} -- ${source} ${target}`;

/** Seconds; a dead server would hold it up for good, and a large write cache takes its time. */
const UNMOUNT_DEADLINE = 100;

/** Characters that find(1) gives a meaning in patterns. */
const literal = (path: string): string => path.replace(/[\\*?[\]]/g, '\\$&');

/**
 * Bash that unmounts, never lazily; where that fails it names the processes that hold the mount (by working directory,
 * root, program, open or mapped file: proc(5)) and the mounts below it.
 */
export const unmountScript = (target: string): Shell => sh`
  target=${target}
  if ! said=$(timeout -k 5 ${UNMOUNT_DEADLINE} umount -- "$target" 2>&1); then
    holders=()
    while IFS=/ read -r _ _ pid _; do
      [[ " \${holders[*]-} " != *" $pid ("* ]] || continue
      command=$(tr '\0' ' ' <"/proc/$pid/cmdline") || continue
      [[ -n $command ]] || command=$(<"/proc/$pid/comm") || continue
      command=\${command% }
      holders+=("$pid (\${command:0:80})")
    done < <(
      find /proc/[0-9]* -mindepth 1 -maxdepth 2 -type l \
        '(' -lname ${literal(target)} -o -lname ${`${literal(target)}/*`} ')' -print 2>/dev/null
    )
    while read -r _ _ _ _ point _; do
      if [[ $point == ${escapeOctal(target)}/* ]]; then holders+=("the mount at $point"); fi
    done </proc/self/mountinfo
    printf '%s\n' "\${said:-$target could not be unmounted in time: what it is on does not answer}" >&2
    if [[ \${#holders[@]} -gt 0 ]]; then
      printf -v list ', %s' "\${holders[@]}"
      printf '%s is held by %s; end that and run again\n' "$target" "\${list#, }" >&2
    fi
    exit 1
  fi
`;

/** Bash that unmounts what is mounted at a path, where something is. */
export const unmountIfMounted = (target: string): Shell => sh`
  ${mountedAtFunction}
  if ${isMounted(target)}; then
  ${unmountScript(target)}
  fi
`;

/**
 * Bash that leaves a mount point as it was: no longer immutable unless it was so before, and the directories that jts made
 * for it removed, as far as they are empty.
 */
export const clearMountPoint = (target: string, made: readonly string[], wasImmutable: boolean): Shell => sh`
  ${wasImmutable ? sh`:` : sh`if [[ -d ${target} ]]; then chattr -i -- ${target} 2>/dev/null || :; fi`}
  ${removeEmpty(made)}
`;
