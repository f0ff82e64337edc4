import type { Test } from './stage.ts';
import { columns } from './watch/timeline.ts';

const MOST = 15;

const keyOf = ({ file, name }: Test): string => `${file} > ${name}`;

/** The tests that took longest, beside what each took in the run before. */
export const slowest = (tests: readonly Test[], before: readonly Test[]): readonly string[] => {
  const known = new Map(before.map((test) => [keyOf(test), test.seconds]));
  const rows = tests
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, MOST)
    .map((test) => [test.seconds.toFixed(1), known.get(keyOf(test))?.toFixed(1) ?? '', keyOf(test)]);
  return columns([['seconds', 'before', 'test'], ...rows], new Set([0, 1]));
};
