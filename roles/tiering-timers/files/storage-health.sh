#!/usr/bin/env bash
# shellcheck disable=SC2317 # functions are called by the names of tiers and formats
# Reports the health of the storage tiers, for people, monitoring and scripts. Changes nothing.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=common.sh
source "$here/common.sh"

COMMANDS=(check)
OPTIONS=(--json --prometheus)
DEFAULT_COMMAND=check
LEVELS=(OK WARNING CRITICAL)
TIERS=(hot warm cold)

usage() {
  cat <<END
Usage: $SCRIPT [check] [--json|--prometheus] [--config FILE]

  check          volume group, volumes and snapshots; what is mounted and how full it is; device errors of btrfs;
                 whether the NAS answers within NETWORK_TIMEOUT seconds; SMART, NVMe and load of the disks where
                 smartctl, nvme and iostat are installed. Fuller than WARNING or CRITICAL percent is such.

  --json         as JSON
  --prometheus   in the text format of Prometheus, for the textfile collector of the node exporter
  --config FILE  settings, instead of /etc/jts/tiering.conf
  -h, --help     this text

Exit codes, as for Nagios: 0 everything is OK; 1 WARNING, as when the warm or the cold tier is absent; 2 CRITICAL, as
when a mount of the hot tier is absent; 3 unknown: the check itself failed; 64 the command line is wrong.

Examples:
  $SCRIPT
  $SCRIPT --prometheus >/var/lib/prometheus/node-exporter/jts.prom
END
}

# A finding is in these at one index; VALUE is empty where there is no figure.
TIER=() CHECK=() SUBJECT=() LEVEL=() VALUE=() MESSAGE=()

# found TIER CHECK SUBJECT LEVEL VALUE MESSAGE
found() {
  TIER+=("$1") CHECK+=("$2") SUBJECT+=("$3") LEVEL+=("$4") VALUE+=("$5") MESSAGE+=("$6")
}

# level_of PART WHOLE: sets REPLY to 0, 1 or 2 by the thresholds, and PERCENT, with a decimal rounded down.
level_of() {
  local part=$1 whole=$2
  ((whole > 0)) || whole=1
  REPLY=0
  ((part * 100 <= whole * WARNING)) || REPLY=1
  ((part * 100 <= whole * CRITICAL)) || REPLY=2
  PERCENT=$((part * 100 / whole)).$((part * 1000 / whole % 10))
}

# usage_of TIER MOUNT FIGURES: judges what `df` says: used, available, inodes used, inodes.
usage_of() {
  local tier=$1 mount=$2 used free iused inodes
  if ! read -r used free iused inodes <<<"$3" || [[ -z $inodes ]]; then
    found "$tier" used "$mount" 2 '' "the file system does not answer"
    return
  fi
  level_of "$used" "$((used + free))"
  found "$tier" used "$mount" "$REPLY" "$PERCENT" "$PERCENT % used, $(bytes "$free") free"
  [[ $inodes =~ ^[1-9][0-9]*$ ]] || return 0
  level_of "$iused" "$inodes"
  found "$tier" inodes_used "$mount" "$REPLY" "$PERCENT" "$PERCENT % of the inodes used"
}

figures() { within "$NETWORK_TIMEOUT" df --block-size=1 --output=used,avail,iused,itotal -- "$1" | tail -n 1; }

volume_group() {
  local size free missing need=0 entry want
  [[ -n $HOT_VG ]] || return 0
  if ! command -v vgs >/dev/null ||
    ! read -r size free missing < <(vgs --noheadings --units b --nosuffix -o vg_size,vg_free,vg_missing_pv_count \
      -- "$HOT_VG" 2>/dev/null); then
    found hot volume_group "$HOT_VG" 2 '' "volume group $HOT_VG is not there"
    return
  fi
  for entry in "${SNAPSHOTS[@]}"; do
    want=$(size_in_bytes "${entry#*:}")
    ((want <= need)) || need=$want
  done
  level_of "$((size - free))" "$size"
  if ((missing)); then
    found hot volume_group "$HOT_VG" 2 "$PERCENT" "$missing physical volumes are missing"
  elif ((free < need)); then
    found hot volume_group "$HOT_VG" 1 "$PERCENT" "$(bytes "$free") free, a snapshot needs $(bytes "$need")"
  else
    # What is allocated to volumes is as planned, however much it is; only the reserve for snapshots counts.
    found hot volume_group "$HOT_VG" 0 "$PERCENT" "$PERCENT % allocated, $(bytes "$free") free"
  fi
}

