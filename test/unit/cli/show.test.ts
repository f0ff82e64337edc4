import { describe, expect, it, vi } from 'vitest';
import { showUnforeseen } from '../../../src/cli/show.ts';

const shown = (error: unknown): string => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(showUnforeseen(error, ['hunter2'])).toBe(1);
  const text = write.mock.calls.map(([said]) => String(said)).join('');
  write.mockRestore();
  return text;
};

const DEFECT = 'jts was not made for this, which is a defect of it: report it with what you typed.\n';

describe('what nobody thought of', () => {
  it.each([
    ['control sequences', 'a\u001b[2J\u202eb', "'a\\x1B[2J\\u{202e}b'\n"],
    ['secrets', 'the password hunter2 is wrong', "'the password *** is wrong'\n"],
  ])('is told without %s', (_, thrown, said) => {
    expect(shown(thrown)).toBe(said + DEFECT);
  });

  it('is told with where it happened', () => {
    const lines = shown(new Error('lost')).split('\n');
    expect([...lines.slice(0, 2), ...lines.slice(-2)]).toEqual([
      'Error: lost',
      expect.stringMatching(/^ {4}at .*show\.test\.ts:\d+:\d+\)?$/),
      DEFECT.trimEnd(),
      '',
    ]);
  });
});
