#!/usr/bin/env bash
# Stands in for perl on a host under test, and lets no change begin before jts has heard of the end of all before it, and follows
# the host on a connection that it has made since: it holds back the sync of the journal that comes first. What it did is in
# /run/held/log, a line each. With --hear it reads a line for each end of a change that jts has heard of.
set -euo pipefail

# The followers that were there when jts last heard of an end are files in old, by their process; each end is a line in heard.
old=/run/held/old
heard=/run/held/heard

# Sets FOLLOWERS to the processes by which jts follows a batch. Starts no program: an emulated host has no time for them.
followers() {
  local process name words
  FOLLOWERS=()
  for process in /proc/[1-9]*; do
    read -r name 2>/dev/null <"$process/comm" || continue
    [[ $name == tail ]] || continue
    mapfile -d '' -t words 2>/dev/null <"$process/cmdline" || continue
    [[ ${words[*]} != *' -f --pid='* ]] || FOLLOWERS+=("${process#/proc/}")
  done
}

hear() {
  local follower
  while read -r; do
    followers
    for follower in "${FOLLOWERS[@]}"; do : >"$old/$follower"; done
    echo >>"$heard"
  done
}

# Waits for as many ends as the journal knows, and then for a follower that has come since; gives up after a minute of either.
hold() {
  local known ends follower deadline=$((SECONDS + 60))
  known=$(grep -c '"event":"done"' -- "$journal") || :
  mapfile -t ends <"$heard"
  while ((${#ends[@]} < known && SECONDS < deadline)); do
    read -r -t 0.2 -u "$never" || :
    mapfile -t ends <"$heard"
  done
  ((${#ends[@]} < known)) || deadline=$((SECONDS + 60))
  while ((SECONDS < deadline)); do
    followers
    for follower in "${FOLLOWERS[@]}"; do
      [[ ! -e $old/$follower ]] || continue
      echo held >>/run/held/log
      return
    done
    read -r -t 0.2 -u "$never" || :
  done
  echo late >>/run/held/log
}

mkdir -p "$old"
: >>"$heard"
if [[ ${1-} == --hear ]]; then
  hear
  exit
fi
# The program of all others.
[[ ${2-} == *'use IO::Handle'* ]] || exec /usr/bin/perl "$@"

journal=$4
exec {never}<> <(:)
coproc real { exec /usr/bin/perl "$@"; }
while read -r; do
  [[ -n $REPLY || $(tail -n 1 -- "$journal") != *'"event":"begun"'* ]] || hold
  echo "$REPLY" >&"${real[1]}"
  read -r answer <&"${real[0]}"
  echo "$answer"
done
