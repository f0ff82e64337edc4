import type { Scope } from './layout.ts';
import { median, type Measurement } from './measuring/measurement.ts';

/** Seconds that a benchmark may take. */
export const SECONDS = { quick: 5 * 60, full: 30 * 60 } as const;

/** What is measured, as far as it decides how long that takes. */
type Work = Pick<Scope, 'tools' | 'tasks' | 'hosts'>;

/** Share of the processors that a tool gets to use on many hosts; Ansible, whose processes wait for each other, used 0.82. */
const USED = 0.8;

/** What there is to foresee it from; on one host one of the processors is at work at a time, on more all of them. */
export interface Known {
  readonly measured: readonly Measurement[];
  readonly processors: number;
}

/** Seconds that a command will take on so many hosts, from what it took on fewer nearby; 0 where it was not run there yet. */
const expectedOf = (tool: string, work: string, hosts: number, { measured, processors }: Known): number => {
  const [known] = measured
    .filter((each) => each.tool === tool && each.work === work && each.roundTrip === 0)
    .toSorted((one, other) => other.hosts - one.hosts);
  if (known === undefined) return 0;
  const atOnce = known.hosts === 1 ? Math.max(1, Math.min(hosts, USED * processors)) : 1;
  return (median(known.wall) * hosts) / known.hosts / atOnce;
};

/** Seconds that some work will take once, from what the same tools took before. */
export const expectedSeconds = ({ tools, tasks, hosts }: Work, known: Known): number =>
  tools
    .flatMap(({ name }) => tasks.map(({ label }) => expectedOf(name, label, hosts, known)))
    .reduce((sum, each) => sum + each, 0);

/** How many rounds of a scope fit into the seconds that are left once its hosts run, and how long one is expected to take. */
export const roundsThatFit = (
  scope: Scope,
  known: Known,
  left: number,
): { readonly rounds: number; readonly expected: number } => {
  const expected = expectedSeconds(scope, known);
  const most = expected === 0 ? scope.rounds : Math.floor(left / expected);
  return { rounds: left <= 0 ? 0 : Math.min(scope.rounds, most), expected };
};
