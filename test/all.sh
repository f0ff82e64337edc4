#!/usr/bin/env bash
# Everything that must hold of a commit; prints `N passed, N failed` as its last line.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

passed=0
failed=0
results=$(mktemp -d)
trap 'rm -rf -- "$results"' EXIT

# Counts a step that passes or fails as a whole.
step() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    printf 'FAILED: %s\n' "$name"
    failed=$((failed + 1))
  fi
}

# Runs the tests of a vitest project, says at once what is wrong, and leaves what came of them in $results/<project>.
tests() {
  local project=$1 reporter=$2
  printf '\n== %s tests\n' "$project"
  npx vitest run --project "$project" "--reporter=$reporter" --reporter=json --outputFile.json="$results/$project" || {
    echo "FAILED: $project tests"
    node test/results.mjs "$results/$project" 2>&1
  }
}

# Counts the tests of vitest projects one by one, and says again what is wrong with those that failed.
count() {
  local project counts
  for project in "$@"; do
    if counts=$(node test/results.mjs "$results/$project"); then
      passed=$((passed + ${counts% *}))
      failed=$((failed + ${counts#* }))
    else
      failed=$((failed + 1))
    fi
  done
}

scripts() {
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR --
}

step build npm run --silent build
step types npm run --silent types
step lint npm run --silent lint
step shellcheck scripts
tests unit default
tests contract default
tests contract-alone default
tests fuzz default
tests hostile-host default
tests faults-alone default
tests e2e verbose
# Each has a host for itself, and an emulated host keeps one processor busy.
for host in trader1 trader2; do
  {
    tests "e2e-$host" verbose
    tests "faults-$host" verbose
  } | sed --unbuffered "s/^/$host: /" &
done
wait
count unit contract contract-alone fuzz hostile-host faults-alone e2e e2e-trader1 e2e-trader2 faults-trader1 faults-trader2
npm run --silent lab -- down || failed=$((failed + 1))

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
