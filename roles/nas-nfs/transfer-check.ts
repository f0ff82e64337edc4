import { ABSENT_STATUS, sh, type ActiveCheck } from 'jts';
import type { Cold } from './vars.ts';

/** Bytes of a size such as 128KiB. */
const bytesOf = (size: string): number => parseInt(size, 10) * (size.endsWith('MiB') ? 1_048_576 : 1024);

const kib = (bytes: number): string => `${bytes / 1024} KiB`;

/** Looks at what client and server agreed on, which the options of the mount do not tell. */
export const transferCheck = ({ mount, transfer }: Pick<Cold, 'mount' | 'transfer'>): ActiveCheck => {
  const least = bytesOf(transfer);
  return {
    id: `transfer ${mount}`,
    expected: `reads and writes of at least ${kib(least)}`,
    script: sh`
      options=$(findmnt --noheadings --types nfs,nfs4 --output OPTIONS --mountpoint ${mount}) || {
        echo 'no NFS is mounted there' >&2
        exit ${ABSENT_STATUS}
      }
      echo "$options"
    `,
    deadline: 20,
    judge: (output) => {
      const read = Number(/[,\s]rsize=(\d+)/.exec(`,${output}`)?.[1] ?? Number.NaN);
      const write = Number(/[,\s]wsize=(\d+)/.exec(`,${output}`)?.[1] ?? Number.NaN);
      const actual = `reads of ${kib(read)}, writes of ${kib(write)}`;
      return { outcome: read >= least && write >= least ? 'pass' : 'fail', actual };
    },
  };
};
