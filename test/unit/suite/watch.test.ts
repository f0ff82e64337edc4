import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../../test/suite/choice/only.ts';
import { testFiles } from '../../../test/suite/choice/vitest.ts';
import { slowest } from '../../../test/suite/slowest.ts';
import { STAGES } from '../../../test/suite/stages.ts';
import { Census, GUESTS } from '../../../test/suite/watch/census.ts';
import { processIn, processorsIn, type Process } from '../../../test/suite/watch/proc.ts';
import { busyOf, chart, clock, type Moment } from '../../../test/suite/watch/timeline.ts';

const root = resolve(import.meta.dirname, '../../..');

it('each file of tests is run by exactly one stage', { timeout: 60_000 }, async () => {
  const wrong = (await testFiles(root)).filter((file) => stagesOf([file], STAGES).length !== 1);
  expect(wrong).toEqual([]);
});

describe('what the kernel tells is read', () => {
  it('of a process with a hostile name', () => {
    const stat = '42 (a) R 7) S 9 42 42 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 555 1 2';
    expect(processIn(stat)).toEqual({ pid: 42, parent: 9, begun: 555, used: 100, ended: false });
  });

  it('of the processors', () => {
    expect(processorsIn('cpu  1 2 3 40 50 6 7 8 0 0\ncpu0 9')).toEqual({ busy: 27, idle: 90 });
  });
});

describe('a census', () => {
  const of = (pid: number, parent: number, used: number): Process => ({ pid, parent, used, begun: pid, ended: false });
  const self = (used: number): Process => of(1000, 1, used);
  const stages = new Map([[10, 'a']]);
  const isGuest = ({ pid }: Process): boolean => pid >= 90 && pid < 100;
  const look = (census: Census, own: number, others: readonly Process[], justEnded?: string): void => {
    census.look({ all: [of(1, 0, 999), self(own), ...others], self: self(own), stages, isGuest, justEnded });
  };

  it.each<[string, (census: Census) => void, readonly [all: number, stage: number, guests: number]]>([
    [
      'what runs, and nothing of strangers',
      (census) => {
        look(census, 3, [of(10, 1000, 5), of(11, 10, 7), of(12, 1, 50)]);
      },
      [15, 12, 0],
    ],
    [
      'what a parent has waited for once',
      (census) => {
        look(census, 0, [of(10, 1000, 5), of(11, 10, 7)]);
        look(census, 0, [of(10, 1000, 14)]);
      },
      [14, 14, 0],
    ],
    [
      'a stage that has ended once',
      (census) => {
        look(census, 2, [of(10, 1000, 5), of(11, 10, 7)]);
        look(census, 22, [], 'a');
      },
      [22, 20, 0],
    ],
    [
      'what was left behind, also when it is gone',
      (census) => {
        look(census, 0, [of(10, 1000, 5), of(11, 10, 7)]);
        look(census, 6, [of(11, 1, 9)], 'a');
        look(census, 6, []);
      },
      [15, 15, 0],
    ],
    [
      'a guest that was there before from then on',
      (census) => {
        look(census, 0, [of(90, 1, 500)]);
        look(census, 0, [of(90, 1, 530)]);
        look(census, 0, []);
      },
      [30, 0, 30],
    ],
    [
      'a guest as a guest once it is one',
      (census) => {
        look(census, 0, []);
        look(census, 0, [of(10, 1000, 1), of(91, 1, 40)]);
      },
      [41, 1, 40],
    ],
  ])('counts %s', (_, looks, expected) => {
    const census = new Census(self(0));
    looks(census);
    expect([census.used, census.usedBy('a'), census.usedBy(GUESTS)]).toEqual(expected);
  });
});

describe('the timeline', () => {
  const at = (second: number, busy: number, ...running: readonly string[]): Moment => ({
    at: second,
    busy,
    running,
    used: 0,
  });

  it('has a line for each stage that ran, and one of how busy the processors were', () => {
    const [a = '', processors = '', scale = '', ...more] = chart([at(36, 1, 'a'), at(72, 0)], ['a', 'b']);
    expect(more).toEqual([]);
    expect(a).toBe(`a           ${'█'.repeat(36)}`);
    expect(processors).toBe(`processors  ${'█'.repeat(36)}${'▁'.repeat(36)}`);
    expect(scale).toBe(`            0:00${'1:12'.padStart(68)}`);
  });

  it('says how busy the machine was, by how long it was', () => {
    expect(busyOf([at(30, 1), at(40, 0)])).toBe(0.75);
    expect([clock(0), clock(59.6), clock(3671)]).toEqual(['0:00', '1:00', '61:11']);
  });
});

it('the slowest tests are told beside what they took before', () => {
  const test = (name: string, seconds: number) => ({ file: 'f', name, seconds });
  const many = Array.from({ length: 20 }, (_, index) => test(`t${index}`, index));
  const lines = slowest(many, [test('t19', 12.25)]);
  expect(lines).toHaveLength(16);
  expect(lines.slice(0, 3)).toEqual(['seconds  before  test', '   19.0    12.3  f > t19', '   18.0          f > t18']);
});
