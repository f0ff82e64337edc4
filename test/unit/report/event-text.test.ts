import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { eventLines } from '../../../src/report/event-text.ts';
import { printed } from '../../../src/report/line.ts';
import type { Detail } from '../../../src/report/reporter.ts';
import {
  changeReport,
  checkReport,
  hostReport,
  plan,
  quiet,
  roleReport,
  runStarted,
  summary,
  verbose,
} from './samples.ts';

const text = (event: Event, detail: Detail) => printed(eventLines(event, detail), pc.createColors(false));

const ofHost = { host: 'trader1', role: 'db-mounts' };
const ended = (more: Parameters<typeof changeReport>[0]): Event => ({
  event: 'change-ended',
  ...ofHost,
  ...changeReport(more),
});
const checked = (more: Parameters<typeof checkReport>[0]): Event => ({
  event: 'check-ended',
  ...ofHost,
  ...checkReport(more),
});
const left = (more: Parameters<typeof hostReport>[0]): Event => ({
  event: 'host-ended',
  host: 'trader1',
  report: hostReport(more),
});
const many = Array.from({ length: 12 }, (_, index) => `t${index + 1}`);

describe('an event as text', () => {
  it.each<[string, Event, string]>([
    ['a run', runStarted('trader1', 'trader2'), 'Run r1: playbooks/hot.yaml on 2 hosts: trader1, trader2\n'],
    [
      'a run that only looks, on many hosts',
      { event: 'run-started', run: 'r1', playbook: 'p.yaml', check: true, hosts: many },
      'Run r1: p.yaml on 12 hosts: t1, t2, t3, t4, t5, t6, t7, t8, t9, t10 and 2 more (only looking: nothing will be changed)\n',
    ],
    [
      'a play in which nobody takes part',
      { event: 'play-started', play: 'hot tier', mode: 'validate', hosts: [] },
      'Play "hot tier": validate on no host\n',
    ],
    [
      'a batch of a play',
      { event: 'batch-started', play: 'hot tier', mode: 'apply', hosts: ['trader1', 'trader2'], of: 6 },
      'Play "hot tier": apply on 2 of 6 hosts: trader1, trader2\n',
    ],
    [
      'a batch of many hosts',
      { event: 'batch-started', play: 'hot tier', mode: 'apply', hosts: many, of: 1000 },
      'Play "hot tier": apply on 12 of 1000 hosts: t1, t2, t3, t4, t5, t6, t7, t8, t9, t10 and 2 more\n',
    ],
    ['a host', { event: 'host-started', host: 'trader1' }, ''],
    ['a connection', { event: 'host-connected', host: 'trader1', seconds: 0.25 }, ''],
    [
      'a connection that was lost',
      { event: 'host-notice', host: 'trader1', notice: 'connection-lost', message: 'trader1: gone; trying again' },
      'trader1: gone; trying again\n',
    ],
    [
      'a plan',
      { event: 'host-planned', host: 'trader1', check: false, plan: plan() },
      'trader1: plan: nothing to change\n',
    ],
    ['a change that begins', { event: 'change-started', ...ofHost, resource: 'mount:/srv', title: 'create' }, ''],
    ['output', { event: 'change-output', ...ofHost, resource: 'mount:/srv', line: 'done' }, ''],
    ['a change that was made', ended({}), 'trader1: + mount:/srv: absent → mounted (nothing is mounted there) 1.2 s\n'],
    [
      'an update',
      ended({ action: 'update', from: '0755', to: '0750', reason: 'mode differs', seconds: 0 }),
      'trader1: ~ mount:/srv: 0755 → 0750 (mode differs) 0.0 s\n',
    ],
    [
      'a removal that tells no time',
      {
        ...ofHost,
        event: 'change-ended',
        resource: 'a:b',
        action: 'remove',
        from: 'x',
        to: 'y',
        reason: 'z',
        outcome: 'done',
        undoable: true,
      },
      'trader1: - a:b: x → y (z)\n',
    ],
    [
      'a change that failed',
      ended({ outcome: 'failed', output: ['mount: \u001b[31mwrong\u001b[0m', 'dmesg(1) may tell'] }),
      `trader1: failed: mount:/srv: absent → mounted (nothing is mounted there) 1.2 s
trader1:   | mount: wrong
trader1:   | dmesg(1) may tell
`,
    ],
    [
      'a change that did not take',
      ended({ outcome: 'not-taken', output: ['still absent'] }),
      `trader1: did not take: mount:/srv: absent → mounted (nothing is mounted there) 1.2 s
trader1:   | still absent
`,
    ],
    [
      'a change that was cut off',
      ended({ outcome: 'unknown' }),
      'trader1: not known, the connection was lost meanwhile: mount:/srv: absent → mounted (nothing is mounted there) 1.2 s\n',
    ],
    ['a change that was not begun', ended({ outcome: 'not-run' }), ''],
    ['a change that is only planned', ended({ outcome: 'planned' }), ''],
    ['a check that passed', checked({}), ''],
    ['a check that was skipped', checked({ outcome: 'skip', actual: 'no SMART' }), ''],
    [
      'a check that failed',
      checked({ outcome: 'fail', actual: 'xfs' }),
      'trader1: check failed: mount:/srv live: expected ext4, found xfs\n',
    ],
    [
      'a check that could not be made',
      checked({ outcome: 'unknown', expected: 'readable', actual: 'fact lvm could not be read: no answer' }),
      'trader1: check could not be made: mount:/srv live: expected readable; fact lvm could not be read: no answer\n',
    ],
    ['a host that is as wanted', left({}), 'trader1: unchanged: 12.3 s\n'],
    [
      'a host on which everything can happen',
      left({
        outcome: 'failed',
        plays: [
          {
            play: 'hot tier',
            mode: 'apply',
            roles: [
              roleReport({
                asWanted: ['a:1', 'a:2', 'a:3', 'a:4'],
                refusals: [{ resource: 'a:b', reason: 'no' }],
                changes: (['done', 'done', 'planned', 'failed', 'not-taken', 'unknown', 'not-run'] as const).map(
                  (outcome) => changeReport({ outcome }),
                ),
                checks: (['pass', 'fail', 'skip', 'unknown'] as const).map((outcome) => checkReport({ outcome })),
              }),
            ],
          },
        ],
      }),
      'trader1: failed: 2 changes made, 1 change to make, 1 change failed, 1 change did not take, ' +
        '1 change not known to have ended, 1 change not begun, 4 as wanted, 1 refused or blocked, ' +
        '1 check passed, 1 check failed, 1 check skipped, 1 check could not be made, 12.3 s\n',
    ],
    [
      'a host that was not reached',
      left({
        outcome: 'unreachable',
        failure: {
          kind: 'unreachable',
          message: 'trader1: the host key changed',
          advice: 'Compare it, then:\n  ssh-keygen -R trader1',
        },
        plays: [],
      }),
      `trader1: unreachable: the host key changed
trader1:   Compare it, then:
trader1:     ssh-keygen -R trader1
trader1:   12.3 s
`,
    ],
    [
      'a host that was not begun',
      left({
        outcome: 'not-run',
        failure: {
          kind: 'not-run',
          message: 'trader1: play "hot tier" was not begun: all hosts of a batch failed in play "hot tier"',
          advice: 'Mend what failed there, then run the same command again.',
        },
        ended: '2024-01-02T03:04:05.000Z',
        plays: [],
      }),
      `trader1: not-run: play "hot tier" was not begun: all hosts of a batch failed in play "hot tier"
trader1:   Mend what failed there, then run the same command again.
trader1:   0.0 s
`,
    ],
    [
      'a host whose failure has no advice',
      left({ outcome: 'interrupted', failure: { kind: 'interrupted', message: 'stopped' }, plays: [] }),
      `trader1: interrupted: stopped
trader1:   12.3 s
`,
    ],
    ['a run without hosts', { event: 'run-ended', summary: summary() }, 'No host was worked on.\n'],
  ])('%s', (_, event, expected) => {
    expect(text(event, quiet)).toBe(expected);
  });
});

describe('an event as text when verbose', () => {
  it.each<[string, Event, string]>([
    ['a connection', { event: 'host-connected', host: 'trader1', seconds: 0.25 }, 'trader1: connected in 0.3 s\n'],
    [
      'a change that begins',
      { event: 'change-started', ...ofHost, resource: 'mount:/srv', title: 'create mount:/srv: absent → mounted' },
      'trader1: begun: create mount:/srv: absent → mounted\n',
    ],
    [
      'output',
      { event: 'change-output', ...ofHost, resource: 'mount:/srv', line: '\u001b[2Jdone\u0007' },
      'trader1:   mount:/srv | done\\u{7}\n',
    ],
    [
      'a change that was not begun',
      ended({ outcome: 'not-run' }),
      'trader1: not begun: mount:/srv: absent → mounted (nothing is mounted there) 1.2 s\n',
    ],
    ['a check that passed', checked({}), 'trader1: check passed: mount:/srv live: ext4\n'],
    [
      'a check that was skipped',
      checked({ outcome: 'skip', actual: 'no SMART' }),
      'trader1: check skipped: mount:/srv live: no SMART\n',
    ],
  ])('%s', (_, event, expected) => {
    expect(text(event, verbose)).toBe(expected);
  });
});
