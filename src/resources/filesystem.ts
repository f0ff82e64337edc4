import { filesystems, type FormattedDevice, type Geometry } from '../facts/filesystems.ts';
import { kernel } from '../facts/kernel.ts';
import { expectEqual, type Check } from '../model/check.ts';
import { EXTENT } from '../model/extents.ts';
import { need, type Facts } from '../model/fact.ts';
import {
  change,
  defineKind,
  fine,
  later,
  refuse,
  type Change,
  type PlanContext,
  type Ref,
  type Verdict,
} from '../model/resource.ts';
import { formatBytes } from '../model/size.ts';
import { setMark } from '../shell/formatted-mark.ts';
import { growFilesystem, RESERVED_PERCENT } from '../shell/grow-filesystem.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { isUnfinishedFunction } from '../shell/unfinished-filesystem.ts';

/** A file system that fills a device. */
export interface FilesystemDesired {
  readonly device: string;
  readonly type: 'ext4' | 'xfs';
  /** The resource that is the device. */
  readonly on: Ref;
}

const RESERVED_TOLERANCE = 0.1;

/** What an ext4 or XFS must be able to do; without a journal, or with sparse_super2, STORAGE.md saw mounts and growth fail. */
const FEATURES = { ext4: ['has_journal', 'extent', '64bit', 'metadata_csum'], xfs: ['crc', 'ftype'] } as const;

const MAKE: Readonly<Record<FilesystemDesired['type'], Shell>> = {
  ext4: sh`mkfs.ext4 -q -m ${RESERVED_PERCENT}`,
  xfs: sh`mkfs.xfs -q`,
};

/** Bash that takes an unfinished file system off `$device`; what is mounted, wipefs does not touch. */
const clear = (type: FilesystemDesired['type']): Shell => sh`
  ${isUnfinishedFunction}
  if ! is_unfinished ${type} "$device"; then
    echo "the file system on $device is not unfinished now; nothing was written" >&2
    exit 1
  fi
  wipefs --all --quiet -- "$device"
`;

const create = ({ device, type }: FilesystemDesired, isUnfinished = false): Change => ({
  action: 'create',
  from: isUnfinished ? `an unfinished ${type}` : 'nothing written on it',
  to: type === 'ext4' ? `ext4 with ${RESERVED_PERCENT} % reserved` : type,
  reason: isUnfinished
    ? `the making of the ${type} on ${device} was cut off, and nothing can have been put on it`
    : `${device} has no file system`,
  // mkfs.ext4 overwrites whatever it finds when it has no terminal to ask at.
  run: sh`
    device=${device}
    ${isUnfinished ? clear(type) : sh`:`}
    found=$(wipefs --noheadings --parsable --output TYPE -- "$device")
    if [[ -n $found ]]; then
      echo "there is $found on $device now; nothing was written" >&2
      exit 1
    fi
    ${MAKE[type]} -- "$device"
    ${setMark}
  `,
  deadline: 600,
  before: null,
  risk: 'data',
});

const grow = (device: string, geometry: Geometry, bytes: number): Change => ({
  action: 'grow',
  from: `${formatBytes(bytes - geometry.bytes)} smaller than its device`,
  to: `${formatBytes(bytes)} like its device`,
  reason: 'the file system does not fill its device: an earlier growth stopped half-way',
  run: growFilesystem(device),
  deadline: 900,
  before: { bytes: geometry.bytes },
  irreversible: 'the smaller size: jts never shrinks a file system',
});

const reservedPercent = ({ reserved = 0 }: Geometry): number => Math.round(reserved * 10_000) / 100;

const isReservedAsWanted = (geometry: Geometry): boolean =>
  geometry.reserved === undefined || Math.abs(reservedPercent(geometry) - RESERVED_PERCENT) <= RESERVED_TOLERANCE;

const reserve = (device: string, geometry: Geometry): Change => ({
  action: 'update',
  from: `${reservedPercent(geometry)} % reserved for root`,
  to: `${RESERVED_PERCENT} % reserved for root`,
  reason: 'the reserved share is not as wanted',
  run: sh`tune2fs -m ${RESERVED_PERCENT} -- ${device}`,
  deadline: 60,
  before: { reserved: geometry.reserved ?? 0 },
});

