import { ABSENT_STATUS, sh, type ActiveCheck } from 'jts';

/** Reads the counters of errors that btrfs keeps for its device. */
export const deviceStatsCheck = (mountPoint: string): ActiveCheck => ({
  id: `device errors ${mountPoint}`,
  expected: 'no error counted',
  script: sh`
    type=$(findmnt --noheadings --output FSTYPE --mountpoint ${mountPoint}) || type=nothing
    if [[ $type != btrfs ]]; then
      printf '%s is mounted at %s, not btrfs\n' "$type" ${mountPoint} >&2
      exit ${ABSENT_STATUS}
    fi
    btrfs device stats -- ${mountPoint}
  `,
  deadline: 20,
  judge: (output) => {
    const counted = output
      .split('\n')
      .filter((line) => /\s[1-9]\d*$/.test(line))
      .map((line) => line.trim().replace(/\s+/, ' '));
    if (!/\s0$/m.test(output) && counted.length === 0) {
      return { outcome: 'fail', actual: `not understood: ${output.trim().slice(0, 80)}` };
    }
    return counted.length === 0
      ? { outcome: 'pass', actual: 'no error counted' }
      : { outcome: 'fail', actual: counted.join(', ') };
  },
});