volumes() {
  local name size origin percent invalid health
  [[ -n $HOT_VG ]] && command -v lvs >/dev/null || return 0
  while IFS='|' read -r name size origin percent invalid health; do
    if [[ -z $origin ]]; then
      found hot volume "$HOT_VG/$name" "$([[ -z $health ]] && echo 0 || echo 2)" "$size" "${health:-$(bytes "$size")}"
    elif [[ $invalid == 1 ]]; then
      found hot snapshot_used "$HOT_VG/$name" 2 100 "invalid: it overflowed; remove it"
    else
      level_of "${percent/./}" 10000
      found hot snapshot_used "$HOT_VG/$name" "$REPLY" "$percent" "$percent % of the snapshot of $origin used"
    fi
  done < <(lvs --noheadings --separator '|' --units b --nosuffix --binary --select "vg_name=\"$HOT_VG\"" \
    -o lv_name,lv_size,origin,data_percent,lv_snapshot_invalid,lv_health_status 2>/dev/null | sed 's/^ *//')
}

hot() {
  local mount
  volume_group
  volumes
  for mount in "${HOT_MOUNTS[@]}"; do
    if mounted "$mount"; then
      found hot mounted "$mount" 0 1 mounted
      usage_of hot "$mount" "$(figures "$mount" || :)"
      disk_below hot "$mount"
    else
      found hot mounted "$mount" 2 0 "nothing is mounted"
    fi
  done
}

warm() {
  if ! warm_available; then
    found warm mounted "$WARM" 1 0 "nothing is mounted, or the root file system"
    return
  fi
  found warm mounted "$WARM" 0 1 mounted
  usage_of warm "$WARM" "$(figures "$WARM" || :)"
  btrfs_errors
  disk_below warm "$WARM"
}

btrfs_errors() {
  local counter errors total=0
  [[ $(findmnt --noheadings --raw --output FSTYPE --mountpoint "$WARM") == btrfs ]] && command -v btrfs >/dev/null ||
    return 0
  while read -r counter errors; do
    ((errors == 0)) || found warm device_errors "$counter" 2 "$errors" "$errors errors"
    total=$((total + errors))
  done < <(timeout 30 btrfs device stats -- "$WARM" 2>/dev/null)
  ((total)) || found warm device_errors "$WARM" 0 0 "no device errors"
}

cold() {
  local numbers
  if ! cold_available || ! numbers=$(figures "$COLD_MOUNT"); then
    found cold mounted "$COLD_MOUNT" 1 0 "no NFS answers within $NETWORK_TIMEOUT s"
    return
  fi
  found cold mounted "$COLD_MOUNT" 0 1 "the NAS answers"
  usage_of cold "$COLD_MOUNT" "$numbers"
}

# Disks below the mounts, each with its tier; a disk of two tiers counts for the first.
declare -A DISKS=()
disk_below() {
  local source name type
  source=$(findmnt --noheadings --raw --nofsroot --output SOURCE --mountpoint "$2" | tail -n 1)
  while read -r name type; do
    [[ $type != disk || -n ${DISKS[$name]:-} ]] || DISKS[$name]=$1
  done < <(lsblk --noheadings --inverse --list --output NAME,TYPE -- "$source" 2>/dev/null)
}

# The exit status of smartctl is a mask: 1, 2 and 4 mean that it could not ask, 8 that the disk says it is failing.
smart() {
  local disk=$1 tier=$2 status=0
  command -v smartctl >/dev/null || return 0
  timeout --kill-after=1 30 smartctl --json --health "/dev/$disk" >/dev/null 2>&1 || status=$?
  ((status != 124 && status != 137 && (status & 7) == 0)) || return 0
  if ((status & 8)); then
    found "$tier" smart "$disk" 2 "$status" "the disk says that it is failing: replace it"
  elif ((status & 16)); then
    found "$tier" smart "$disk" 1 "$status" "an attribute of the disk is below its threshold"
  else
    found "$tier" smart "$disk" 0 "$status" "the disk says that it is healthy"
  fi
}

