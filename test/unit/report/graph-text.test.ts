import { expect, it } from 'vitest';
import { graphText } from '../../../src/report/graph-text.ts';

it('the phases of a play obey no control sequence in its name', () => {
  const play = { name: 'a\u001b[2J\n  1. b', hosts: 'all\u202e', mode: 'apply' as const, phases: [] };
  expect(graphText(play)).toBe('a\\u{1b}[2J\\u{a}  1. b (apply on all\\u{202e})');
});
