import { describe, expect, it } from 'vitest';
import type { RoleTask } from '../../../src/engine/plan.ts';
import { expectEqual } from '../../../src/model/check.ts';
import { need, type Fact } from '../../../src/model/fact.ts';
import type { HostReport } from '../../../src/model/report.ts';
import { change, defineKind, fine, later, refuse, type Verdict } from '../../../src/model/resource.ts';
import { sh } from '../../../src/shell/sh.ts';
import { hostOf, runTasks } from './running.ts';

const unknown: Fact<null, never> = {
  name: 'unknown',
  deadline: 5,
  script: () => sh`echo 'no answer' >&2; exit 1`,
  parse: () => {
    throw new Error('there is nothing to parse');
  },
};

const VERDICTS: Readonly<Record<string, Verdict>> = {
  fine: fine('it is as wanted'),
  ill: fine('it is as wanted'),
  differs: change({
    ...{ action: 'update', from: 'one', to: 'two', reason: 'it differs' },
    ...{ run: sh`false`, deadline: 1, before: null, risk: 'boot' },
  }),
  refused: refuse('it is not ours', 'Leave it.'),
  hidden: later('it is not mounted yet'),
};

/** A thing of which the id says how it is; checks of it pass unless it is ill or differs. */
const thing = defineKind<string>({
  kind: 'thing',
  id: (is) => is,
  needs: (is) => (is === 'unreadable' ? [need(unknown, null)] : []),
  diff: (is) => VERDICTS[is] ?? fine(''),
  undo: () => refuse('it stays', 'Leave it.'),
  checks: (is) => [expectEqual(`thing ${is}`, 'good', is === 'ill' || is === 'differs' ? 'bad' : 'good')],
});

const roleOf = (role: string, ...things: readonly string[]): RoleTask => ({
  role,
  tier: 'hot',
  after: [],
  resources: things.map((is) => thing(is)),
  checks: [
    {
      id: 'tried',
      expected: 'nothing',
      script: sh`exit 1`,
      deadline: 1,
      judge: () => ({ outcome: 'pass', actual: '' }),
    },
  ],
});

const lookAt = async (...roles: readonly RoleTask[]): Promise<HostReport> => {
  const task = { host: 'a', mode: 'check', phases: [roles], words: {} } as const;
  const { reports } = await runTasks([{ play: 'A', mode: 'check', rollout: {}, hosts: [{ host: hostOf('a'), task }] }]);
  const [report] = reports;
  if (report === undefined) throw new Error('there is no report');
  return report;
};

const check = (is: string, outcome: 'pass' | 'fail') => ({
  id: `thing ${is}`,
  tier: 'hot',
  expected: 'good',
  actual: outcome === 'pass' ? 'good' : 'bad',
  outcome,
});

const differing = (outcome: 'planned' | 'not-run') => ({
  ...{ resource: 'thing:differs', action: 'update', from: 'one', to: 'two', reason: 'it differs' },
  ...{ undoable: true, outcome, risk: 'boot' },
});

const nothing = { refusals: [], asWanted: [], changes: [], checks: [] };

describe('a run that only looks', () => {
  it.each<[string, readonly string[], HostReport['outcome'], object]>([
    [
      'checks a role that is as wanted',
      ['fine'],
      'unchanged',
      { asWanted: ['thing:fine'], checks: [check('fine', 'pass')] },
    ],
    [
      'fails where such a check does',
      ['fine', 'ill'],
      'failed',
      { asWanted: ['thing:fine', 'thing:ill'], checks: [check('fine', 'pass'), check('ill', 'fail')] },
    ],
    [
      'checks nothing in a role in which something differs, as the plan tells it',
      ['ill', 'differs'],
      'would-change',
      { asWanted: ['thing:ill'], changes: [differing('planned')] },
    ],
    [
      'checks nothing in a role in which something is yet to be seen',
      ['ill', 'hidden'],
      'unchanged',
      { asWanted: ['thing:ill'] },
    ],
    [
      'reports what differs in a role that is left out',
      ['fine', 'differs', 'refused'],
      'refused',
      {
        asWanted: ['thing:fine'],
        changes: [differing('not-run')],
        refusals: [{ resource: 'thing:refused', reason: 'it is not ours', advice: 'Leave it.' }],
      },
    ],
    [
      'fails where something cannot be read',
      ['unreadable'],
      'failed',
      { refusals: [{ resource: 'thing:unreadable', reason: 'fact unknown could not be read: no answer' }] },
    ],
  ])('%s', async (_, things, outcome, expected) => {
    const report = await lookAt(roleOf('r', ...things));
    expect(report.outcome).toBe(outcome);
    expect(report.plays).toEqual([{ play: 'A', mode: 'check', roles: [{ role: 'r', ...nothing, ...expected }] }]);
  });

  it('checks a role whatever differs in another', async () => {
    const report = await lookAt(roleOf('r', 'differs'), roleOf('s', 'ill'));
    expect(report.outcome).toBe('failed');
    expect(report.plays[0]?.roles.map(({ role, checks }) => [role, checks])).toEqual([
      ['r', []],
      ['s', [check('ill', 'fail')]],
    ]);
  });
});
