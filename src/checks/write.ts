import type { ActiveCheck } from '../model/check.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { checkFileName } from './check-file.ts';

/** A directory and who is to be able to write to it. */
export interface WritablePlace {
  readonly directory: string;
  readonly user: string;
  readonly group: string;
}

/** Seconds after which a write that hangs is ended, so that it still clears up; and until it is given up. */
const WRITE_DEADLINE = 20;
const GIVE_UP = 30;

const READ_BACK = 'jts reads back what it wrote';

/**
 * Run by the service's user: $1 the directory, $2 the text. `-C` makes sure that no file of anyone else is written to.
 * Signals are ignored while it clears up: timeout(1) sends one to the shell and another to all its group, the rm included.
 */
const program = sh`
  set -euC
  file=$1/${checkFileName}
  trap 'trap "" HUP INT TERM; rm -f -- "$file"' EXIT
  trap 'trap "" HUP INT TERM; exit 1' HUP INT TERM
  printf '%s' "$2" >"$file"
  sync -- "$file"
  text=$(<"$file")
  rm -- "$file"
  trap - EXIT
  printf '%s\n' "$text"
`;

const asUser = ({ user, group }: WritablePlace): Shell =>
  user === 'root' ? sh`` : sh`setpriv --reuid ${user} --regid ${group} --init-groups --`;

/** Writes, syncs, reads back and deletes a file in a directory, as the user who will do so. */
export const writeCheck = (place: WritablePlace): ActiveCheck => {
  const { user, directory } = place;
  const done = `written, synced, read back and deleted as ${user}`;
  return {
    id: `write ${directory}`,
    expected: done,
    script: sh`
      # shellcheck disable=SC2016 # the bash that the service's user runs expands it
      timeout -k 5 ${WRITE_DEADLINE} ${asUser(place)} bash -c ${program.text} bash ${directory} ${READ_BACK}
    `,
    deadline: GIVE_UP,
    judge: (output) =>
      output.trim() === READ_BACK
        ? { outcome: 'pass', actual: done }
        : { outcome: 'fail', actual: `read back ${JSON.stringify(output.trim().slice(0, 80))}` },
  };
};
