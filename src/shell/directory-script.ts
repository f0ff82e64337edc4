import { isMounted } from './mount-script.ts';
import { sh, type Shell } from './sh.ts';

/** A directory as a script makes it; owner and group are names or numbers, the mode is octal with a leading zero. */
export interface DirectoryToMake {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  readonly mount?: string;
}

/**
 * Bash that makes a directory, and those above it, and gives it owner and mode. It goes into the directory first and makes sure
 * where it is: whoever owns the directory above could put a symlink in its place between a look and a chown.
 * The further zero before the mode takes away set-id bits that are not wanted.
 */
export const directoryScript = ({ path, owner, group, mode, mount }: DirectoryToMake): Shell => sh`
  path=${path}
  ${mount === undefined ? sh`:` : sh`${isMounted(mount)} || { echo ${`${mount} is not mounted`} >&2; exit 1; }`}
  if [[ ! -e $path && ! -L $path ]]; then mkdir -p -- "$path"; fi
  cd -P -- "$path"
  [[ $PWD == "$path" ]] || { printf '%s leads to %s\n' "$path" "$PWD" >&2; exit 1; }
  install --directory --owner=${owner} --group=${group} --mode=${`0${mode}`} -- .
`;
