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

/** Seconds that the runs of a scope will take, from what the same tools took before. */
export const expectedSeconds = ({ tools, tasks, hosts, rounds }: Scope, measured: readonly Measurement[]): number =>
  rounds *
  tools
    .flatMap(({ name }) => tasks.map(({ label }) => expectedOf(name, label, hosts, measured)))
    .reduce((sum, each) => sum + each, 0);
