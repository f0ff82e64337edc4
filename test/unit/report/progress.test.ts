import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { Progress } from '../../../src/report/progress.ts';
import { changeReport, changing, checkReport, hostReport, plan, runStarted } from './samples.ts';

const names = (number: number) => Array.from({ length: number }, (_, index) => `t${index + 1}`);

const planned = (host: string): Event => ({
  event: 'host-planned',
  host,
  check: false,
  plan: { ...plan({ role: 'a', entries: [changing('mount:/srv'), changing('mount:/var')] }), host },
});
const begun = (host: string): Event => ({
  event: 'change-started',
  host,
  role: 'a',
  resource: 'mount:/srv',
  title: 'create mount:/srv',
});
const output = (host: string, line: string): Event => ({
  event: 'change-output',
  host,
  role: 'a',
  resource: 'mount:/srv',
  line,
});
const made = (host: string): Event => ({ event: 'change-ended', host, role: 'a', ...changeReport() });
const left = (host: string): Event => ({ event: 'host-ended', host, report: hostReport({ host, outcome: 'changed' }) });
const started = (host: string): Event => ({ event: 'host-started', host });

const rows = (events: readonly Event[], width = 70, seconds = 65) => {
  const progress = new Progress();
  for (const event of events) progress.on(event);
  return progress.rows(width, seconds);
};

describe('the rows of a run', () => {
  it.each<[string, readonly Event[], readonly string[]]>([
    ['of a run that begins', [runStarted('t1', 't2')], ['░░░░░░░░░░░░░░░░░░░░ 0/2 hosts · 1:05']],
    [
      'of hosts in each state',
      [
        runStarted('t1', 't2', 't3', 'trader4', 't5'),
        started('t1'),
        started('t2'),
        { event: 'host-connected', host: 't2', seconds: 1 },
        started('t3'),
        planned('t3'),
        started('trader4'),
        planned('trader4'),
        begun('trader4'),
        output('trader4', 'meta-data=/dev/vg_jts/lv_kafka'),
        started('t5'),
        { event: 'check-ended', host: 't5', role: 'a', ...checkReport() },
      ],
      [
        '░░░░░░░░░░░░░░░░░░░░ 0/5 hosts · 1:05',
        'trader4 ░░░░░░░░░░░░░░░░░░░░ 1/2 create mount:/srv | meta-data=/dev/v…',
        't1      ░░░░░░░░░░░░░░░░░░░░ connecting',
        't2      ░░░░░░░░░░░░░░░░░░░░ reading',
        't3      ░░░░░░░░░░░░░░░░░░░░ 1/2 planned',
        't5      ░░░░░░░░░░░░░░░░░░░░ checking',
      ],
    ],
    [
      'of hosts that come forward and end',
      [runStarted('t1', 't2'), planned('t1'), begun('t1'), made('t1'), left('t2')],
      ['█████████████░░░░░░░ 1/2 hosts · 1:05 · 1 changed', 't1 ██████░░░░░░░░░░░░░░ 2/2 reading back'],
    ],
    [
      'of a host that goes on to another play',
      [runStarted('t1'), planned('t1'), made('t1'), made('t1'), started('t1'), planned('t1'), begun('t1')],
      ['█████████████░░░░░░░ 0/1 hosts · 1:05', 't1 █████████████░░░░░░░ 3/4 create mount:/srv'],
    ],
    [
      'of a run that has ended',
      [runStarted('t1', 't2'), left('t1'), left('t2')],
      ['████████████████████ 2/2 hosts · 1:05 · 2 changed'],
    ],
  ])('%s', (_, events, expected) => {
    expect(rows(events)).toEqual(expected);
  });

  it('show ten of many hosts, those that are being changed first', () => {
    const hosts = names(1000);
    const shown = rows([runStarted(...hosts), ...hosts.map(started), begun('t990'), begun('t991')]);
    expect(shown.map((row) => row.split(' ')[0])).toEqual(['░░░░░░░░░░░░░░░░░░░░', 't990', 't991', ...names(8)]);
  });

  it('are without bars and cut in a narrow terminal', () => {
    expect(rows([runStarted('t1'), begun('t1'), output('t1', 'meta-data')], 24)).toEqual([
      '0/1 hosts · 1:05',
      't1 create mount:/srv | …',
    ]);
  });

  it('hold nothing that a terminal would obey', () => {
    expect(rows([runStarted('t1'), begun('t1'), output('t1', '\u001b[2J 10%\r 20%\u0007')], 80)[1]).toBe(
      't1 ░░░░░░░░░░░░░░░░░░░░ create mount:/srv |  20%\\u{7}',
    );
  });
});

it.each([
  [0, 1],
  [3, 4],
  [1000, 11],
])('%i hosts need %i rows', (hosts, height) => {
  const progress = new Progress();
  progress.on(runStarted(...names(hosts)));
  expect(progress.height).toBe(height);
});
