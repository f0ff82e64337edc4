#!/usr/bin/env bash
# Tells the journal, and a webhook where the configuration names one, that a unit of systemd failed.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"

usage() {
  cat <<END
Usage: $SCRIPT UNIT [--dry-run] [--config FILE]

  UNIT           the unit that failed, such as lvm-backup.service

  --dry-run      print what the webhook would get, and send nothing
  --config FILE  settings, instead of /etc/jts/tiering.conf: WEBHOOK is the address that gets a POST of JSON
  -h, --help     this text

Exit codes: 0 done; 1 the webhook did not take it; 64 the command line is wrong.

Example:
  $SCRIPT lvm-backup.service --dry-run
END
}

read_command_line() {
  while (($#)); do
    case $1 in
      -h | --help)
        usage
        exit 0
        ;;
      --config)
        (($# > 1)) || misuse "--config needs a file"
        CONFIG=$2
        shift
        ;;
      --dry-run) DRY_RUN=1 ;;
      -*) misuse "unknown option $1" ;;
      *)
        [[ -z $COMMAND ]] || misuse "one unit at a time, not $COMMAND and $1"
        COMMAND=$1
        ;;
    esac
    shift
  done
  [[ -n $COMMAND ]] || misuse "say which unit failed"
}

body() {
  printf '{"host":%s,"unit":%s,"result":%s,"status":%s}\n' "$(json_string "$(hostname)")" "$(json_string "$COMMAND")" \
    "$(json_string "$result")" "$(json_string "$status")"
}

read_command_line "$@"
load_config
result=$(systemctl show --property=Result --value -- "$COMMAND")
status=$(systemctl show --property=ExecMainStatus --value -- "$COMMAND")
if [[ -n $DRY_RUN ]]; then
  body
  exit 0
fi
complain "$COMMAND failed ($result, status $status): journalctl -u $COMMAND"
[[ -n $WEBHOOK ]] || exit 0
# The address may hold a token, which must not show in the list of processes.
body | curl --silent --show-error --fail --max-time 20 --retry 2 --header 'Content-Type: application/json' \
  --data-binary @- --config <(printf 'url = "%s"\n' "${WEBHOOK//\"/%22}") >/dev/null ||
  die "the webhook did not take the alert of $COMMAND: look at WEBHOOK in $CONFIG"
