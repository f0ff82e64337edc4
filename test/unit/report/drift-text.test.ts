import pc from 'picocolors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriftReport, HostDrift } from '../../../src/model/drift-report.ts';
import { driftLines, passedLines } from '../../../src/report/drift-text.ts';
import { printed } from '../../../src/report/line.ts';
import { driftedHost, driftReport, hostDrift } from './samples.ts';

const text = (report: DriftReport): string => printed(driftLines(report), pc.createColors(false));

describe('what a look at hosts found', () => {
  it('is told by host and role, with the sum and what to do at the end', () => {
    const down = hostDrift({
      host: 'trader2',
      outcome: 'unreachable',
      failure: { kind: 'unreachable', message: 'trader2: nobody answers', advice: 'Switch it on, then:\n  jts ping' },
      asWanted: 0,
    });
    const report = driftReport(driftedHost(), down, hostDrift({ host: 'trader3' }));
    expect(text(report))
      .toBe(`trader1: 2 drifted, 1 to be seen once others are as wanted, 1 refused, 1 not to be judged, 2 blocked, 1 check failed, 131 as wanted
trader1:   role db-mounts
trader1:     mount:/srv
trader1:       is          absent
trader1:       should be   mounted
trader1:       why         nothing is mounted there
trader1:       risk        boot
trader1:     directory:/srv/a
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another
trader1:   role nvme-lvm
trader1:     refused: logical-volume:a: it would shrink
trader1:       Raise its size,
trader1:       or leave it.
trader1:     blocked: filesystem:a and 1 more: stands on logical-volume:a
trader1:     cannot be judged: filesystem:c: no answer
trader1:   role perf-tuning
trader1:     check failed: sysctl vm.swappiness at boot: expected 10, found 60
trader2: unreachable: nobody answers
trader2:   Switch it on, then:
trader2:     jts ping
trader3: nothing drifted, 134 as wanted

Run r1: 3 hosts in 2 min 5 s: 1 failed, 1 unreachable, 1 as declared.
trader1 drifted: run a playbook that applies these roles, first with --check.
trader1, trader2 did not come through: once that is mended, run the same command with -l trader1,trader2.
`);
  });

  it('is one line a host where nothing drifted', () => {
    expect(text(driftReport(hostDrift({}), hostDrift({ host: 'trader2', asWanted: 1 }))))
      .toBe(`trader1: nothing drifted, 134 as wanted
trader2: nothing drifted, 1 as wanted

Run r1: 2 hosts in 2 min 5 s: 2 as declared.
Every host is as declared.
`);
  });

  it('names what was found before the connection was lost', () => {
    const failure = { kind: 'lost', message: 'trader1: the connection was lost' };
    const { drifted } = driftedHost();
    const lost = hostDrift({ outcome: 'unreachable', failure, drifted: drifted.slice(1), asWanted: 3 });
    expect(text(driftReport(lost))).toBe(`trader1: unreachable: the connection was lost
trader1: 1 drifted, 3 as wanted
trader1:   role db-mounts
trader1:     directory:/srv/a
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another

Run r1: 1 host in 2 min 5 s: 1 unreachable.
trader1 drifted: run a playbook that applies these roles, first with --check.
trader1 did not come through: once that is mended, run the same command with -l trader1.
`);
  });
});

describe('what changed since a run', () => {
  const directory = {
    role: 'db-mounts',
    action: 'update' as const,
    from: 'root:root 0777',
    to: 'root:root 0755',
    reason: 'its mode is another',
  };
  const lastRight = { run: 'r0', time: '2024-01-01T09:08:07.654Z' };
  const since = (host: Partial<HostDrift>): string => text({ ...driftReport(hostDrift(host)), since: 'r0' });

  it('is told of each resource, and summed up', () => {
    const drifted: HostDrift['drifted'] = [
      { ...directory, resource: 'directory:/a', then: 'as-wanted', lastRight },
      { ...directory, resource: 'directory:/b', then: 'drifted', fromThen: 'root:root 0777', lastRight },
      { ...directory, resource: 'directory:/c', then: 'drifted', fromThen: 'absent' },
      { ...directory, resource: 'directory:/d', then: 'not-known' },
    ];
    const rightAgain = [{ role: 'perf-tuning', resource: 'sysctl:vm.swappiness', from: '60' }];
    expect(since({ outcome: 'would-change', drifted, rightAgain })).toBe(`trader1: 4 drifted, 134 as wanted
trader1:   role db-mounts
trader1:     directory:/a
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another
trader1:       then        newly drifted: as wanted in run r0
trader1:       last right  2024-01-01 09:08:07 UTC, run r0
trader1:     directory:/b
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another
trader1:       then        drifted already in run r0, the same
trader1:       last right  2024-01-01 09:08:07 UTC, run r0
trader1:     directory:/c
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another
trader1:       then        drifted already in run r0: absent
trader1:       last right  in no report
trader1:     directory:/d
trader1:       is          root:root 0777
trader1:       should be   root:root 0755
trader1:       why         its mode is another
trader1:       then        not known in run r0
trader1:       last right  in no report
trader1:   role perf-tuning
trader1:     right again: sysctl:vm.swappiness, which was: 60

Run r1: 1 host in 2 min 5 s: 1 drifted.
Since run r0: 1 newly drifted, 2 drifted already, 1 drifted, not known whether already, 1 right again.
trader1 drifted: run a playbook that applies these roles, first with --check.
`);
  });

  it('may be nothing', () => {
    expect(since({})).toBe(`trader1: nothing drifted, 134 as wanted

Run r1: 1 host in 2 min 5 s: 1 as declared.
Since run r0: nothing drifted, nothing right again.
Every host is as declared.
`);
  });
});

it('prints nothing but line breaks that a terminal would obey, whatever a host or a report says', () => {
  const hostile = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[', '\u009b', '\r', '\n', '\u202e')))
    .map((parts) => parts.join(''));
  const told = (said: string): string => {
    const base = { role: said, resource: said, reason: said };
    const host = hostDrift({
      host: said,
      failure: { kind: 'lost', message: said, advice: said },
      drifted: [{ ...base, action: 'update', from: said, to: said, then: 'drifted', fromThen: `${said}.` }],
      refusals: [{ ...base, verdict: 'refuse', advice: said }],
      checks: [{ role: said, id: said, tier: 'hot', expected: said, actual: said, outcome: 'fail' }],
      rightAgain: [{ role: said, resource: said, from: said }],
    });
    const report = { ...driftReport(host), run: said, since: said };
    return text(report) + printed(passedLines([said]), pc.createColors(false));
  };
  fc.assert(
    fc.property(hostile, (said) => {
      expect(told(said).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
    { numRuns: 50 },
  );
});

it.each([
  ['none', 0, ''],
  ['few', 2, 'report 1\nreport 2\n'],
  ['many', 6, 'report 1\nreport 2\nreport 3\nreport 4\nreport 5\npassed over as well: 1 more report\n'],
])('of the reports that were passed over the first are named: %s', (_, number, expected) => {
  const passed = Array.from({ length: number }, (_item, index) => `report ${index + 1}`);
  expect(printed(passedLines(passed), pc.createColors(false))).toBe(expected);
});
