import { describe, expect, it } from 'vitest';
import { firstSaid, lastSaid, thrownSaid } from '../../../src/model/said.ts';

const LONG = 'x'.repeat(40_000);
const CUT = `${'x'.repeat(10_000)}…`;

describe('what a host said', () => {
  it.each([
    ['nothing', '', '', ''],
    ['blanks', ' \n\n ', '', ''],
    ['a line', 'no space left\n', 'no space left', 'no space left'],
    ['several lines', '\n one \ntwo\n three \n\n', 'one', 'three'],
    ['a line without end', LONG, CUT, CUT],
    ['lines without end', `${LONG}\n`.repeat(3), CUT, CUT],
  ])('is one line of a message: %s', (_, text, first, last) => {
    expect([firstSaid(text), lastSaid(text)]).toEqual([first, last]);
  });

  it.each([
    ['an error', new Error('bad packet\ntrader2: all is well'), 'bad packet'],
    ['a text', 'no reason\n', 'no reason'],
    ['nothing', undefined, 'undefined'],
  ])('is one line where it was thrown: %s', (_, thrown, said) => {
    expect(thrownSaid(thrown)).toBe(said);
  });
});