/** The description of what the kind did not expect on a device. */
const describe = ({ signatures }: FormattedDevice): string =>
  signatures
    .map(({ type, label, uuid }) => [type, label && `"${label}"`, uuid && `(UUID ${uuid})`].filter(Boolean).join(' '))
    .join(', ');

const judge = (desired: FilesystemDesired, found: FormattedDevice, bytes: number): Verdict => {
  const { device, type } = desired;
  const [signature, second] = found.signatures;
  if (signature?.type !== type || second !== undefined) {
    return refuse(
      `on ${device} there is ${describe(found)}, not ${type}`,
      `Save what is on it and erase it yourself (wipefs --all ${device}), or set the file system of this volume to what is there.`,
    );
  }
  if (found.unfinished) return change(create(desired, true));
  const { geometry } = found;
  if (geometry === undefined) return later(`the ${type} on ${device} can be read once its tools are installed`);
  if (geometry.bytes > bytes) {
    return refuse(
      `the ${type} on ${device} has ${formatBytes(geometry.bytes)}, more than its device with ${formatBytes(bytes)}`,
      'The device was cut short: grow it back before anything writes to it.',
    );
  }
  // Both leave a remainder unused that is too small for a last group; it is always less than one extent.
  if (bytes - geometry.bytes >= EXTENT) return change(grow(device, geometry, bytes));
  if (!isReservedAsWanted(geometry)) return change(reserve(device, geometry));
  return fine(`${device} has ${type} of ${formatBytes(geometry.bytes)}`);
};

const diff = (desired: FilesystemDesired, facts: Facts, { base }: PlanContext): Verdict => {
  const { device, type } = desired;
  if (base === 'unseen') return later(`${device} comes into view only later`);
  const found = facts.value(filesystems)?.find((candidate) => candidate.device === device);
  if (base === 'there' && found?.bytes === undefined) return later(`${device} is not there yet`);
  if (base === 'new' || found?.bytes === undefined || found.signatures.length === 0) {
    if (base !== 'new' && found?.formatted === true) {
      return refuse(
        `jts once made a file system on ${device}, and now there is none: its start was overwritten`,
        'Try to save it first (e2fsck -b, xfs_repair). If its data may be lost: lvremove the volume, and run again.',
      );
    }
    if (facts.value(kernel)?.[type] !== 'missing') return change(create(desired));
    return refuse(
      `the running kernel cannot mount ${type}: it has no such module`,
      'Install the kernel package of the distribution, or start the kernel that is installed, then run again.',
    );
  }
  return judge(desired, found, found.bytes);
};

const checks = ({ device, type }: FilesystemDesired, facts: Facts): readonly Check[] => {
  const found = facts.value(filesystems)?.find((candidate) => candidate.device === device);
  const types = found === undefined ? '' : found.signatures.map((signature) => signature.type).join(', ');
  const typeCheck = expectEqual(`${device} type`, type, found?.unfinished ? `${types}, unfinished` : types || 'none');
  if (found?.bytes === undefined || found.geometry === undefined || typeCheck.outcome === 'fail') return [typeCheck];
  const { geometry } = found;
  const features = FEATURES[type].filter((feature) => geometry.features.includes(feature));
  return [
    typeCheck,
    expectEqual(`${device} features`, FEATURES[type].join(' '), features.join(' ')),
    {
      id: `${device} fills`,
      expected: `${formatBytes(found.bytes)}, less than ${formatBytes(EXTENT)} unused`,
      actual: formatBytes(geometry.bytes),
      outcome: found.bytes - geometry.bytes < EXTENT && geometry.bytes <= found.bytes ? 'pass' : 'fail',
    },
    ...(type === 'ext4'
      ? [
          {
            id: `${device} reserved`,
            expected: `${RESERVED_PERCENT} %`,
            actual: `${reservedPercent(geometry)} %`,
            outcome: isReservedAsWanted(geometry) ? ('pass' as const) : ('fail' as const),
          },
        ]
      : []),
  ];
};

/** An ext4 or XFS over the whole of a device; never made over anything, and never shrunk. */
export const filesystem = defineKind<FilesystemDesired>({
  kind: 'filesystem',
  parallelSafe: true,
  id: ({ device }) => device,
  on: ({ on }) => [on],
  needs: ({ device, type }) => [need(filesystems, device), need(kernel, type)],
  diff,
  undo: ({ device }) => fine(`the file system goes with ${device}`),
  checks,
});
