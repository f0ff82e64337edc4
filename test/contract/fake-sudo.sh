#!/usr/bin/env bash
# Behaves like sudo 1.9 as far as jts sees it. FAKE_SUDO names the case; passwords that arrive go to FAKE_SUDO_LOG.
set -euo pipefail

prompt='Password: '
noninteractive=no
while (($# > 0)); do
  case $1 in
    -n) noninteractive=yes ;;
    -k | -S) ;;
    -p)
      prompt=$2
      shift
      ;;
    --)
      shift
      break
      ;;
    *) exit 64 ;;
  esac
  shift
done

ask() {
  local password
  printf '%s' "$prompt" >&2
  IFS= read -r password || {
    printf '\nsudo: no password was provided\nsudo: a password is required\n' >&2
    exit 1
  }
  printf '%s\n' "$password" >>"$FAKE_SUDO_LOG"
  [[ $password == 'swordfish' ]]
}

case $FAKE_SUDO in
  nopasswd) exec "$@" ;;
  password)
    if [[ $noninteractive == yes ]]; then
      echo 'sudo: a password is required' >&2
      exit 1
    fi
    printf '\nWe trust you have received the usual lecture from the local System\nAdministrator.\n\n' >&2
    for try in 1 2 3; do
      if ask; then exec "$@"; fi
      if ((try < 3)); then echo 'Sorry, try again.' >&2; fi
    done
    echo 'sudo: 3 incorrect password attempts' >&2
    exit 1
    ;;
  one-try)
    if ask; then exec "$@"; fi
    echo 'sudo: 1 incorrect password attempt' >&2
    exit 1
    ;;
  hangs) exec sleep 5 ;;
  *) exit 64 ;;
esac
