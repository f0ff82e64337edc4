import { expect, it } from 'vitest';
import { count, duration, named, withoutHost } from '../../../src/report/words.ts';

it.each([
  [0, '0 changes'],
  [1, '1 change'],
  [2, '2 changes'],
])('counts %i', (number, words) => {
  expect(count(number, 'change')).toBe(words);
});

it.each([
  [0, '0.0 s'],
  [1.24, '1.2 s'],
  [59.94, '59.9 s'],
  [59.95, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3600, '60 min 0 s'],
])('says how long %d seconds are', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it.each([
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
  [[], ''],
])('names two of %j', (names, words) => {
  expect(named(names, 2)).toBe(words);
});

it.each([
  ['trader1: is busy', 'is busy'],
  ['trader10: is busy', 'trader10: is busy'],
  ['trader1 (root@10.0.0.1): refused', 'trader1 (root@10.0.0.1): refused'],
])('takes the host from %j', (message, words) => {
  expect(withoutHost('trader1', message)).toBe(words);
});
