import type { Fact } from '../model/fact.ts';
import { filesystemsScript } from './filesystems-script.ts';
import { JsonReader } from './json-reader.ts';

/** What is written on a device that holds, or is to hold, a file system. */
export interface FormattedDevice {
  readonly device: string;
  /** Bytes of the device; `undefined`: it is not there. */
  readonly bytes: number | undefined;
  /** Everything that libblkid finds on it, such as `ext4`; several where something was not wiped. */
  readonly signatures: readonly { readonly type: string; readonly uuid?: string; readonly label?: string }[];
  /** Whether jts once made a file system on it. */
  readonly formatted: boolean;
  /** Whether its mkfs was cut off, by a power cut say, and nothing can have been put on it. */
  readonly unfinished: boolean;
  /** What ext4 or XFS says of itself; `undefined`: it is neither, or the tool to read it is not installed. */
  readonly geometry: Geometry | undefined;
}

export interface Geometry {
  readonly bytes: number;
  readonly features: readonly string[];
  /** Share of an ext4 that is reserved for root: 0.01 is one percent. */
  readonly reserved: number | undefined;
}

const numberAfter = (text: string, pattern: RegExp, what: string): number => {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`${what} is not in: ${text.trim().slice(0, 120)}`);
  return Number(digits);
};

const readExt4 = (text: string): Geometry => {
  const blocks = numberAfter(text, /^Block count:\s+(\d+)$/m, 'the block count of an ext4');
  const [, features = ''] = /^Filesystem features:\s+(.*)$/m.exec(text) ?? [];
  return {
    bytes: blocks * numberAfter(text, /^Block size:\s+(\d+)$/m, 'the block size of an ext4'),
    features: features.trim().split(/\s+/),
    reserved: numberAfter(text, /^Reserved block count:\s+(\d+)$/m, 'the reserved block count of an ext4') / blocks,
  };
};

const readXfs = (text: string): Geometry | undefined => {
  if (text.trim() === 'no xfsprogs') return undefined;
  const bytes =
    numberAfter(text, /^data\s+=\s+bsize=(\d+)/m, 'the block size of an XFS') *
    numberAfter(text, /^data\s+=\s+bsize=\d+\s+blocks=(\d+)/m, 'the block count of an XFS');
  return {
    bytes,
    features: [...text.matchAll(/(?<![\w-])([\w-]+)=1\b/g)].map(([, name = '']) => name),
    reserved: undefined,
  };
};

/** The geometry of each device by its kernel name: what follows `debugfs: open -c /dev/NAME` or `xfs NAME`. */
const readGeometries = (text: string): ReadonlyMap<string, Geometry | undefined> => {
  const parts = text.split(/^(?=debugfs: open -c \/dev\/|xfs )/m);
  return new Map(
    parts.flatMap((part) => {
      const [, ext4, xfs] = /^(?:debugfs: open -c \/dev\/(\S+)|xfs (\S+))\n/.exec(part) ?? [];
      if (ext4 !== undefined) return [[ext4, readExt4(part)] as const];
      return xfs === undefined ? [] : [[xfs, readXfs(part.slice(part.indexOf('\n')))] as const];
    }),
  );
};

const readSignatures = (json: string, name: string): FormattedDevice['signatures'] =>
  JsonReader.parse(json, 'wipefs')
    .objects('signatures')
    .filter((signature) => signature.text('device') === name)
    .map((signature) => {
      const uuid = signature.optionalText('uuid');
      const label = signature.optionalText('label');
      return { type: signature.text('type'), ...(uuid && { uuid }), ...(label && { label }) };
    });

/** What is written on each of the devices, asked by path. */
export const filesystems: Fact<string, readonly FormattedDevice[]> = {
  name: 'filesystems',
  // After a power cut each of them may have to be checked by e2fsck.
  deadline: 120,
  script: filesystemsScript,
  parse: (output, devices) => {
    const [head = '', tail = ''] = output.split(/^end of wipefs\n/m);
    const there = new Map(
      [...head.matchAll(/^device (\S+) (\S+) (\d+)$/gm)].map(([, device = '', name = '', bytes]) => [
        device,
        { name, bytes: Number(bytes) },
      ]),
    );
    const formatted = new Set([...head.matchAll(/^formatted (\S+)$/gm)].map(([, name = '']) => name));
    const unfinished = new Set([...tail.matchAll(/^unfinished (\S+)$/gm)].map(([, name = '']) => name));
    const json = head.slice(head.indexOf('{'));
    const geometries = readGeometries(tail);
    return devices.map((device) => {
      const found = there.get(device);
      if (found === undefined) {
        return { device, bytes: undefined, signatures: [], formatted: false, unfinished: false, geometry: undefined };
      }
      return {
        device,
        bytes: found.bytes,
        signatures: readSignatures(json, found.name),
        formatted: formatted.has(found.name),
        unfinished: unfinished.has(found.name),
        geometry: geometries.get(found.name),
      };
    });
  },
};
