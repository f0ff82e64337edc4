import type { SignedDevice } from '../facts/signatures.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { refuse, type Verdict } from '../model/resource.ts';
import { describeDisk, type FoundDisk } from './identify-disk.ts';

/** Refuses a disk that something uses, whatever the operator allows. */
export const refuseUse = (reason: string, { variable }: DeclaredDisk): Verdict =>
  refuse(reason, `Name another disk in ${variable}, or free this one yourself: jts never writes to a disk in use.`);

/** Refuses a disk of which a part cannot be opened exclusively. */
export const refuseBusy = (
  declared: DeclaredDisk,
  found: FoundDisk,
  signed: readonly SignedDevice[],
): Verdict | undefined => {
  const busy = signed.find((device) => device.busy !== undefined);
  if (busy === undefined) return undefined;
  return refuseUse(`${describeDisk(found)} is in use: /dev/${busy.name}: ${busy.busy ?? ''}`, declared);
};

/** Refuses a disk that holds something, and says how the operator can allow it to be wiped. */
export const refuseWritten = (found: FoundDisk, written: readonly string[]): Verdict => {
  const { serial } = found.disk;
  return refuse(
    `${describeDisk(found)} is not blank: ${written.join(', ')}`,
    serial === undefined
      ? 'It has no serial that could be named to allow it: look at it, and wipe it yourself with wipefs --all.'
      : `If all of that may be lost: --allow-wipe <host>=${serial}, for one run.`,
  );
};

/** Whether the operator allowed this very disk to be wiped. */
export const mayWipe = ({ disk: { serial } }: FoundDisk, allowWipe: readonly string[]): boolean =>
  serial !== undefined && allowWipe.includes(serial);
