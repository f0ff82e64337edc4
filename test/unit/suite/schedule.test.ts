import { describe, expect, it } from 'vitest';
import { chains, next } from '../../../test/suite/schedule.ts';
import type { Stage, Standing } from '../../../test/suite/stage.ts';
import { STAGES } from '../../../test/suite/stages.ts';

const stage = (name: string, seconds: number, more: Partial<Stage> = {}): Stage => ({
  name,
  seconds,
  cores: 1,
  ...more,
});

/** Plays a run: which stages begin at which second, where each takes what it says and those in `red` fail. */
const played = (stages: readonly Stage[], red: readonly string[] = [], cores = 2): readonly string[] => {
  const standings = new Map<string, Standing>(stages.map(({ name }) => [name, 'waiting']));
  const ends = new Map<string, number>();
  const log: string[] = [];
  for (let now = 0; ; now = Math.min(...ends.values())) {
    for (const [name, end] of [...ends].filter(([, each]) => each <= now)) {
      standings.set(name, red.includes(name) ? 'failed' : 'passed');
      ends.delete(name);
      if (red.includes(name)) log.push(`${end} ${name} is red`);
    }
    const { start, notRun } = next(stages, standings, cores);
    for (const { stage: left, why } of notRun) {
      standings.set(left.name, 'not run');
      log.push(`${now} ${left.name} not run, as ${why}`);
    }
    for (const { name, seconds } of start) {
      standings.set(name, 'running');
      ends.set(name, now + seconds);
      log.push(`${now} ${name}`);
    }
    if (ends.size === 0) return log;
  }
};

describe('stages run', () => {
  it.each<[string, readonly Stage[], readonly string[]]>([
    ['the longest first', [stage('a', 1), stage('b', 3), stage('c', 2)], ['0 b', '0 c', '2 a']],
    [
      'what a long chain begins with before what is long itself',
      [stage('a', 5), stage('b', 4), stage('c', 1), stage('d', 9, { needs: ['c'] })],
      ['0 c', '0 a', '1 d', '5 b'],
    ],
    [
      'while a processor is free, also what keeps more of them busy',
      [stage('a', 9), stage('b', 8, { cores: 2 }), stage('c', 7)],
      ['0 a', '0 b', '8 c'],
    ],
    [
      'more than there are processors, where they mostly wait',
      [stage('a', 9, { cores: 0.5 }), stage('b', 8, { cores: 0.5 }), stage('c', 7), stage('d', 6)],
      ['0 a', '0 b', '0 c', '7 d'],
    ],
    [
      'one at a time on a host, and others beside it',
      [stage('a', 9, { lanes: ['x'] }), stage('b', 8, { lanes: ['x', 'y'] }), stage('c', 7)],
      ['0 a', '0 c', '9 b'],
    ],
    [
      'alone where they measure',
      [stage('a', 3), stage('b', 9, { alone: true }), stage('c', 2), stage('d', 1, { alone: true })],
      ['0 b', '9 a', '9 c', '12 d'],
    ],
    [
      'alone once nothing else is left to run',
      [stage('a', 3, { follows: ['c'] }), stage('b', 2, { alone: true }), stage('c', 2)],
      ['0 c', '2 a', '5 b'],
    ],
  ])('%s', (_, stages, expected) => {
    expect(played(stages)).toEqual(expected);
  });

  it('one after the other on a single processor', () => {
    expect(played([stage('a', 2, { cores: 2 }), stage('b', 1)], [], 1)).toEqual(['0 a', '2 b']);
  });
});

describe('where a stage is red', () => {
  it('what needs it is not run, nor what needs that, and the rest goes on', () => {
    const stages = [
      stage('a', 2),
      stage('b', 1, { needs: ['a'] }),
      stage('c', 1, { needs: ['b'] }),
      stage('d', 9),
      stage('e', 1, { follows: ['a', 'c'] }),
    ];
    expect(played(stages, ['a'])).toEqual([
      '0 d',
      '0 a',
      '2 a is red',
      '2 b not run, as it needs a',
      '2 c not run, as it needs b',
      '2 e',
    ]);
  });

  it.each(['build', 'types', 'lint', 'unit'])('%s: nothing boots, and all that boots is told as not run', (red) => {
    const booting = STAGES.filter(({ boots }) => boots === true).map(({ name }) => name);
    const log = played(STAGES, [red]).map((line) => line.replace(/^\d+ /, ''));
    expect(booting.filter((name) => log.includes(name))).toEqual([]);
    const told = red === 'build' ? 'it needs build' : `nothing boots where ${red} is not green`;
    expect(log).toEqual(expect.arrayContaining(booting.map((name) => `${name} not run, as ${told}`)));
    expect(log).toContain('image');
  });
});

describe('the stages of npm test', () => {
  it('boot when the last gate is green, and each runs once', () => {
    const log = played(STAGES);
    const beganAt = (name: string): number => Number(log.find((line) => line.endsWith(` ${name}`))?.split(' ')[0]);
    const gates = STAGES.filter(({ gate }) => gate === true);
    expect(log).toHaveLength(STAGES.length);
    const endedAt = (name: string): number => beganAt(name) + (STAGES.find((one) => one.name === name)?.seconds ?? 0);
    expect(beganAt('e2e')).toBe(Math.max(...gates.map(({ name }) => endedAt(name)), endedAt('image')));
    expect(beganAt('e2e-trader1')).toBe(beganAt('e2e-trader2'));
    expect(beganAt('faults-trader1')).toBe(endedAt('e2e-trader1'));
    expect(beganAt('faults-trader2')).toBe(endedAt('e2e-trader2'));
    // What needs no lab fills the waits of the hosts, and is over before these are.
    const filling = ['contract', 'fuzz', 'hostile-host', 'faults-containers'];
    expect(Math.max(...filling.map(endedAt))).toBeLessThan(endedAt('faults-trader1'));
  });

  it('are refused where they wait for each other', () => {
    expect(() => chains([stage('a', 1, { needs: ['b'] }), stage('b', 1, { follows: ['a'] })])).toThrow(
      'stages wait for each other: a, b, a',
    );
  });

  it('name nothing that is not there', () => {
    const names = STAGES.map(({ name }) => name);
    const named = STAGES.flatMap(({ needs = [], follows = [] }) => [...needs, ...follows]);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});