nvme_health() {
  local disk=$1 tier=$2 log warning used
  [[ $disk == nvme* ]] && command -v nvme >/dev/null || return 0
  log=$(timeout --kill-after=1 30 nvme smart-log --output-format=json "/dev/$disk" 2>/dev/null) || return 0
  [[ $log =~ \"critical_warning\"[[:space:]]*:[[:space:]]*([0-9]+) ]] || return 0
  warning=${BASH_REMATCH[1]}
  found "$tier" nvme_warning "$disk" "$((warning ? 2 : 0))" "$warning" "critical warnings: $warning"
  [[ $log =~ \"percent(age)?_used\"[[:space:]]*:[[:space:]]*([0-9]+) ]] || return 0
  used=${BASH_REMATCH[2]}
  level_of "$used" 100
  found "$tier" nvme_worn "$disk" "$REPLY" "$used" "$used % of its life used"
}

# The last column of iostat is the share of the time in which the disk was busy: a figure, no verdict.
disk_load() {
  local disk words
  ((${#DISKS[@]})) && command -v iostat >/dev/null || return 0
  while read -r disk words; do
    [[ -z ${DISKS[$disk]:-} ]] || found "${DISKS[$disk]}" busy "$disk" 0 "${words##* }" "${words##* } % busy"
  done < <(timeout 30 iostat -dxy 1 1 "${!DISKS[@]}" 2>/dev/null)
}

disks() {
  local disk
  for disk in "${!DISKS[@]}"; do
    smart "$disk" "${DISKS[$disk]}"
    nvme_health "$disk" "${DISKS[$disk]}"
  done
  disk_load
}

# Sets WORST, and WORST_OF by tier.
declare -A WORST_OF=([hot]=0 [warm]=0 [cold]=0)
judge() {
  local i
  WORST=0
  for i in "${!LEVEL[@]}"; do
    ((LEVEL[i] <= WORST_OF[${TIER[i]}])) || WORST_OF[${TIER[i]}]=${LEVEL[i]}
    ((LEVEL[i] <= WORST)) || WORST=${LEVEL[i]}
  done
}

text() {
  local tier i
  for tier in "${TIERS[@]}"; do
    say "$tier tier: ${LEVELS[${WORST_OF[$tier]}]}"
    for i in "${!TIER[@]}"; do
      [[ ${TIER[i]} != "$tier" ]] || printf '  %-8s %s %q: %s\n' "${LEVELS[${LEVEL[i]}]}" "${CHECK[i]}" "${SUBJECT[i]}" \
        "${MESSAGE[i]}"
    done
  done
}

json() {
  local tier i comma between=
  printf '{"status":"%s","time":%s,"tiers":{' "${LEVELS[WORST]}" "$EPOCHSECONDS"
  for tier in "${TIERS[@]}"; do
    printf '%s"%s":{"status":"%s","checks":[' "$between" "$tier" "${LEVELS[${WORST_OF[$tier]}]}"
    between=, comma=
    for i in "${!TIER[@]}"; do
      [[ ${TIER[i]} == "$tier" ]] || continue
      printf '%s{"check":"%s","subject":%s,"status":"%s","value":%s,"message":%s}' "$comma" "${CHECK[i]}" \
        "$(json_string "${SUBJECT[i]}")" "${LEVELS[${LEVEL[i]}]}" "${VALUE[i]:-null}" "$(json_string "${MESSAGE[i]}")"
      comma=,
    done
    printf ']}'
  done
  printf '}}\n'
}

label() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '%s' "${text//$'\n'/\\n}"
}

prometheus() {
  local tier i
  printf '# HELP jts_tier_status Worst status of a tier: 0 OK, 1 WARNING, 2 CRITICAL.\n# TYPE jts_tier_status gauge\n'
  for tier in "${TIERS[@]}"; do printf 'jts_tier_status{tier="%s"} %s\n' "$tier" "${WORST_OF[$tier]}"; done
  printf '# HELP jts_check_status Status of a check: 0 OK, 1 WARNING, 2 CRITICAL.\n# TYPE jts_check_status gauge\n'
  for i in "${!TIER[@]}"; do
    printf 'jts_check_status{tier="%s",check="%s",subject="%s"} %s\n' "${TIER[i]}" "${CHECK[i]}" \
      "$(label "${SUBJECT[i]}")" "${LEVEL[i]}"
  done
  printf '# HELP jts_check_value Figure of a check, percent where it is a share.\n# TYPE jts_check_value gauge\n'
  for i in "${!TIER[@]}"; do
    [[ -n ${VALUE[i]} ]] || continue
    printf 'jts_check_value{tier="%s",check="%s",subject="%s"} %s\n' "${TIER[i]}" "${CHECK[i]}" \
      "$(label "${SUBJECT[i]}")" "${VALUE[i]}"
  done
}

parse_arguments "$@"
# What ends the script from here on is no verdict about the storage.
trap '((VERDICT)) || exit 3' EXIT
VERDICT=0
load_config
take_lock
for tier in "${TIERS[@]}"; do "$tier"; done
disks
judge
"$FORMAT"
# shellcheck disable=SC2034 # the trap reads it
VERDICT=1
exit "$WORST"
