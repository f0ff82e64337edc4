import { sh, type Shell } from './sh.ts';

/** Bash that removes directories, listed from the outermost to the innermost, as far as they are there and empty. */
export const removeEmpty = (directories: readonly string[]): Shell => sh`
  made=(${directories.toReversed()})
  for directory in "\${made[@]}"; do
    if [[ -d $directory ]]; then rmdir --ignore-fail-on-non-empty -- "$directory"; fi
  done
`;
