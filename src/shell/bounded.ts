import { openPipeFunction } from './open-pipe.ts';
import { sh } from './sh.ts';

/**
 * Bash that defines `bounded SECONDS FUNCTION`: runs the function under `set -euo pipefail` with empty input in its own
 * process group, ends the whole group at the deadline, and leaves its exit status (or `deadline`) in `$status`.
 * The function's own status arrives through a pipe, so that waiting for it with a deadline costs no further process;
 * each shell that calls it opens its own, so that shells running side by side do not read each other's answers.
 */
export const bounded = sh`
  ${openPipeFunction}
  bounded_count=0
  bounded_shell=
  bounded() {
    local seconds=$1 function=$2 number job answer pipe
    number=$((++bounded_count))
    set -m
    if [[ $bounded_shell != "$BASHPID" ]]; then
      open_pipe
      answers=$pipe
      bounded_shell=$BASHPID
    fi
    (
      # Expanded here, because the locals are gone by the time that the trap runs.
      # shellcheck disable=SC2064
      trap "printf '%s %s\n' $number \"\$?\" >&$answers" EXIT
      set -euo pipefail
      "$function"
    ) </dev/null &
    job=$!
    status=deadline
    while IFS= read -r -t "$seconds" -u "$answers" answer; do
      if [[ $answer == "$number "* ]]; then
        status=\${answer#* }
        break
      fi
    done
    if [[ $status == deadline ]]; then
      kill -KILL -- "-$job" 2>/dev/null || :
    fi
    wait "$job" 2>/dev/null || :
  }
`;
