import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { columns } from '../watch/timeline.ts';

/** What came of an item of the soak when it was run last. */
export interface Tried {
  readonly green: boolean;
  readonly minutes: number;
  /** The lines in which its tests say what they tried, and what was lost. */
  readonly counts: readonly string[];
}

/** What the soak found, by commit and item. */
export type Soaked = Readonly<Record<string, Readonly<Record<string, Tried>>>>;

/** The lines of an output that tell what was tried and lost. */
export const countsIn = (printed: readonly string[]): readonly string[] =>
  printed.filter((line) => /\blost: \d+/.test(line)).map((line) => line.trim());

/** How many were lost, by all lines. */
export const lostIn = (counts: readonly string[]): number =>
  counts.reduce((sum, line) => sum + Number(/\blost: (\d+)/.exec(line)?.[1] ?? 0), 0);

/** How many were tried, by all lines: of each the first figure before the word. */
export const triedIn = (counts: readonly string[]): number =>
  counts.reduce((sum, line) => sum + Number(/(\d+)[^,;:]*? tried\b/.exec(line)?.[1] ?? 0), 0);

/** What was found before. */
export const soakedIn = (file: string): Soaked => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Soaked;
  } catch {
    return {};
  }
};

/** Keeps what came of an item. */
export const keepTried = (file: string, commit: string, item: string, tried: Tried): void => {
  const all = soakedIn(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...all, [commit]: { ...all[commit], [item]: tried } }, undefined, 2)}\n`);
};

/** A table of what was found at a commit, with the sum. */
export const countsTable = (found: Readonly<Record<string, Tried>>): readonly string[] => {
  const items = Object.entries(found).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const all = items.flatMap(([, { counts }]) => counts);
  const minutes = items.reduce((sum, [, tried]) => sum + tried.minutes, 0);
  return [
    ...columns(
      [
        ['soak', 'result', 'minutes', 'tried', 'lost'],
        ...items.map(([name, { green, minutes: own, counts }]) => [
          ...[name, green ? 'green' : 'RED', own.toFixed(0)],
          ...[String(triedIn(counts)), String(lostIn(counts))],
        ]),
        ['in all', '', minutes.toFixed(0), String(triedIn(all)), String(lostIn(all))],
      ],
      new Set([2, 3, 4]),
    ),
    '',
    ...all,
  ];
};
