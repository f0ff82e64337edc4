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

describe('the hosts where there are many', () => {
  type Row = ReturnType<typeof row>;
  const hosts = (number: number, more: (index: number) => Partial<Row> = () => ({})): Row[] =>
    Array.from({ length: number }, (_, index) => row(`h${index + 1}`, more(index + 1)));
  const slow = [
    row('s1', { seconds: 46.84, outcome: 'changed' }),
    row('s2', { seconds: 125 }),
    row('s3', { seconds: 30 }),
  ];

  it.each<[string, Row[], number | undefined, string]>([
    [
      'have no table where all came through',
      [...hosts(38), ...slow],
      undefined,
      `
Run r1: 41 hosts in 2 min 5 s: 40 unchanged, 1 changed.
The slowest: s2 (2 min 5 s), s1 (46.8 s), s3 (30.0 s), h1 (1.5 s), h2 (1.5 s).
Every host is as wanted now: the same command with --check tells when one no longer is.
`,
    ],
    [
      'have a row each that did not come through, the reason before those that were not got to',
      [
        ...hosts(1),
        row('n1', { outcome: 'not-run', seconds: 0, message: 'n1: not begun' }),
        row('i1', { outcome: 'interrupted', seconds: 0 }),
        row('f1', { outcome: 'failed', checks: { ...checks, fail: 3 }, message: 'f1: 3 checks failed, look' }),
        ...hosts(994, () => ({ seconds: 0.04 })),
        row('u1', { outcome: 'unreachable', message: 'u1: connection refused' }),
        row('r1', { outcome: 'refused', seconds: 2 }),
      ],
      80,
      `
host  outcome      changes  pass  fail  skip  seconds  message
f1    failed       0        41    3     2     1.5      3 checks failed, look
u1    unreachable  0        0     0     0     1.5      connection refused
r1    refused      0        0     0     0     2.0
n1    not-run      0        0     0     0     0.0      not begun
i1    interrupted  0        0     0     0     0.0

Run r1: 1000 hosts in 2 min 5 s: 995 unchanged, 1 failed, 1 refused, 1 unreachable, 1 not-run, 1 interrupted.
The slowest: r1 (2.0 s), h1 (1.5 s), f1 (1.5 s), u1 (1.5 s).
n1, i1, f1, u1, r1 did not come through: once that is mended, run the same command with -l n1,i1,f1,u1,r1.
`,
    ],
    [
      'have forty rows at most',
      hosts(52, () => ({ outcome: 'not-run', seconds: 0 })),
      undefined,
      `
host  outcome  changes  pass  fail  skip  seconds
${hosts(40)
  .map(({ host }) => `${host.padEnd(6)}not-run  0        0     0     0     0.0`)
  .join('\n')}
and 12 more.

Run r1: 52 hosts in 2 min 5 s: 52 not-run.
h1, h2, h3, h4, h5, h6, h7, h8, h9, h10 and 42 more did not come through: once that is mended, run the same command with -l @failed.
`,
    ],
    [
      'have no row for what would change',
      hosts(41, (index) => ({ outcome: index > 30 ? 'would-change' : 'unchanged', seconds: index })),
      undefined,
      `
Run r1: 41 hosts in 2 min 5 s: 30 unchanged, 11 would-change.
The slowest: h41 (41.0 s), h40 (40.0 s), h39 (39.0 s), h38 (38.0 s), h37 (37.0 s).
h31, h32, h33, h34, h35, h36, h37, h38, h39, h40 and 1 more would change: run a playbook that applies these roles to make the changes.
`,
    ],
    [
      'are still few when they are forty',
      hosts(40),
      undefined,
      `
host  outcome    changes  pass  fail  skip  seconds
${hosts(40)
  .map(({ host }) => `${host.padEnd(6)}unchanged  0        0     0     0     1.5`)
  .join('\n')}

Run r1: 40 hosts in 2 min 5 s.
Every host is as wanted: nothing to do.
`,
    ],
  ])('%s', (_, all, width, expected) => {
    expect(text(all, width)).toBe(expected);
  });

  it('keep the colours of their outcomes', () => {
    const lines = summaryLines(summary(...hosts(40), row('f', { outcome: 'failed' })), undefined);
    expect(lines.map(({ tone, text: said }) => [tone, said.split(' ')[0]]).slice(1, 3)).toEqual([
      ['strong', 'host'],
      ['bad', 'f'],
    ]);
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
          'once that is mended, run the same command with -l @failed.',
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
