#!/usr/bin/env bash
# shellcheck disable=SC2317 # functions are called by the names of tiers and as parts
# Measures the tiers with fio, on a file of its own that it removes again.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"

COMMANDS=(hot warm cold all)
OPTIONS=(--dry-run --json)
DEFAULT_COMMAND=

usage() {
  cat <<END
Usage: $SCRIPT hot|warm|cold|all [--json] [--dry-run] [--config FILE]

  hot    random reads of 4 KiB, 32 at once, in IOPS
  warm   sequential writes of 1 MiB, in MB/s
  cold   sequential writes of 1 MiB to the NAS, in MB/s
  all    one after the other

Data that cannot be compressed, past the page cache, in a file of PERF_SIZE in a directory of its own; each test takes
PERF_SECONDS. It takes bandwidth from everything else on the host: do not run it while the market is open.

  --json         {"hot":{"iops":N},"warm":{"mb_per_s":N},"cold":{"mb_per_s":N}}, without the tiers that were skipped
  --dry-run      say what would be measured, and write nothing
  --config FILE  settings, instead of /etc/jts/tiering.conf
  -h, --help     this text

Exit codes: 0 done; 75 fio or a tier was unavailable, or another instance at work, and that part was skipped;
1 something failed; 64 the command line is wrong.

Examples:
  $SCRIPT all --json
  $SCRIPT hot --dry-run
END
}

# The hot mounts share a disk; the last one there is holds the least precious data.
hot_directory() {
  local i
  for ((i = ${#HOT_MOUNTS[@]} - 1; i >= 0; i--)); do
    if mounted "${HOT_MOUNTS[i]}"; then
      printf '%s\n' "${HOT_MOUNTS[i]}"
      return
    fi
  done
  return 1
}

room_in() {
  local free
  free=$(df --block-size=1 --output=avail -- "$1" | tail -n 1)
  ((free > 2 * $(numfmt --from=iec -- "$PERF_SIZE"))) && return
  complain "$1 has $(bytes "$free") free: too little for a test file of $PERF_SIZE; make room or lower PERF_SIZE"
  return 1
}

# measure TIER DIRECTORY FIELD FIO-OPTION…: writes the figure in that field of fio's terse output.
measure() {
  local tier=$1 directory=$2 field=$3 output
  shift 3
  room_in "$directory"
  # What a killed run left: its file may be as large as PERF_SIZE.
  find "$directory" -xdev -mindepth 1 -maxdepth 1 -type d -name '.jts-performance-*' -mmin +60 -exec rm -rf -- {} +
  PRIVATE=$(mktemp -d -- "$directory/.jts-performance-XXXXXX")
  trap 'rm -rf -- "$PRIVATE"' EXIT
  trap 'exit 143' INT TERM HUP
  output=$(timeout --kill-after=10 $((PERF_SECONDS * 4 + 300)) fio --name="jts-$tier" --directory="$PRIVATE" \
    --size="$PERF_SIZE" --runtime="$PERF_SECONDS" --time_based --direct=1 --refill_buffers \
    --buffer_compress_percentage=0 --group_reporting --minimal --terse-version=3 "$@" 2>&1) ||
    die "$tier tier: fio failed in $directory: $(tail -n 3 <<<"$output" | tr '\n' ' ')"
  cut -d';' -f"$field" <<<"$(tail -n 1 <<<"$output")" >"$RESULTS/$tier"
  [[ $(<"$RESULTS/$tier") =~ ^[0-9]+$ ]] || die "$tier tier: fio gave no figure: $(tail -n 1 <<<"$output")"
}

READ_IOPS=8
WRITE_KIB_PER_SECOND=48
RANDOM_READ=(--rw=randread --bs=4k --ioengine=libaio --iodepth=32)
SEQUENTIAL_WRITE=(--rw=write --bs=1M --ioengine=psync --end_fsync=1)

# would_measure TIER DIRECTORY: in a dry run, says so and succeeds.
would_measure() { [[ $DRY_RUN ]] && say "would measure the $1 tier with a file of $PERF_SIZE in $2"; }

hot() {
  local directory
  if ! directory=$(hot_directory); then
    warn "hot tier: nothing is mounted at ${HOT_MOUNTS[*]}: skipped; mount it and run this again"
    return 75
  fi
  would_measure hot "$directory" || measure hot "$directory" "$READ_IOPS" "${RANDOM_READ[@]}"
}

warm() {
  warm_available || without_warm "its measurement"
  would_measure warm "$WARM" || measure warm "$WARM" "$WRITE_KIB_PER_SECOND" "${SEQUENTIAL_WRITE[@]}"
}

cold() {
  would_measure cold "$COLD" && return
  mkdir -p -- "$COLD"
  measure cold "$COLD" "$WRITE_KIB_PER_SECOND" "${SEQUENTIAL_WRITE[@]}"
}

# figure TIER: prints IOPS, or MB/s with a decimal.
figure() {
  local value
  value=$(<"$RESULTS/$1")
  if [[ $1 == hot ]]; then
    printf '%s' "$value"
  else
    printf '%d.%d' $((value * 1024 / 1000000)) $((value * 1024 / 100000 % 10))
  fi
}

report() {
  local tier comma=
  [[ $FORMAT == text ]] || printf '{'
  for tier in hot warm cold; do
    [[ -s $RESULTS/$tier ]] || continue
    case $FORMAT/$tier in
      text/hot) say "hot tier: $(figure hot) IOPS of 4 KiB random reads" ;;
      text/*) say "$tier tier: $(figure "$tier") MB/s of sequential writes" ;;
      */hot) printf '%s"hot":{"iops":%s}' "$comma" "$(figure hot)" ;;
      *) printf '%s"%s":{"mb_per_s":%s}' "$comma" "$tier" "$(figure "$tier")" ;;
    esac
    comma=,
  done
  [[ $FORMAT == text ]] || printf '}\n'
}

parse_arguments "$@"
load_config
take_lock
catch_signals
RESULTS=$(mktemp -d)
trap 'rm -rf -- "$RESULTS"' EXIT
if [[ ! $DRY_RUN ]] && ! command -v fio >/dev/null; then
  warn "fio is not installed: nothing measured; install it: apt-get install fio"
  note 75
else
  case $COMMAND in
    all) tiers=(hot warm cold) ;;
    *) tiers=("$COMMAND") ;;
  esac
  for tier in "${tiers[@]}"; do
    if [[ $tier == cold ]]; then nas_part "its measurement" cold; else part "$tier"; fi
  done
fi
[[ $DRY_RUN ]] || report
exit "$OUTCOME"
