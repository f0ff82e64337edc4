import { describe, expect, it } from 'vitest';
import { expectedSeconds, roundsThatFit } from '../../../bench/budget.ts';
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
const scope = { tools: [tool('a'), tool('b')], hosts: 100, roundTrip: 0, rounds: 3, tasks: [task('x'), task('y')] };

describe('a round of a scope is expected to take', () => {
  it.each([
    ['nothing where none of it was run before', [], 0],
    ['as long for each host as on fewer of them', [took('a', 'x', 20, [2])], 10],
    ['the median of several runs', [took('a', 'x', 20, [1, 2, 9])], 10],
    ['what all tools take for all that is to be done', [took('a', 'x', 20, [2]), took('b', 'y', 50, [3])], 16],
    ['what the largest fleet tells', [took('a', 'x', 1, [5]), took('a', 'x', 20, [2]), took('a', 'x', 1, [5])], 10],
    ['nothing from hosts far away', [took('a', 'x', 1, [5], 100)], 0],
    ['nothing from other work', [took('a', 'z', 1, [5])], 0],
  ])('%s', (_, measured, expected) => {
    expect(expectedSeconds(scope, { measured, processors: 1 })).toBe(expected);
  });

  it.each([
    ['a share for each of the processors that it gets to use, as one host keeps one of them at work', 1, 10],
    ['no share of what more hosts took', 10, 40],
  ])('%s', (_, hosts, expected) => {
    expect(expectedSeconds(scope, { measured: [took('a', 'x', hosts, [hosts * 0.4])], processors: 5 })).toBe(expected);
  });

  it('no less than on one host, however many processors there are', () => {
    const known = { measured: [took('a', 'x', 1, [3])], processors: 8 };
    expect(expectedSeconds({ ...scope, hosts: 2 }, known)).toBe(3);
  });
});

describe('of a scope of three rounds that take ten seconds each', () => {
  const known = { measured: [took('a', 'x', 20, [2])], processors: 2 };

  it.each([
    [1000, 3],
    [30, 3],
    [29, 2],
    [9, 0],
    [0, 0],
    [-5, 0],
  ])('in %i s there is time for %i', (left, rounds) => {
    expect(roundsThatFit(scope, known, left).rounds).toBe(rounds);
  });

  it('all are tried where it is not known how long they take, unless the time is over', () => {
    const nothing = { measured: [], processors: 2 };
    expect([roundsThatFit(scope, nothing, 1).rounds, roundsThatFit(scope, nothing, 0).rounds]).toEqual([3, 0]);
  });
});
