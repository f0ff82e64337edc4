import type { Stage } from '../stage.ts';
import type { Listed } from '../choice/vitest.ts';

/** Tests of the soak that run as one: a file, or those of it with such a name. */
export interface Item {
  readonly name: string;
  readonly file: string;
  readonly project: string;
  /** The host that it has for itself. */
  readonly lane?: string;
  readonly minutes: number;
  /** A regular expression for the full names of its tests. */
  readonly named?: string;
}

/** How long a file of the soak takes; `split` are the names of its tests, where it is too long for one part. */
interface Length {
  readonly minutes: number;
  readonly split?: readonly { readonly named: string; readonly minutes: number }[];
}

/** Minutes of each file with all points, on two processors without KVM; where a new one is missing here it has `UNKNOWN`. */
export const LENGTHS: Readonly<Record<string, Length>> = {
  'test/e2e/trader1/rollback.test.ts': { minutes: 8 },
  'test/e2e/trader2/rollback.test.ts': { minutes: 8 },
  'test/faults/fuzz.test.ts': { minutes: 10 },
  'test/faults/floods.test.ts': { minutes: 2 },
  'test/faults/hostile-host.test.ts': { minutes: 5 },
  'test/faults/trader1/connection.test.ts': { minutes: 60 },
  'test/faults/trader1/disks.test.ts': { minutes: 10 },
  'test/faults/trader1/killed.test.ts': { minutes: 60 },
  'test/faults/trader1/revert.test.ts': { minutes: 10 },
  'test/faults/trader1/sick-host.test.ts': { minutes: 25 },
  'test/faults/trader1/two-controllers.test.ts': { minutes: 15 },
  'test/faults/trader2/last-change.test.ts': { minutes: 30 },
  'test/faults/trader2/power.test.ts': { minutes: 60 },
  'test/faults/trader2/rollback.test.ts': { minutes: 60 },
};
const UNKNOWN = 20;

/** Minutes that a part should take at the most. */
export const LONGEST = 60;

/** Beside the fault suites: what takes everything off a host, of which a run of the suite draws one. */
const ROLLBACK = /^test\/e2e\/.*\/rollback\.test\.ts$/;

/** What the soak runs: each file of the fault suites and those of ROLLBACK, in parts where it is long. */
export const itemsOf = (
  files: readonly Listed[],
  lengths: Readonly<Record<string, Length>> = LENGTHS,
): readonly Item[] =>
  files
    .filter(({ file, project }) => /^(fuzz|hostile-host|floods|faults)/.test(project) || ROLLBACK.test(file))
    .flatMap(({ file, project }): readonly Item[] => {
      const { minutes, split } = lengths[file] ?? { minutes: UNKNOWN };
      const lane = /^(?:faults|e2e)-(trader\d+)$/.exec(project)?.[1];
      const name = file.replace(/^test\/(?:faults\/)?/, '').replace(/\.test\.ts$/, '');
      const common = { file, project, ...(lane !== undefined && { lane }) };
      if (!split) return [{ ...common, name, minutes }];
      return split.map((part) => ({ ...common, name: `${name} ${part.named}`, ...part }));
    });

/** How long a part takes: hosts work side by side, what needs none runs beside them. */
export const minutesOf = (part: readonly Item[]): number => {
  const lanes = new Map<string, number>();
  for (const { lane = '', minutes } of part) lanes.set(lane, (lanes.get(lane) ?? 0) + minutes);
  return Math.max(0, ...lanes.values());
};

/** Spreads items over parts, the longest first, each to the part where its host has least to do. */
export const partsOf = (items: readonly Item[], count: number): readonly (readonly Item[])[] => {
  const parts = Array.from({ length: count }, (): Item[] => []);
  const sorted = items.toSorted((one, other) => other.minutes - one.minutes || (one.name < other.name ? -1 : 1));
  for (const item of sorted) {
    const busy = parts.map((part) => minutesOf(part.filter(({ lane }) => lane === item.lane)));
    parts[busy.indexOf(Math.min(...busy))]?.push(item);
  }
  return parts;
};

/** The fewest parts none of which takes longer than it should, as far as the items allow that. */
export const fewestParts = (items: readonly Item[]): number => {
  const least = Math.max(LONGEST, ...items.map(({ minutes }) => minutes));
  for (let count = 1; ; count += 1) {
    if (count >= items.length || partsOf(items, count).every((part) => minutesOf(part) <= least)) return count;
  }
};

/** The stages that run a part. */
export const stagesOfPart = (part: readonly Item[]): readonly Stage[] =>
  part.map(({ name, file, project, lane, minutes, named }) => ({
    name,
    tests: { project, files: [file], ...(named !== undefined && { named }) },
    needs: lane === undefined ? ['build'] : ['build', 'image'],
    boots: lane !== undefined,
    ...(project === 'floods' && { alone: true }),
    ...(lane !== undefined && { lanes: [lane] }),
    cores: lane === undefined ? 0.5 : 1,
    seconds: minutes * 60,
    streams: true,
  }));
