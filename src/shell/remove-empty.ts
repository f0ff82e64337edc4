import { inTurn } from './in-turn.ts';
import { sh, type Shell } from './sh.ts';

/** Where a host keeps which directories of jts could not go yet because others were in them, a line each. */
const LEFT = '/var/lib/jts/directories';

/** Seconds to wait for another role that removes directories. */
const WAIT = 60;

/**
 * Bash that removes directories, listed from the outermost to the innermost, as far as they are there and empty. One that
 * something else is in, such as another mount point, goes when that is removed.
 */
export const removeEmpty = (directories: readonly string[]): Shell =>
  directories.length === 0
    ? sh`:`
    : inTurn(
        'directories',
        WAIT,
        sh`
          made=(${directories.toReversed()}) noted=() left=()
          [[ ! -e ${LEFT} ]] || mapfile -t noted <${LEFT}
          for directory in "\${made[@]}" "\${noted[@]}"; do
            [[ -d $directory && ! -L $directory ]] || continue
            rmdir --ignore-fail-on-non-empty -- "$directory"
            [[ ! -d $directory ]] || left+=("$directory")
          done
          if [[ \${#left[@]} -gt 0 ]]; then
            [[ -d /var/lib/jts ]] || install -d -m 0755 -- /var/lib/jts
            printf '%s\n' "\${left[@]}" | sort -ru >${LEFT}
          else
            rm -f -- ${LEFT}
          fi
        `,
      );
