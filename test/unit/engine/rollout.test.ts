import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, haltOf, type HostCount, type Rollout } from '../../../src/engine/rollout.ts';

const names = (number: number) => Array.from({ length: number }, (_, index) => `t${index + 1}`);

describe('the batches of a play', () => {
  it.each<[string, readonly HostCount[] | undefined, number, readonly number[]]>([
    ['all hosts at once', undefined, 3, [3]],
    ['one after the other', [1], 3, [1, 1, 1]],
    ['two at a time, the last alone', [2], 5, [2, 2, 1]],
    ['more at a time than there are', [9], 3, [3]],
    ['a third of the hosts, rounded down', ['30%'], 10, [3, 3, 3, 1]],
    ['29 % of a hundred', ['29%'], 100, [29, 29, 29, 13]],
    ['a small share: one host at least', ['1%'], 3, [1, 1, 1]],
    ['all of them', ['100%'], 3, [3]],
    ['a canary, a few, and then a share of all as often as it takes', [1, 5, '30%'], 20, [1, 5, 6, 6, 2]],
    ['a canary, a tenth, and then all others', [1, '10%', '100%'], 1000, [1, 100, 899]],
    ['a canary of a play for one host', [1, 5], 1, [1]],
    ['nobody at a time', [2], 0, []],
    ['nobody at once', undefined, 0, []],
  ])('%s', (_, serial, hosts, sizes) => {
    const batches = batchesOf(names(hosts), serial === undefined ? {} : { serial });
    expect(batches.map((batch) => batch.length)).toEqual(sizes);
  });

  it('hold every host once, in their order', () => {
    const sizes = fc.oneof(
      fc.integer({ min: 1 }),
      fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
    );
    fc.assert(
      fc.property(fc.nat(300), fc.array(sizes, { minLength: 1 }), (number, serial) => {
        expect(batchesOf(names(number), { serial }).flat()).toEqual(names(number));
      }),
    );
  });
});

describe('a play goes no further', () => {
  it.each<[string, Rollout, number, number, string | undefined]>([
    ['never, where it says nothing', {}, 3, 3, undefined],
    ['not for one host of a batch', { serial: [3] }, 1, 3, undefined],
    ['when a batch fails as a whole', { serial: [3] }, 3, 3, 'all hosts of a batch failed in play "X"'],
    ['when a batch of one host fails', { serial: [1] }, 1, 1, 'all hosts of a batch failed in play "X"'],
    [
      'when a batch fails as a whole, though as many may fail',
      { serial: [2], maxFailures: '100%' },
      2,
      2,
      'all hosts of a batch failed in play "X"',
    ],
    ['not when all hosts fail that may, without batches', { maxFailures: 2 }, 2, 2, undefined],
    ['not for as many as may fail', { maxFailures: 2 }, 2, 6, undefined],
    ['for one more', { maxFailures: 2 }, 3, 6, '3 of 6 hosts failed, and play "X" allows 2'],
    ['for one, where none may fail', { maxFailures: 0 }, 1, 6, '1 of 6 hosts failed, and play "X" allows none'],
    ['not while none fails', { maxFailures: 0 }, 0, 6, undefined],
    ['not for the very percentage', { serial: [4], maxFailures: '50%' }, 2, 4, undefined],
    [
      'for more than that percentage of the batch',
      { serial: [4], maxFailures: '49%' },
      2,
      4,
      '2 of 4 hosts of a batch failed, and play "X" allows 49%',
    ],
    ['not for 29 of a hundred, at 29 %', { maxFailures: '29%' }, 29, 100, undefined],
    ['for one, at 0 %', { maxFailures: '0%' }, 1, 100, '1 of 100 hosts failed, and play "X" allows 0%'],
  ])('%s', (_, rollout, failed, size, why) => {
    expect(haltOf('X', rollout, failed, size)).toBe(why);
  });
});
