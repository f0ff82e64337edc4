import { describe, expect, it } from 'vitest';
import { passiveChecksOf } from '../../../src/engine/passive-checks.ts';
import { expectEqual } from '../../../src/model/check.ts';
import { Facts, need, type Fact, type Reading } from '../../../src/model/fact.ts';
import { defineKind, fine } from '../../../src/model/resource.ts';
import { sh } from '../../../src/shell/sh.ts';

const size: Fact<null, number> = { name: 'size', deadline: 1, script: () => sh`echo 1`, parse: Number };

const box = defineKind<number>({
  kind: 'box',
  id: () => 'x',
  needs: () => [need(size, null)],
  diff: () => fine('it is there'),
  undo: () => fine('it is there'),
  checks: (wanted, facts) => {
    const actual = facts.value(size) ?? 0;
    if (actual < 0) throw new Error(`a box of ${actual} cannot be`);
    return [expectEqual('size of x', String(wanted), String(actual))];
  },
});

describe('the checks of a resource', () => {
  it.each<[string, Reading<unknown>, object]>([
    [
      'pass as the facts tell',
      { status: 'ok', value: 5 },
      { id: 'size of x', expected: '5', actual: '5', outcome: 'pass' },
    ],
    [
      'fail as the facts tell',
      { status: 'ok', value: 4 },
      { id: 'size of x', expected: '5', actual: '4', outcome: 'fail' },
    ],
    [
      'are one that is unknown where a fact could not be read',
      { status: 'failed', reason: 'no answer within 1 s' },
      {
        ...{ id: 'box:x', expected: 'readable', outcome: 'unknown' },
        actual: 'fact size could not be read: no answer within 1 s',
      },
    ],
    [
      'are one that is unknown where a fact cannot be',
      { status: 'ok', value: -1 },
      { id: 'box:x', expected: 'readable', actual: 'a box of -1 cannot be', outcome: 'unknown' },
    ],
  ])('%s', (_, reading, check) => {
    expect(passiveChecksOf(box(5), new Facts(new Map([['size', reading]])))).toEqual([check]);
  });
});
