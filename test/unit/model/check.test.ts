import { describe, expect, it } from 'vitest';
import { judged, type ActiveCheck, type Check } from '../../../src/model/check.ts';
import type { Reading } from '../../../src/model/fact.ts';
import { sh } from '../../../src/shell/sh.ts';

const speed: ActiveCheck = {
  id: 'speed',
  expected: 'at least 10 MB/s',
  script: sh`true`,
  deadline: 1,
  judge: (output) => {
    const speed = Number(output);
    if (Number.isNaN(speed)) throw new Error(`${JSON.stringify(output)} is no speed`);
    return { outcome: speed < 10 ? 'fail' : 'pass', actual: `${speed} MB/s` };
  },
};

describe('an active check', () => {
  it.each<[string, Reading<string>, Check['outcome'], string]>([
    ['is judged', { status: 'ok', value: '12' }, 'pass', '12 MB/s'],
    [
      'fails where it could not be tried',
      { status: 'failed', reason: 'no answer within 1 s' },
      'fail',
      'no answer within 1 s',
    ],
    ['is skipped where there is nothing to try', { status: 'absent', reason: 'no disk' }, 'skip', 'no disk'],
    ['is unknown where its answer makes no sense', { status: 'ok', value: 'fast' }, 'unknown', '"fast" is no speed'],
  ])('%s', (_, reading, outcome, actual) => {
    expect(judged(speed, reading)).toEqual({ id: 'speed', expected: 'at least 10 MB/s', actual, outcome });
  });
});
