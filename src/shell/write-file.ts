import { posix } from 'node:path';
import { sh, type Shell } from './sh.ts';

export interface FileToWrite {
  readonly path: string;
  readonly content: string;
  readonly owner: string;
  readonly group: string;
  /** Octal with a leading zero: `0644`. */
  readonly mode: string;
}

/**
 * Bash that puts a file in place, whole or not at all: written beside it, synced, renamed. Its directory must be there. It
 * ends the shell that runs it where that fails.
 */
export const writeFile = ({ path, content, owner, group, mode }: FileToWrite): Shell => {
  const directory = posix.dirname(path);
  return sh`
    path=${path} new=${posix.join(directory, `.${posix.basename(path)}.jts`)}
    if [[ -L $path || -d $path ]]; then
      printf '%s is a symbolic link or a directory, and was left as it is\n' "$path" >&2
      exit 1
    fi
    if ! printf '%s' ${content} | install -o ${owner} -g ${group} -m ${mode} -- /dev/stdin "$new" ||
      ! sync -- "$new" || ! mv -f -- "$new" "$path"; then
      rm -f -- "$new"
      exit 1
    fi
    sync -- ${directory}
  `;
};
