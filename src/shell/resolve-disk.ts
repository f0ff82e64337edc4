import { sh, type Shell } from './sh.ts';

/**
 * Bash that defines `resolve_disk ID SERIAL WWN PARTITION`, where an empty word was not declared: leaves the kernel names
 * of all that can be meant in the array `meant`. `list_nodes NAME` leaves a device and its partitions in `nodes`.
 */
export const resolveDiskFunctions: Shell = sh`
  list_nodes() {
    local entry
    nodes=("$1")
    for entry in "/sys/class/block/$1/$1"*/partition; do
      entry=\${entry%/partition}
      [[ ! -e $entry ]] || nodes+=("\${entry##*/}")
    done
  }
  resolve_disk() {
    local id=$1 serial=$2 wwn=$3 partition=$4 line disk node number
    meant=()
    while IFS= read -r line; do
      [[ $line =~ ^KNAME=\"([^\"]+)\"\ TYPE=\"disk\"\ SERIAL=\"([^\"]*)\"\ WWN=\"([^\"]*)\"$ ]] || continue
      [[ -z $serial || \${BASH_REMATCH[2]} == "$serial" ]] || continue
      [[ -z $wwn || \${BASH_REMATCH[3]} == "$wwn" ]] || continue
      disk=\${BASH_REMATCH[1]}
      list_nodes "$disk"
      for node in "\${nodes[@]}"; do
        number=
        [[ $node == "$disk" ]] || read -r number <"/sys/class/block/$node/partition"
        if [[ -n $partition ]]; then
          [[ $number == "$partition" ]] || continue
          [[ -z $id || $id -ef /dev/$node || $id -ef /dev/$disk ]] || continue
        elif [[ -n $id ]]; then
          [[ $id -ef /dev/$node ]] || continue
        elif [[ -n $number ]]; then
          continue
        fi
        meant+=("$node")
      done
    done < <(lsblk --nodeps --pairs --output KNAME,TYPE,SERIAL,WWN)
  }
`;

/** Which disk or partition is meant, as words for `resolve_disk`. */
export const identityWords = (identity: {
  readonly id?: string;
  readonly serial?: string;
  readonly wwn?: string;
  readonly partition?: number;
}): Shell => sh`${identity.id ?? ''} ${identity.serial ?? ''} ${identity.wwn ?? ''} ${identity.partition ?? ''}`;
