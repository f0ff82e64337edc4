#!/usr/bin/env bash
# Everything that must hold of a commit; prints `N passed, N failed` as its last line.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

passed=0
failed=0

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

# Counts the tests of a vitest project one by one.
tests() {
  local project=$1 reporter=$2 results
  results=$(mktemp)
  printf '\n== %s tests\n' "$project"
  npx vitest run --project "$project" "--reporter=$reporter" --reporter=json --outputFile.json="$results" ||
    echo "FAILED: $project tests"
  local counts
  if counts=$(node -e '
    const { numPassedTests, numTotalTests, numPassedTestSuites, success } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const missed = numTotalTests - numPassedTests;
    console.log(numPassedTests, missed === 0 && (!success || numPassedTestSuites === 0) ? 1 : missed);
  ' "$results"); then
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
  else
    failed=$((failed + 1))
  fi
  rm -f -- "$results"
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
tests e2e verbose
npm run --silent lab -- down || failed=$((failed + 1))

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
