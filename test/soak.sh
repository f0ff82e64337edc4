#!/usr/bin/env bash
# Tries every point of the fault suite, which takes hours; prints again at the end what was tried, and what was lost.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

export JTS_SOAK=1
logs=$(mktemp -d)
trap 'rm -rf -- "$logs"' EXIT

# Runs the tests that have a host for themselves, and leaves what they print in $logs/<host>.
lane() {
  local host=$1
  npx vitest run --project "faults-$host" --reporter=verbose 2>&1 | sed --unbuffered "s/^/$host: /" | tee "$logs/$host"
}

npm run --silent build || exit
lanes=() failed=0
npx vitest run --project fuzz --reporter=verbose 2>&1 | tee "$logs/fuzz" || failed=1
for host in trader1 trader2; do
  lane "$host" &
  lanes+=("$!")
done
for process in "${lanes[@]}"; do wait "$process" || failed=1; done
npm run --silent lab -- down || failed=1

printf '\n'
grep --no-filename 'lost: ' "$logs"/*
exit "$failed"
