import { identityWords, resolveDiskFunctions } from './resolve-disk.ts';
import { sh, type Shell } from './sh.ts';

/** A disk or partition as a plan saw it, to be found again on the host right before the first write. */
export interface ExpectedDisk {
  readonly id?: string;
  readonly serial?: string;
  readonly wwn?: string;
  readonly partition?: number;
  /** Its kernel name in the plan, e.g. `nvme0n1`. */
  readonly name: string;
  readonly bytes: number;
  /** What was written on it and its partitions: `OFFSET,TYPE,UUID` each, as `wipefs --parsable` has it. */
  readonly signatures: readonly string[];
}

/** Bash that defines `refuse SENTENCE`. */
const refuseFunction = sh`
  refuse() {
    echo "$1; nothing was written" >&2
    exit 1
  }
`;

/** Bash that finds the disk anew, since kernel names may have been swapped, and leaves it in `device` and `nodes`. */
export const findDisk = (disk: ExpectedDisk): Shell => sh`
  ${refuseFunction}
  ${resolveDiskFunctions}
  resolve_disk ${identityWords(disk)}
  [[ \${#meant[@]} -eq 1 ]] || refuse "the disk is not exactly one device now, but \${#meant[@]}: \${meant[*]}"
  device=/dev/\${meant[0]}
  list_nodes "\${meant[0]}"
  read -r sectors <"/sys/class/block/\${meant[0]}/size"
  expected_bytes=${disk.bytes}
  [[ $((sectors * 512)) == "$expected_bytes" ]] || refuse "$device has $((sectors * 512)) bytes now, not $expected_bytes"
`;

/**
 * Bash that finds the disk anew, makes sure that it has the name that the operator saw in the plan, that nothing uses it and
 * that what is written on it is what the plan saw.
 */
export const claimDisk = (disk: ExpectedDisk): Shell => sh`
  ${findDisk(disk)}
  planned=/dev/${disk.name}
  [[ $device == "$planned" ]] || refuse "the disk is $device now and was $planned in the plan: disks were renamed meanwhile"
  for node in "\${nodes[@]}"; do
    read -r read_only <"/sys/class/block/$node/ro"
    [[ $read_only == 0 ]] || refuse "/dev/$node is read-only"
    for holder in "/sys/class/block/$node/holders/"*; do
      [[ ! -e $holder ]] || refuse "/dev/$node is held by \${holder##*/}"
    done
    while read -r source target _; do
      [[ $source != /* || ! $source -ef /dev/$node ]] || refuse "/dev/$node is mounted at $target"
    done </proc/self/mounts
    while read -r source _; do
      [[ $source != /* || ! $source -ef /dev/$node ]] || refuse "/dev/$node is used as swap"
    done </proc/swaps
  done
  busy=$(perl -MFcntl -e 'for (@ARGV) { sysopen(my $device, "/dev/$_", O_RDONLY | O_EXCL) or print "/dev/$_: $!" }' "\${nodes[@]}")
  [[ -z $busy ]] || refuse "$busy"
  found=$(wipefs --noheadings --parsable --output OFFSET,TYPE,UUID -- "\${nodes[@]/#//dev/}")
  expected=${disk.signatures.join('\n')}
  [[ $found == "$expected" ]] || refuse "on $device there is now: \${found//$'\n'/ }"
`;
