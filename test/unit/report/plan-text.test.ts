import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { HostPlan } from '../../../src/model/plan.ts';
import { losses, planLines, planText } from '../../../src/report/plan-text.ts';
import { printed } from '../../../src/report/line.ts';
import type { Detail } from '../../../src/report/reporter.ts';
import { changing, entry, plan, quiet, verbose } from './samples.ts';

const colors = pc.createColors(false);
const text = (hostPlan: HostPlan, { check = false, ...detail }: Detail & { check?: boolean }) =>
  printed(planLines(hostPlan, detail, check), colors);

const blocked = { verdict: 'blocked', reason: 'stands on volume-group:vg_jts' } as const;
const unreadable = { verdict: 'unreadable', reason: 'fact lvm could not be read: no answer' } as const;

const mixed = plan(
  {
    role: 'nvme-lvm',
    entries: [
      changing('package:lvm2', { to: 'installed', reason: 'not installed' }),
      entry('volume-group:vg_jts', {
        verdict: 'refuse',
        reason: 'the disk holds a GPT',
        advice: 'Name another disk, or pass --allow-wipe trader1=S1.',
      }),
      entry('logical-volume:a', blocked),
      entry('logical-volume:b', blocked),
      entry('logical-volume:c', unreadable),
      entry('logical-volume:d', unreadable),
      entry('logical-volume:e', unreadable),
    ],
  },
  {
    role: 'tuning',
    entries: [
      changing('file:/etc/x', {
        action: 'update',
        from: '3 lines',
        to: '4 lines',
        reason: 'its text differs',
        risk: 'boot',
        irreversible: 'the comment in it is lost',
        diff: { before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\nfour' },
      }),
      changing('volume:x', { action: 'grow', from: '1 GiB', to: '2 GiB', reason: 'wanted larger' }),
      changing('file:/etc/y', {
        action: 'remove',
        from: 'there',
        to: 'absent',
        reason: 'not wanted',
        destroys: 'notes',
      }),
      entry('sysctl:a', { verdict: 'fine', reason: 'a is 1 as wanted' }),
      entry('directory:/srv/a', { verdict: 'later', reason: 'seen once /srv is mounted' }),
    ],
  },
);

const TOTALS =
  'trader1: plan: 3 to change (1 update, 1 grow, 1 remove), 1 held back, 1 as wanted, ' +
  '1 to be seen after the first changes, 1 refused, 3 not to be judged, 2 blocked';

describe('the plan of a host in short', () => {
  it.each([
    [
      'tells numbers, refusals with advice, what is left out for them, and what is lost',
      quiet,
      `${TOTALS}
trader1:   refused: volume-group:vg_jts: the disk holds a GPT
trader1:     Name another disk, or pass --allow-wipe trader1=S1.
trader1:   cannot be judged: logical-volume:c and 2 more: fact lvm could not be read: no answer
trader1:   role nvme-lvm is left out until that is settled: 1 change
trader1:   These changes cannot be undone:
trader1:     file:/etc/x: the comment in it is lost
trader1:     file:/etc/y destroys notes
`,
    ],
    [
      'tells also what is as wanted and what is blocked, when verbose',
      verbose,
      `${TOTALS}
trader1:   = sysctl:a: a is 1 as wanted
trader1:   ? directory:/srv/a: seen once /srv is mounted
trader1:   refused: volume-group:vg_jts: the disk holds a GPT
trader1:     Name another disk, or pass --allow-wipe trader1=S1.
trader1:   blocked: logical-volume:a and 1 more: stands on volume-group:vg_jts
trader1:   cannot be judged: logical-volume:c and 2 more: fact lvm could not be read: no answer
trader1:   role nvme-lvm is left out until that is settled: 1 change
trader1:   These changes cannot be undone:
trader1:     file:/etc/x: the comment in it is lost
trader1:     file:/etc/y destroys notes
`,
    ],
  ])('%s', (_, detail, expected) => {
    expect(text(mixed, detail)).toBe(expected);
  });

  it('is one line where nothing is to be done', () => {
    const converged = plan({ role: 'a', entries: [entry('sysctl:a', { verdict: 'fine', reason: 'as wanted' })] });
    expect(text(converged, quiet)).toBe('trader1: plan: nothing to change, 1 as wanted\n');
  });
});

describe('the whole plan of a host', () => {
  it.each([
    [
      'names every change when the run only looks',
      { ...quiet, check: true },
      `${TOTALS}
trader1:   role nvme-lvm
trader1:     + package:lvm2 will change from 'absent' to 'installed': not installed
trader1:     refused: volume-group:vg_jts: the disk holds a GPT
trader1:       Name another disk, or pass --allow-wipe trader1=S1.
trader1:     blocked: logical-volume:a and 1 more: stands on volume-group:vg_jts
trader1:     cannot be judged: logical-volume:c and 2 more: fact lvm could not be read: no answer
trader1:     role nvme-lvm is left out until that is settled: 1 change
trader1:   role tuning
trader1:     ~ file:/etc/x will change from '3 lines' to '4 lines': its text differs [risk: boot]
trader1:     ~ volume:x will change from '1 GiB' to '2 GiB': wanted larger
trader1:     - file:/etc/y will change from 'there' to 'absent': not wanted
trader1:   These changes cannot be undone:
trader1:     file:/etc/x: the comment in it is lost
trader1:     file:/etc/y destroys notes
`,
    ],
    [
      'shows how files change when asked for differences, and the commands when verbose',
      { ...verbose, diff: true },
      `${TOTALS}
trader1:   role nvme-lvm
trader1:     + package:lvm2 will change from 'absent' to 'installed': not installed
trader1:         $ mount -- '/srv/a b'
trader1:     refused: volume-group:vg_jts: the disk holds a GPT
trader1:       Name another disk, or pass --allow-wipe trader1=S1.
trader1:     blocked: logical-volume:a and 1 more: stands on volume-group:vg_jts
trader1:     cannot be judged: logical-volume:c and 2 more: fact lvm could not be read: no answer
trader1:     role nvme-lvm is left out until that is settled: 1 change
trader1:   role tuning
trader1:     ~ file:/etc/x will change from '3 lines' to '4 lines': its text differs [risk: boot]
trader1:         @@ -1,3 +1,4 @@
trader1:          one
trader1:         -two
trader1:         +2
trader1:          three
trader1:         +four
trader1:         \\ No newline at end of file
trader1:         $ mount -- '/srv/a b'
trader1:     ~ volume:x will change from '1 GiB' to '2 GiB': wanted larger
trader1:         $ mount -- '/srv/a b'
trader1:     - file:/etc/y will change from 'there' to 'absent': not wanted
trader1:         $ mount -- '/srv/a b'
trader1:     = sysctl:a: a is 1 as wanted
trader1:     ? directory:/srv/a: seen once /srv is mounted
trader1:   These changes cannot be undone:
trader1:     file:/etc/x: the comment in it is lost
trader1:     file:/etc/y destroys notes
`,
    ],
  ])('%s', (_, detail, expected) => {
    expect(text(mixed, detail)).toBe(expected);
  });

  it('leaves out roles in which nothing is to be told', () => {
    const fine = entry('sysctl:a', { verdict: 'fine', reason: 'as wanted' });
    const roles = plan({ role: 'a', entries: [fine] }, { role: 'b', entries: [changing('mount:/srv')] });
    expect(planText(roles, { verbose: false, diff: false }, colors)).toBe(
      `trader1: plan: 1 to change (1 create), 1 as wanted
trader1:   role b
trader1:     + mount:/srv will change from 'absent' to 'mounted': nothing is mounted there
`,
    );
  });
});

describe('what is lost by a plan', () => {
  it('does not count changes of a role that is left out', () => {
    const refused = entry('a:b', { verdict: 'refuse', reason: 'no', advice: 'none' });
    const entries = [changing('file:x', { destroys: 'notes' }), refused];
    expect(losses(plan({ role: 'a', entries }))).toEqual([]);
  });

  it('tells both what is destroyed and what cannot be undone', () => {
    const both = changing('disk:x', { destroys: 'an ext4 file system', irreversible: 'its UUID is lost' });
    expect(losses(plan({ role: 'a', entries: [both] }))).toEqual([
      { tone: 'bad', text: 'disk:x destroys an ext4 file system' },
      { tone: 'bad', text: 'disk:x: its UUID is lost' },
    ]);
  });
});
