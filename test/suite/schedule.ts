import type { Stage, Standing } from './stage.ts';

/** What is to be done now. */
export interface Next {
  readonly start: readonly Stage[];
  /** What will never run, and why. */
  readonly notRun: readonly { readonly stage: Stage; readonly why: string }[];
}

type Standings = ReadonlyMap<string, Standing>;

const RED: ReadonlySet<Standing> = new Set(['failed', 'cut off', 'not run']);
const OVER: ReadonlySet<Standing> = new Set(['passed', ...RED]);

/** The stages that a stage comes after, for whatever reason. */
const before = (stage: Stage, stages: readonly Stage[]): readonly Stage[] =>
  stages.filter(
    ({ name, gate = false }) =>
      stage.needs?.includes(name) === true || stage.follows?.includes(name) === true || (gate && stage.boots === true),
  );

/** The seconds from the begin of each stage to the end of what waits for it; throws where stages wait for each other. */
export const chains = (stages: readonly Stage[]): ReadonlyMap<string, number> => {
  const lengths = new Map<string, number>();
  const lengthOf = (stage: Stage, above: readonly string[]): number => {
    if (above.includes(stage.name)) throw new Error(`stages wait for each other: ${[...above, stage.name].join(', ')}`);
    const known = lengths.get(stage.name);
    if (known !== undefined) return known;
    const waiting = stages.filter((other) => before(other, stages).includes(stage));
    const length = stage.seconds + Math.max(0, ...waiting.map((other) => lengthOf(other, [...above, stage.name])));
    lengths.set(stage.name, length);
    return length;
  };
  for (const stage of stages) lengthOf(stage, []);
  return lengths;
};

const obstacle = (stage: Stage, stages: readonly Stage[], standings: Standings): string | undefined => {
  const red = (name: string): boolean => RED.has(standings.get(name) ?? 'passed');
  const needed = stage.needs?.find(red);
  if (needed !== undefined) return `it needs ${needed}`;
  const gate = stage.boots === true ? stages.find((other) => other.gate === true && red(other.name)) : undefined;
  return gate && `nothing boots where ${gate.name} is not green`;
};

/**
 * What to start beside what runs: of the stages whose turn has come, those with the longest chain first, while a processor
 * is free. A stage may keep more of them busy than are free, so that none waits for a large one to fit.
 */
export const next = (stages: readonly Stage[], standings: Standings, cores: number): Next => {
  const now = new Map(standings);
  const notRun: { stage: Stage; why: string }[] = [];
  // One that is not run may be what another needs.
  for (let found = true; found;) {
    found = false;
    for (const stage of stages.filter(({ name }) => now.get(name) === 'waiting')) {
      const why = obstacle(stage, stages, now);
      if (why === undefined) continue;
      notRun.push({ stage, why });
      now.set(stage.name, 'not run');
      found = true;
    }
  }

  const lengths = chains(stages);
  const running = stages.filter(({ name }) => now.get(name) === 'running');
  const ready = stages
    .filter(({ name }) => now.get(name) === 'waiting')
    .filter((stage) => before(stage, stages).every(({ name }) => OVER.has(now.get(name) ?? 'passed')))
    .toSorted((one, other) => (lengths.get(other.name) ?? 0) - (lengths.get(one.name) ?? 0));

  const start: Stage[] = [];
  for (const stage of ready) {
    const beside = [...running, ...start];
    if (beside.some(({ alone }) => alone === true)) break;
    if (stage.alone === true && beside.length > 0) continue;
    if (beside.reduce((sum, other) => sum + other.cores, 0) >= cores) break;
    if (beside.some(({ lanes = [] }) => lanes.some((lane) => stage.lanes?.includes(lane)))) continue;
    start.push(stage);
  }
  return { start, notRun };
};
