#!/usr/bin/env bash
# Stands in for perl on a host under test, and lets no change begin before jts follows it on a connection that has not seen
# one begin yet: it holds back the sync of the journal that comes first. What it did is in /run/held, a line each.
set -euo pipefail

# The program of all others.
[[ ${2-} == *'use IO::Handle'* ]] || exec /usr/bin/perl "$@"

journal=$4
# Of roles that run side by side each has its own: one would wait for the other's change.
followers=/run/held/$$
mkdir -p "$followers"

# Takes a follower that no change of the role has had, or gives up after a minute. Starts few programs: an emulated host has no time for them.
hold() {
  local process name words deadline=$((SECONDS + 60))
  while [[ $SECONDS -lt $deadline ]]; do
    for process in /proc/[1-9]*; do
      read -r name 2>/dev/null <"$process/comm" || continue
      [[ $name == tail && ! -e $followers/${process#/proc/} ]] || continue
      mapfile -d '' -t words 2>/dev/null <"$process/cmdline" || continue
      [[ ${words[*]} == *' -f --pid='* ]] || continue
      : >"$followers/${process#/proc/}"
      echo held >>/run/held/log
      return
    done
    read -r -t 0.2 -u "$never" || :
  done
  echo late >>/run/held/log
}

exec {never}<> <(:)
coproc real { exec /usr/bin/perl "$@"; }
while read -r; do
  [[ -n $REPLY || $(tail -n 1 -- "$journal") != *'"event":"begun"'* ]] || hold
  echo "$REPLY" >&"${real[1]}"
  read -r answer <&"${real[0]}"
  echo "$answer"
done
