import type { DiskIdentity } from '../model/disk.ts';
import type { Fact } from '../model/fact.ts';
import { identityWords, resolveDiskFunctions } from '../shell/resolve-disk.ts';
import { lines, sh } from '../shell/sh.ts';
import { JsonReader } from './json-reader.ts';

/** What a tool would find at one place of a device: a file system, a partition table, a member of something. */
export interface Signature {
  /** As libblkid names it: `ext4`, `gpt`, `LVM2_member`, … */
  readonly type: string;
  readonly offset: string;
  readonly uuid: string | undefined;
  readonly label: string | undefined;
}

/** What is on a disk, or on one of its partitions. */
export interface SignedDevice {
  /** Kernel name, such as `nvme0n1p2`. */
  readonly name: string;
  readonly signatures: readonly Signature[];
  /** Why it cannot be opened exclusively, such as `Device or resource busy`; only tried where there is no signature. */
  readonly busy: string | undefined;
}

const END_OF_JSON = 'end of wipefs';

const script = (identities: readonly DiskIdentity[]) => sh`
  ${resolveDiskFunctions}
  names=()
  ${lines(
    identities.map(
      (identity) => sh`
        resolve_disk ${identityWords(identity)}
        for name in "\${meant[@]}"; do
          list_nodes "$name"
          names+=("\${nodes[@]}")
        done
      `,
    ),
  )}
  [[ \${#names[@]} -gt 0 ]] || exit 0
  printf 'device %s\n' "\${names[@]}"
  found=$(wipefs --json --output DEVICE,OFFSET,TYPE,UUID,LABEL -- "\${names[@]/#//dev/}")
  echo "$found"
  echo ${END_OF_JSON}
  blank=()
  for name in "\${names[@]}"; do
    [[ $found == *"\"$name\""* ]] || blank+=("$name")
  done
  [[ \${#blank[@]} -gt 0 ]] || exit 0
  perl -MFcntl -e 'for (@ARGV) { sysopen(my $device, "/dev/$_", O_RDONLY | O_EXCL) or print "busy $_ $!\n" }' "\${blank[@]}"
`;

/** What is written on the disks that are meant and on their partitions, and whether something uses them. */
export const signatures: Fact<DiskIdentity, readonly SignedDevice[]> = {
  name: 'signatures',
  deadline: 30,
  script,
  parse: (output) => {
    if (output.trim() === '') return [];
    const [head = '', tail] = output.split(`\n${END_OF_JSON}\n`);
    if (tail === undefined) throw new Error('wipefs did not print its whole answer');
    const start = head.indexOf('{');
    if (start === -1) throw new Error(`wipefs printed no JSON: ${head.slice(0, 80)}`);
    const found = JsonReader.parse(head.slice(start), 'wipefs').objects('signatures');
    const busy = new Map([...tail.matchAll(/^busy (\S+) (.+)$/gm)].map(([, name, why]) => [name, why]));
    const names = new Set([...head.slice(0, start).matchAll(/^device (\S+)$/gm)].map(([, name = '']) => name));
    const read = new Map([...names].map((name): [string, Signature[]] => [name, []]));
    for (const signature of found) {
      read.get(signature.text('device'))?.push({
        type: signature.text('type'),
        offset: signature.text('offset'),
        uuid: signature.optionalText('uuid'),
        label: signature.optionalText('label'),
      });
    }
    return Array.from(read, ([name, signatures]) => ({ name, signatures, busy: busy.get(name) }));
  },
};
