import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { EventLines } from '../../../src/report/event-text.ts';
import { plainReporter } from '../../../src/report/plain.ts';
import type { Detail } from '../../../src/report/reporter.ts';
import {
  changeReport,
  changing,
  checkReport,
  entry,
  failingRun,
  hostReport,
  plan,
  quiet,
  row,
  summary,
  verbose,
} from './samples.ts';

const report = async (events: readonly Event[], detail: Detail, lines?: EventLines) => {
  const written: string[] = [];
  const reporter = plainReporter({ write: (text) => written.push(text) }, detail, lines);
  for (const event of events) reporter.on(event);
  await reporter.close();
  return written.join('');
};

it('tells a run as lines with the host before them', async () => {
  expect(await report(failingRun, quiet)).toBe(`Run r1: playbooks/hot.yaml on 1 host: trader1
Play "hot tier": apply on 1 host: trader1
trader1: plan: 2 to change (2 create), 1 as wanted
trader1:   These changes cannot be undone:
trader1:     filesystem:/dev/vg_jts/lv_redis destroys what is on lv_redis
trader1: + filesystem:/dev/vg_jts/lv_redis: absent → ext4 (no file system) 1.2 s
trader1: failed: mount:/srv: absent → mounted (nothing is mounted there) 1 min 1 s
trader1:   | mount: /srv: wrong fs type.
trader1: failed: mount:/srv ended with status 32: mount: /srv: wrong fs type.
trader1:   Mend what the output names and run again.
trader1:   1 change made, 1 change failed, 1 as wanted, 12.3 s

host     outcome  changes  pass  fail  skip  seconds  message
trader1  failed   1        0     0     0     1.5      mount:/srv ended with status 32: mount: /srv: wrong fs type.

Run r1: 1 host in 2 min 5 s.
trader1 did not come through: once that is mended, run the same command with -l trader1.
`);
});

it('tells also what commands print, when verbose', async () => {
  expect(await report(failingRun.slice(3, 7), verbose)).toBe(`trader1: connected in 0.3 s
trader1: plan: 2 to change (2 create), 1 as wanted
trader1:   = group:backup: group backup is there
trader1:   These changes cannot be undone:
trader1:     filesystem:/dev/vg_jts/lv_redis destroys what is on lv_redis
trader1: begun: create filesystem:/dev/vg_jts/lv_redis: absent → ext4
trader1:   filesystem:/dev/vg_jts/lv_redis | Allocating group tables: done
`);
});

it('tells of events what a command wants to be told', async () => {
  const lines: EventLines = (event) => (event.event === 'host-ended' ? [{ host: event.host, text: 'has ended' }] : []);
  expect(await report(failingRun, quiet, lines)).toBe('trader1: has ended\n');
});

/** A run in which everything that a host can say is `said`. */
const saying = (said: string): readonly Event[] => {
  const at = { host: 'trader1', role: said, resource: said };
  const wanted = {
    from: said,
    to: said,
    reason: said,
    destroys: said,
    irreversible: said,
    diff: { before: '', after: said },
  };
  const entries = [
    changing('a:b', wanted),
    entry('a:c', { verdict: 'fine', reason: said }),
    entry('a:d', { verdict: 'later', reason: said }),
  ];
  const halted = [
    entry('a:e', { verdict: 'refuse', reason: said, advice: said }),
    entry('a:f', { verdict: 'blocked', reason: said }),
    entry('a:g', { verdict: 'unreadable', reason: said }),
  ];
  return [
    {
      event: 'host-planned',
      host: 'trader1',
      check: false,
      plan: plan({ role: said, entries }, { role: 'b', entries: halted }),
    },
    { event: 'change-started', ...at, title: said },
    { event: 'change-output', ...at, line: said },
    {
      event: 'change-ended',
      ...at,
      ...changeReport({ from: said, to: said, reason: said, outcome: 'failed', output: [said] }),
    },
    { event: 'check-ended', ...at, ...checkReport({ id: said, expected: said, actual: said, outcome: 'fail' }) },
    {
      event: 'host-ended',
      host: 'trader1',
      report: hostReport({ failure: { kind: 'change', message: said, advice: said } }),
    },
    { event: 'run-ended', summary: summary(row('trader1', { message: said })) },
  ];
};

it('prints nothing but line breaks that a terminal would obey, whatever a host says', async () => {
  const hostile = fc
    .array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[', '\u001b]', '\u009b', '\r', '\n', '\u202e')),
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(hostile, async (said) => {
      const text = await report(saying(said), { verbose: true, diff: true });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
    { numRuns: 50 },
  );
});
