import { ABSENT_STATUS, sh, type ActiveCheck } from 'jts';
import { SCRIPTS } from './units.ts';
import type { Vars } from './vars.ts';

interface Measure {
  readonly tier: 'hot' | 'warm' | 'cold';
  readonly key: 'iops' | 'mb_per_s';
  readonly unit: string;
  readonly least: number;
}

const measureCheck = ({ tier, key, unit, least }: Measure, seconds: number): ActiveCheck => ({
  id: `performance ${tier}`,
  expected: `more than ${least} ${unit}`,
  script: sh`
    status=0
    ${`${SCRIPTS}/performance-test.sh`} ${tier} --json || status=$?
    [[ $status != 75 ]] || exit ${ABSENT_STATUS}
    exit "$status"
  `,
  // fio lays out its file first, and a NAS that hangs is given up.
  deadline: 6 * seconds + 120,
  judge: (output) => {
    const [, figure] = new RegExp(`"${tier}":\\{"${key}":([0-9.]+)\\}`).exec(output) ?? [];
    if (figure === undefined) return { outcome: 'fail', actual: `not understood: ${output.trim().slice(0, 80)}` };
    return { outcome: Number(figure) > least ? 'pass' : 'fail', actual: `${figure} ${unit}` };
  },
});

/** Measures the tiers, where the variables ask for it. */
export const performanceChecks = ({ tiering: { performance } }: Vars): readonly ActiveCheck[] => {
  const { measure, hotIops, warmWrite, coldWrite, seconds } = performance;
  if (!measure) return [];
  const measures: readonly Measure[] = [
    { tier: 'hot', key: 'iops', unit: 'random reads of 4 KiB a second', least: hotIops },
    { tier: 'warm', key: 'mb_per_s', unit: 'MB/s written in sequence', least: warmWrite },
    { tier: 'cold', key: 'mb_per_s', unit: 'MB/s written in sequence', least: coldWrite },
  ];
  return measures.map((each) => measureCheck(each, seconds));
};
