import { sh, type Shell } from '../shell/sh.ts';

/** Most bytes of a file that are read for comparing its content. */
const CONTENT_LIMIT = 65_536;

/** Seconds for what lies on a network mount, which may have to be mounted first, and whose server may be dead. */
const NETWORK_DEADLINE = 30;

/** Seconds for adding up what a directory holds. */
const SIZE_DEADLINE = 10;

/** Told by index into `paths`, what is looked at beyond lstat. */
export interface Looks {
  readonly paths: readonly string[];
  readonly inside: readonly number[];
  readonly mountPoints: readonly number[];
  readonly content: readonly number[];
}

/** Which paths lie on a network mount; those are only looked at with a deadline. */
const sortByDistance: Shell = sh`
  declare -A mounted
  network=() near=() far=()
  mapfile -t lines </proc/self/mountinfo
  for line in "\${lines[@]}"; do
    point=\${line#* * * * }
    point=\${point%% *}
    [[ $point != *\\* ]] || printf -v point %b "$point"
    mounted[$point]=1
    case \${line#* - } in
      autofs\ * | nfs* | cifs\ * | smb3\ * | ceph\ * | 9p\ * | fuse.*) network+=("$point") ;;
    esac
  done
  is_far() {
    local point
    for point in "\${network[@]}"; do
      [[ $1 != "$point" && $1 != "$point"/* ]] || return 0
    done
    return 1
  }
  for index in "\${!paths[@]}"; do
    if is_far "\${paths[index]}"; then far+=("$index"); else near+=("$index"); fi
  done
`;

/**
 * lstat of all paths with one process; anything but absence ends the probe. What is far is asked of its server, not of what
 * the kernel kept of it for up to a minute.
 */
const lookAtNodes: Shell = sh`
  exec {results}>&1
  examine() {
    local complaints
    complaints=$("$@" --printf='%f\t%u\t%g\t%s\t%U\t%G\t%n\n' -- "\${chosen[@]}" 2>&1 >&"$results") || result=$?
    while IFS= read -r complaint; do
      case $complaint in
        '' | *': No such file or directory' | *': Not a directory') ;;
        *) printf '%s\n' "$complaint" >&2; exit 1 ;;
      esac
    done <<<"$complaints"
  }
  choose() {
    local index
    chosen=()
    for index in "$@"; do chosen+=("\${paths[index]}"); done
  }
  choose "\${near[@]}"
  [[ \${#chosen[@]} == 0 ]] || examine stat
  choose "\${far[@]}"
  result=0
  printf 'far %s\n' "\${far[*]}"
  [[ \${#chosen[@]} == 0 ]] || examine timeout -k 1 ${NETWORK_DEADLINE} stat --cached=never
  printf 'answered %s\n' "$((result < 124))"
`;

/** What directories hold that nothing is mounted on: `nothing`, `directories` that hold no file, or `files`. */
const lookInside: Shell = sh`
  shopt -s nullglob dotglob
  survey() {
    local entry
    for entry in "$1"/*; do
      if [[ -d $entry && ! -L $entry && -z \${mounted[$entry]-} ]]; then
        holds=directories
        survey "$entry"
      else
        holds=files
      fi
      [[ $holds != files ]] || return 0
    done
  }
  bare() { [[ -z \${mounted[$1]-} && -d $1 && ! -L $1 ]] && ! is_far "$1"; }
  for index in "\${inside[@]}"; do
    path=\${paths[index]}
    bare "$path" || continue
    holds=nothing
    survey "$path"
    printf 'inside %s %s\n' "$index" "$holds"
  done
`;

/** Mount points with nothing mounted on them: whether they are immutable, and how much they hold. */
const lookAtMountPoints: Shell = sh`
  chosen=()
  for index in "\${mount_points[@]}"; do
    if bare "\${paths[index]}"; then chosen+=("\${paths[index]}"); fi
  done
  flags=
  [[ \${#chosen[@]} == 0 ]] || flags=$(lsattr -d -- "\${chosen[@]}" 2>/dev/null) || :
  for index in "\${mount_points[@]}"; do
    path=\${paths[index]}
    bare "$path" || continue
    holds=nothing
    survey "$path"
    immutable=unknown
    while read -r letters name; do
      [[ $name == "$path" ]] || continue
      if [[ $letters == *i* ]]; then immutable=yes; else immutable=no; fi
    done <<<"$flags"
    size=unknown
    if [[ $holds != nothing ]]; then
      size=$(timeout -k 1 ${SIZE_DEADLINE} du -sx --block-size=1 -- "$path" 2>/dev/null) || size=unknown
      size=\${size%%$'\t'*}
    fi
    printf 'inside %s %s %s %s\n' "$index" "$holds" "$immutable" "$size"
  done
`;

/** Files' content, every line behind a blank; what is longer than the limit or contains NUL is left out. */
const lookAtContent: Shell = sh`
  for index in "\${content[@]}"; do
    path=\${paths[index]}
    is_far "$path" && continue
    [[ -f $path && ! -L $path ]] || continue
    text=
    if IFS= read -r -d '' -n ${CONTENT_LIMIT} text <"$path"; then continue; fi
    printf 'content %s\n %s\n' "$index" "\${text//$'\n'/$'\n' }"
  done
`;

/** Renders the probe of the fact `paths`. */
export const pathsScript = ({ paths, inside, mountPoints, content }: Looks): Shell => sh`
  paths=(${paths})
  inside=(${inside}) mount_points=(${mountPoints}) content=(${content})
  ${sortByDistance}
  ${lookAtNodes}
  ${lookInside}
  ${lookAtMountPoints}
  ${lookAtContent}
`;
