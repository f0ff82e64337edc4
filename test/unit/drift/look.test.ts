import { describe, expect, it } from 'vitest';
import { compared } from '../../../src/drift/compare.ts';
import { driftReport, lookOf, Looks } from '../../../src/drift/look.ts';
import type { PastState } from '../../../src/drift/past.ts';
import type { LastRight } from '../../../src/model/drift-report.ts';
import type { Event } from '../../../src/model/event.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import {
  changing,
  checkReport,
  entry,
  hostReport,
  plan,
  roleReport,
  row,
  runStarted,
  summary,
} from '../report/samples.ts';

const fine = (ref: `${string}:${string}`) => entry(ref, { verdict: 'fine', reason: 'as wanted' });

const mixed = plan(
  {
    role: 'nvme-lvm',
    entries: [
      fine('package:lvm2'),
      changing('logical-volume:a', { action: 'grow', from: '1 GiB', to: '2 GiB', reason: 'wanted larger' }),
      entry('logical-volume:b', { verdict: 'refuse', reason: 'it would shrink', advice: 'Raise its size.' }),
      entry('filesystem:b', { verdict: 'blocked', reason: 'stands on logical-volume:b' }),
      entry('filesystem:c', { verdict: 'unreadable', reason: 'fact filesystems could not be read: no answer' }),
    ],
  },
  {
    role: 'db-mounts',
    entries: [
      changing('mount:/srv', { risk: 'boot' }),
      entry('directory:/srv/a', { verdict: 'later', reason: 'seen once /srv is mounted' }),
      fine('group:backup'),
    ],
  },
);

const grown = {
  role: 'nvme-lvm',
  resource: 'logical-volume:a',
  action: 'grow',
  from: '1 GiB',
  to: '2 GiB',
  reason: 'wanted larger',
};
const unmounted = {
  role: 'db-mounts',
  resource: 'mount:/srv',
  action: 'create',
  from: 'absent',
  to: 'mounted',
  reason: 'nothing is mounted there',
  risk: 'boot',
};

describe('a look at a host', () => {
  it('tells what differs, also in a role that is left out, and what could not be compared', () => {
    expect(lookOf(hostReport({ outcome: 'failed' }), [mixed])).toEqual({
      drift: {
        host: 'trader1',
        outcome: 'failed',
        drifted: [grown, unmounted],
        refusals: [
          {
            role: 'nvme-lvm',
            resource: 'logical-volume:b',
            verdict: 'refuse',
            reason: 'it would shrink',
            advice: 'Raise its size.',
          },
          { role: 'nvme-lvm', resource: 'filesystem:b', verdict: 'blocked', reason: 'stands on logical-volume:b' },
          {
            role: 'nvme-lvm',
            resource: 'filesystem:c',
            verdict: 'unreadable',
            reason: 'fact filesystems could not be read: no answer',
          },
        ],
        checks: [],
        asWanted: 2,
        later: 1,
      },
      asWanted: [
        { role: 'nvme-lvm', resource: 'package:lvm2' },
        { role: 'db-mounts', resource: 'group:backup' },
      ],
    });
  });

  it('tells which checks failed or could not be made', () => {
    const checks = (['pass', 'fail', 'skip', 'unknown'] as const).map((outcome) =>
      checkReport({ id: outcome, outcome, seconds: 1 }),
    );
    const report = hostReport({ plays: [{ play: 'a', mode: 'check', roles: [roleReport({ checks })] }] });
    const failed = { role: 'db-mounts', tier: 'hot', expected: 'ext4', actual: 'ext4' };
    expect(lookOf(report, []).drift.checks).toEqual([
      { ...failed, id: 'fail', outcome: 'fail' },
      { ...failed, id: 'unknown', outcome: 'unknown' },
    ]);
  });

  it('tells why a host could not be looked at', () => {
    const failure = { kind: 'unreachable', message: 'trader1: nobody answers', advice: 'Switch it on.' };
    expect(lookOf(hostReport({ outcome: 'unreachable', failure, plays: [] }), []).drift).toEqual({
      ...{ host: 'trader1', outcome: 'unreachable', failure },
      ...{ drifted: [], refusals: [], checks: [], asWanted: 0, later: 0 },
    });
  });

  it('takes what several plays want of one resource as the last one says it', () => {
    const first = plan({ role: 'a', entries: [changing('file:/x', { to: 'one' }), fine('file:/y')] });
    const second = plan({ role: 'b', entries: [changing('file:/x', { to: 'two' })] });
    const { drift } = lookOf(hostReport(), [first, second]);
    expect(drift.drifted.map(({ role, to }) => [role, to])).toEqual([['b', 'two']]);
    expect(drift.asWanted).toBe(1);
  });
});

