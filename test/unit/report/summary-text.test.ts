import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { printed } from '../../../src/report/line.ts';
import { summaryLines } from '../../../src/report/summary-text.ts';
import { row, summary } from './samples.ts';

const text = (rows: ReturnType<typeof row>[], width?: number) =>
  printed(summaryLines(summary(...rows), width), pc.createColors(false));

const checks = { pass: 41, fail: 0, skip: 2, unknown: 0 };

const rows = [
  row('trader1', { outcome: 'changed', changes: 27, checks, seconds: 14.04 }),
  row('t2', { outcome: 'unreachable', message: 't2: connection refused\nby the host' }),
  row('t3', { outcome: 'failed', checks: { ...checks, fail: 3 }, message: 't3: 3 checks failed, look at them' }),
];

const END = `
Run r1: 3 hosts in 2 min 5 s.
t2, t3 did not come through: once that is mended, run the same command with -l t2,t3.
`;

describe('the table of the hosts', () => {
  it.each([
    [
      'shows whole messages in a log',
      undefined,
      `
host     outcome      changes  pass  fail  skip  seconds  message
trader1  changed      27       41    0     2     14.0
t2       unreachable  0        0     0     0     1.5      connection refused by the host
t3       failed       0        41    3     2     1.5      3 checks failed, look at them
`,
    ],
    [
      'cuts messages to the width of the terminal',
      80,
      `
host     outcome      changes  pass  fail  skip  seconds  message
trader1  changed      27       41    0     2     14.0
t2       unreachable  0        0     0     0     1.5      connection refused …
t3       failed       0        41    3     2     1.5      3 checks failed, lo…
`,
    ],
    [
      'leaves messages out where they would say nothing',
      70,
      `
host     outcome      changes  pass  fail  skip  seconds
trader1  changed      27       41    0     2     14.0
t2       unreachable  0        0     0     0     1.5
t3       failed       0        41    3     2     1.5
`,
    ],
  ])('%s', (_, width, table) => {
    expect(text(rows, width)).toBe(table + END);
  });

  it('counts checks that could not be made where there are any', () => {
    expect(text([row('a', { outcome: 'failed', checks: { ...checks, unknown: 1 } })])).toBe(`
host  outcome  changes  pass  fail  skip  unknown  seconds
a     failed   0        41    0     2     1        1.5

Run r1: 1 host in 2 min 5 s.
a did not come through: once that is mended, run the same command with -l a.
`);
  });
});

describe('what to do next', () => {
  const next = (hosts: ReturnType<typeof row>[], check = false) =>
    printed(summaryLines({ ...summary(...hosts), check }, undefined), pc.createColors(false))
      .trimEnd()
      .split('\n')
      .slice(3 + hosts.length + 1);
  const unwell = Array.from({ length: 12 }, (_, index) => row(`t${index + 1}`, { outcome: 'refused' }));

  it.each([
    ['all unchanged', [row('a'), row('b')], ['Every host is as wanted: nothing to do.']],
    [
      'changed',
      [row('a', { outcome: 'changed' }), row('b')],
      ['Every host is as wanted now: the same command with --check tells when one no longer is.'],
    ],
    [
      'changes found',
      [row('a', { outcome: 'would-change' }), row('b')],
      ['a would change: run a playbook that applies these roles to make the changes.'],
    ],
    [
      'changes found and a host failed',
      [row('a', { outcome: 'would-change' }), row('b', { outcome: 'failed' })],
      [
        'a would change: run a playbook that applies these roles to make the changes.',
        'b did not come through: once that is mended, run the same command with -l b.',
      ],
    ],
    [
      'a host was not begun because another failed',
      [row('a', { outcome: 'failed' }), row('b', { outcome: 'not-run' })],
      ['a, b did not come through: once that is mended, run the same command with -l a,b.'],
    ],
    [
      'many hosts did not come through',
      unwell,
      [
        't1, t2, t3, t4, t5, t6, t7, t8, t9, t10 and 2 more did not come through: ' +
          'once that is mended, run the same command with -l and their names.',
      ],
    ],
  ])('%s', (_, hosts, lines) => {
    expect(next(hosts)).toEqual(lines);
  });

  it('changes found by --check', () => {
    expect(next([row('a', { outcome: 'would-change' })], true)).toEqual([
      'a would change: run the same command without --check to make the changes.',
    ]);
  });
});
