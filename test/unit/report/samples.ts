import type { DriftReport, HostDrift } from '../../../src/model/drift-report.ts';
import type { Event } from '../../../src/model/event.ts';
import type { HostPlan, PlanEntry, PlanVerdict } from '../../../src/model/plan.ts';
import type { ChangeReport, CheckReport, HostReport, RoleReport, SummaryReport } from '../../../src/model/report.ts';
import type { Change, Ref } from '../../../src/model/resource.ts';
import { sh } from '../../../src/shell/sh.ts';

export const quiet = { verbose: false, diff: false };
export const verbose = { ...quiet, verbose: true };

export const change = (more: Partial<Change> = {}): Change => ({
  action: 'create',
  from: 'absent',
  to: 'mounted',
  reason: 'nothing is mounted there',
  run: sh`mount -- ${'/srv/a b'}`,
  deadline: 20,
  before: null,
  ...more,
});

export const entry = (ref: Ref, verdict: PlanVerdict): PlanEntry => ({ ref, verdict });

export const changing = (ref: Ref, more: Partial<Change> = {}): PlanEntry =>
  entry(ref, { verdict: 'change', change: change(more) });

export const plan = (...roles: readonly { role: string; entries: readonly PlanEntry[] }[]): HostPlan => ({
  host: 'trader1',
  phases: roles.map((role) => [role]),
});

export const changeReport = (more: Partial<ChangeReport> = {}): ChangeReport => ({
  resource: 'mount:/srv',
  action: 'create',
  from: 'absent',
  to: 'mounted',
  reason: 'nothing is mounted there',
  outcome: 'done',
  seconds: 1.24,
  undoable: true,
  ...more,
});

export const checkReport = (more: Partial<CheckReport> = {}): CheckReport => ({
  id: 'mount:/srv live',
  tier: 'hot',
  expected: 'ext4',
  actual: 'ext4',
  outcome: 'pass',
  ...more,
});

export const roleReport = (more: Partial<RoleReport> = {}): RoleReport => ({
  role: 'db-mounts',
  refusals: [],
  asWanted: [],
  changes: [],
  checks: [],
  ...more,
});

export const hostReport = (more: Partial<HostReport> = {}): HostReport => ({
  run: 'r1',
  host: 'trader1',
  playbook: 'playbooks/hot.yaml',
  check: false,
  version: '0.1.0',
  started: '2024-01-02T03:04:05.000Z',
  ended: '2024-01-02T03:04:17.300Z',
  outcome: 'unchanged',
  plays: [{ play: 'hot tier', mode: 'apply', roles: [roleReport()] }],
  ...more,
});

export const row = (
  host: string,
  more: Partial<SummaryReport['hosts'][number]> = {},
): SummaryReport['hosts'][number] => ({
  host,
  outcome: 'unchanged',
  changes: 0,
  checks: { pass: 0, fail: 0, skip: 0, unknown: 0 },
  seconds: 1.5,
  ...more,
});

export const summary = (...hosts: SummaryReport['hosts']): SummaryReport => ({
  run: 'r1',
  playbook: 'playbooks/hot.yaml',
  check: false,
  version: '0.1.0',
  started: '2024-01-02T03:04:05.000Z',
  ended: '2024-01-02T03:06:10.000Z',
  exitCode: 0,
  hosts,
});

/** A host on which nothing drifted. */
export const hostDrift = (more: Partial<HostDrift>): HostDrift => ({
  host: 'trader1',
  outcome: 'unchanged',
  drifted: [],
  refusals: [],
  checks: [],
  asWanted: 134,
  later: 0,
  ...more,
});

