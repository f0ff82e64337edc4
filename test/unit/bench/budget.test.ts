import { expect, it } from 'vitest';
import { expectedSeconds } from '../../../bench/budget.ts';
import type { Measurement } from '../../../bench/measuring/measurement.ts';
import type { Tool } from '../../../bench/tools/tool.ts';

const tool = (name: string): Tool => ({ name, version: () => name, command: () => undefined });
const took = (name: string, work: string, hosts: number, wall: readonly number[], roundTrip = 0): Measurement => ({
  work,
  tool: name,
  hosts,
  roundTrip,
  wall,
  cpu: [],
  memory: 0,
});
const task = (label: string) => ({ work: 'layout', label }) as const;
const scope = { tools: [tool('a'), tool('b')], hosts: 100, roundTrip: 0, rounds: 2, tasks: [task('x'), task('y')] };

it.each([
  ['nothing where none of it was run before', [], 0],
  ['as long for each host as on fewer of them, in each round', [took('a', 'x', 20, [2])], 20],
  ['the median of several runs', [took('a', 'x', 20, [1, 2, 9])], 20],
  ['what all tools take for all that is to be done', [took('a', 'x', 20, [2]), took('b', 'y', 50, [3])], 32],
  ['what the largest fleet tells', [took('a', 'x', 1, [5]), took('a', 'x', 20, [2]), took('a', 'x', 1, [5])], 20],
  ['nothing from hosts far away', [took('a', 'x', 1, [5], 100)], 0],
  ['nothing from other work', [took('a', 'z', 1, [5])], 0],
])('a benchmark expects of a scope %s', (_, measured, seconds) => {
  expect(expectedSeconds(scope, measured)).toBe(seconds);
});
