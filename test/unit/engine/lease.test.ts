import { describe, expect, it } from 'vitest';
import { holderOf, parseLease, readTaking, type Taking } from '../../../src/engine/lease.ts';

describe('whose a host is', () => {
  it.each([
    ['as jts says it', '30 1732000000 r1 77 me@laptop\n', 'me@laptop, run r1, since 2024-11-19 07:06:40 UTC'],
    [
      'by somebody with blanks in his name',
      '30 0 r1 77 me at home',
      'me at home, run r1, since 1970-01-01 00:00:00 UTC',
    ],
    ['since a time that is none', '30 1e99 r1 77 me', 'me, run r1, since an unknown time'],
    ['in words that are none', 'x', ', run , since an unknown time'],
    ['in many lines, of which the first counts', '30 0 r1 77 me\nroot\n', 'me, run r1, since 1970-01-01 00:00:00 UTC'],
  ])('is read: %s', (_, line, told) => {
    expect(holderOf(parseLease(line))).toBe(told);
  });

  it.each<[string, number, string, string, Taking]>([
    ['taken', 0, 'output', '', { taking: 'taken' }],
    ['a batch that goes on', 76, 'r0-1\nr0-2\n', '', { taking: 'winding down', batch: 'r0-1' }],
    [
      'not to be taken',
      74,
      '',
      'install: warning\ninstall: no space left\n',
      {
        taking: 'failed',
        failure: {
          ...{ kind: 'fact', host: 'a', message: 'a: the lease could not be taken: install: no space left' },
          advice: 'Look at /run on the host: jts facts a',
        },
      },
    ],
  ])('is told of a script that was to take it: %s', (_, status, stdout, stderr, taking) => {
    expect(readTaking('a', { status, stdout, stderr })).toEqual(taking);
  });
});
