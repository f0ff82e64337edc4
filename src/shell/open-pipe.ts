import { sh, type Shell } from './sh.ts';

/**
 * Bash that defines `open_pipe`, which leaves in `$pipe` the descriptor of a new pipe that is open at both ends. It starts no
 * process where bash keeps a short here-string in a pipe, as it does since 5.1.
 */
export const openPipeFunction: Shell = sh`
  open_pipe() {
    local end
    exec {end}<<<''
    if [[ -p /dev/fd/$end ]]; then
      exec {pipe}<>"/dev/fd/$end"
      read -r -u "$pipe" _
    else
      exec {pipe}<> <(:)
    fi
    exec {end}<&-
  }
`;