/** A host on which all that a look can find was found. */
export const driftedHost = (): HostDrift => {
  const blocked = { verdict: 'blocked' as const, reason: 'stands on logical-volume:a' };
  const role = 'nvme-lvm';
  return hostDrift({
    outcome: 'failed',
    drifted: [
      {
        role: 'db-mounts',
        resource: 'mount:/srv',
        action: 'create',
        from: 'absent',
        to: 'mounted',
        reason: 'nothing is mounted there',
        risk: 'boot',
      },
      {
        role: 'db-mounts',
        resource: 'directory:/srv/a',
        action: 'update',
        from: 'root:root 0777',
        to: 'root:root 0755',
        reason: 'its mode is another',
      },
    ],
    refusals: [
      {
        role,
        resource: 'logical-volume:a',
        verdict: 'refuse',
        reason: 'it would shrink',
        advice: 'Raise its size,\nor leave it.',
      },
      { role, resource: 'filesystem:a', ...blocked },
      { role, resource: 'filesystem:b', ...blocked },
      { role, resource: 'filesystem:c', verdict: 'unreadable', reason: 'no answer' },
    ],
    checks: [
      {
        role: 'perf-tuning',
        id: 'sysctl vm.swappiness at boot',
        tier: 'all',
        expected: '10',
        actual: '60',
        outcome: 'fail',
      },
    ],
    asWanted: 131,
    later: 1,
  });
};

export const driftReport = (...hosts: HostDrift[]): DriftReport => ({
  run: 'r1',
  playbook: 'playbooks/drift.yaml',
  version: '0.1.0',
  started: '2024-01-02T03:04:05.000Z',
  ended: '2024-01-02T03:06:10.000Z',
  exitCode: 2,
  hosts,
});

export const runStarted = (...hosts: readonly string[]): Event => ({
  event: 'run-started',
  run: 'r1',
  playbook: 'playbooks/hot.yaml',
  check: false,
  hosts,
});

/** What happens on a host on which one of two changes fails. */
export const failingRun: readonly Event[] = [
  runStarted('trader1'),
  { event: 'play-started', play: 'hot tier', mode: 'apply', hosts: ['trader1'] },
  { event: 'host-started', host: 'trader1' },
  { event: 'host-connected', host: 'trader1', seconds: 0.31 },
  {
    event: 'host-planned',
    host: 'trader1',
    check: false,
    plan: plan({
      role: 'db-mounts',
      entries: [
        entry('group:backup', { verdict: 'fine', reason: 'group backup is there' }),
        changing('filesystem:/dev/vg_jts/lv_redis', {
          to: 'ext4',
          reason: 'no file system',
          destroys: 'what is on lv_redis',
        }),
        changing('mount:/srv'),
      ],
    }),
  },
  {
    event: 'change-started',
    host: 'trader1',
    role: 'db-mounts',
    resource: 'filesystem:/dev/vg_jts/lv_redis',
    title: 'create filesystem:/dev/vg_jts/lv_redis: absent → ext4',
  },
  {
    event: 'change-output',
    host: 'trader1',
    role: 'db-mounts',
    resource: 'filesystem:/dev/vg_jts/lv_redis',
    line: 'Allocating group tables: 0/9\b\b\b   \b\b\bdone',
  },
  {
    event: 'change-ended',
    host: 'trader1',
    role: 'db-mounts',
    ...changeReport({
      resource: 'filesystem:/dev/vg_jts/lv_redis',
      to: 'ext4',
      reason: 'no file system',
      undoable: false,
    }),
  },
  {
    event: 'change-ended',
    host: 'trader1',
    role: 'db-mounts',
    ...changeReport({ outcome: 'failed', seconds: 61, output: ['mount: /srv: \u001b[31mwrong fs type\u001b[0m.'] }),
  },
  {
    event: 'host-ended',
    host: 'trader1',
    report: hostReport({
      outcome: 'failed',
      failure: {
        kind: 'change',
        message: 'trader1: mount:/srv ended with status 32: mount: /srv: wrong fs type.',
        advice: 'Mend what the output names and run again.',
      },
      plays: [
        {
          play: 'hot tier',
          mode: 'apply',
          roles: [
            roleReport({
              asWanted: ['group:backup'],
              changes: [changeReport(), changeReport({ outcome: 'failed' })],
            }),
          ],
        },
      ],
    }),
  },
  {
    event: 'run-ended',
    summary: summary(
      row('trader1', {
        outcome: 'failed',
        changes: 1,
        message: 'trader1: mount:/srv ended with status 32: mount: /srv: wrong fs type.',
      }),
    ),
  },
];
