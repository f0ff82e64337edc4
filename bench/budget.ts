import type { Scope } from './layout.ts';
import { median, type Measurement } from './measuring/measurement.ts';

/** Seconds that a benchmark may take. */
export const SECONDS = { quick: 5 * 60, full: 30 * 60 } as const;

/** Seconds that a command will take on so many hosts, from what it took on fewer nearby; 0 where it was not run there yet. */
const expectedOf = (tool: string, work: string, hosts: number, measured: readonly Measurement[]): number => {
  const [known] = measured
    .filter((each) => each.tool === tool && each.work === work && each.roundTrip === 0)
    .toSorted((one, other) => other.hosts - one.hosts);
  return known === undefined ? 0 : (median(known.wall) * hosts) / known.hosts;
};

/** Seconds that a round of a scope will take, from what the same tools took before. */
const expectedSeconds = ({ tools, tasks, hosts }: Scope, measured: readonly Measurement[]): number =>
  tools
    .flatMap(({ name }) => tasks.map(({ label }) => expectedOf(name, label, hosts, measured)))
    .reduce((sum, each) => sum + each, 0);

/** How many rounds of a scope fit into the seconds that are left once its hosts run, and how long one is expected to take. */
export const roundsThatFit = (
  scope: Scope,
  measured: readonly Measurement[],
  left: number,
): { readonly rounds: number; readonly expected: number } => {
  const expected = expectedSeconds(scope, measured);
  const most = expected === 0 ? scope.rounds : Math.floor(left / expected);
  return { rounds: left <= 0 ? 0 : Math.min(scope.rounds, most), expected };
};
