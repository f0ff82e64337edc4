import { isMounted, mountedAtFunction } from './mount-script.ts';
import { sh, type Shell } from './sh.ts';

/** A directory as a script makes it; owner and group are names or numbers, the mode is octal with a leading zero. */
export interface DirectoryToMake {
  readonly path: string;
  /** Left out: it keeps the owner that it has, or gets. */
  readonly owner?: string;
  readonly group?: string;
  readonly mode: string;
  readonly mount?: string;
}

const ownershipOf = ({ owner, group }: Pick<DirectoryToMake, 'owner' | 'group'>): readonly string[] => [
  ...(owner === undefined ? [] : [`--owner=${owner}`]),
  ...(group === undefined ? [] : [`--group=${group}`]),
];

const isRoots = ({ owner = 'root', group = 'root' }: DirectoryToMake): boolean => owner === 'root' && group === 'root';

/**
 * Bash that makes a directory, and those above it, and gives it owner and mode. It goes into the directory first and makes sure
 * where it is: whoever owns the directory above could put a symlink in its place between a look and a chown.
 * What is wanted as root's and was made just now needs no chown, unless a set-id bit above it was handed on.
 * The further zero before the mode takes away set-id bits that are not wanted.
 */
export const directoryScript = (place: DirectoryToMake): Shell => {
  const { path, mode, mount } = place;
  return sh`
  path=${path} made=no
  ${mount === undefined ? sh`:` : mountedAtFunction}
  ${mount === undefined ? sh`:` : sh`${isMounted(mount)} || { echo ${`${mount} is not mounted`} >&2; exit 1; }`}
  if [[ ! -e $path && ! -L $path ]]; then
    [[ -d \${path%/*}/ ]] || mkdir -p -- "\${path%/*}"
    mkdir -m ${mode} -- "$path"
    made=${isRoots(place) ? 'yes' : 'no'}
  fi
  cd -P -- "$path"
  [[ $PWD == "$path" ]] || { printf '%s leads to %s\n' "$path" "$PWD" >&2; exit 1; }
  if [[ $made == no || ! -O . || ! -G . || -g . ]]; then
    install --directory ${ownershipOf(place)} --mode=${`0${mode}`} -- .
  fi
`;
};
