import { mountPointOfFunction } from './mount-point-of.ts';
import { sh, type Shell } from './sh.ts';

/**
 * Bash that ends with an error unless nothing has any volume of a volume group open, saying what has: so that a removal
 * does not stop half-way at a volume that is still mounted.
 */
export const unusedGroup = (vg: string): Shell => sh`
  ${mountPointOfFunction}
  prefix=${`${vg.replaceAll('-', '--')}-`}
  while read -r name open; do
    volume=\${name#"$prefix"}
    # A single hyphen in the rest marks an inner layer of a snapshot, which the volume itself holds.
    [[ $name == "$prefix"* && \${volume//--/} != *-* && $open != 0 ]] || continue
    device=/dev/mapper/$name
    mount_point_of "$device"
    if [[ -n $mount_point ]]; then
      echo "$device is mounted at $mount_point: unmount it first; nothing was removed" >&2
    else
      node=$(readlink --canonicalize -- "$device")
      users=$(find /proc/[0-9]*/fd -lname "$node" -printf '%h\n' 2>/dev/null | tr -dc '0-9\n' | sort -nu | paste -sd' ' || :)
      echo "$device is open in processes \${users:-that cannot be seen}; nothing was removed" >&2
    fi
    exit 1
  done < <(dmsetup info --columns --noheadings --separator ' ' --options name,open)
`;