describe('a look at several hosts', () => {
  const planned = (host: string, found: HostPlan): Event => ({
    event: 'host-planned',
    host,
    check: true,
    plan: { ...found, host },
  });
  const ended = (host: string): Event => ({ event: 'host-ended', host, report: hostReport({ host }) });
  const end = summary(row('b'), row('a'));

  it('is told in the order in which the run named them, each with its own plans', () => {
    const looks = new Looks();
    const one = plan({ role: 'a', entries: [fine('file:/x')] });
    const other = plan({ role: 'b', entries: [fine('file:/y')] });
    for (const event of [
      runStarted('a', 'b', 'c'),
      planned('b', one),
      planned('a', one),
      ended('b'),
      planned('a', other),
      ended('a'),
    ])
      looks.on(event);
    expect(looks.summary).toBeUndefined();
    looks.on({ event: 'run-ended', summary: end });
    expect(looks.summary).toEqual(end);
    expect(looks.hosts.map(({ drift }) => [drift.host, drift.asWanted])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('has a report that says which run it is and what it is compared with', () => {
    const { drift } = lookOf(hostReport(), []);
    const head = {
      run: 'r1',
      playbook: 'playbooks/hot.yaml',
      version: '0.1.0',
      started: '2024-01-02T03:04:05.000Z',
      ended: '2024-01-02T03:06:10.000Z',
      exitCode: 0,
    };
    expect(driftReport(end, [drift])).toEqual({ ...head, hosts: [drift] });
    expect(driftReport(end, [drift], 'r0')).toEqual({ ...head, since: 'r0', hosts: [drift] });
  });
});

describe('a look compared with earlier reports', () => {
  const look = lookOf(hostReport(), [mixed]);
  const right: LastRight = { run: 'r0', time: '2024-01-01T00:00:00.000Z' };
  const was = (from: string): PastState => ({ state: 'drifted', from });
  const past = (then: Readonly<Record<string, PastState>>, lastRight: Readonly<Record<string, LastRight>> = {}) =>
    compared(look, { then: new Map(Object.entries(then)), lastRight: new Map(Object.entries(lastRight)) });

  it('says of each resource that differs how it was then, and when it was last right', () => {
    const then = { 'logical-volume:a': { state: 'as-wanted' }, 'mount:/srv': was('mounted otherwise') } as const;
    expect(past(then, { 'logical-volume:a': right })).toEqual({
      ...look.drift,
      drifted: [
        { ...grown, then: 'as-wanted', lastRight: right },
        { ...unmounted, then: 'drifted', fromThen: 'mounted otherwise' },
      ],
      rightAgain: [],
    });
  });

  it('does not know how a resource was that the report does not tell of', () => {
    expect(past({}, { 'mount:/srv': right }).drifted).toEqual([
      { ...grown, then: 'not-known' },
      { ...unmounted, then: 'not-known', lastRight: right },
    ]);
  });

  it('says what differed then and is as wanted now', () => {
    const then = {
      'group:backup': was('absent'),
      'package:lvm2': { state: 'as-wanted' },
      // Blocked, to be seen later and not declared any more: whether they are right now is not known.
      'filesystem:b': was('none'),
      'directory:/srv/a': was('absent'),
      'file:/gone': was('absent'),
    } as const;
    expect(past(then).rightAgain).toEqual([{ role: 'db-mounts', resource: 'group:backup', from: 'absent' }]);
  });
});
