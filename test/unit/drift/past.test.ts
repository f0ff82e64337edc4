import { describe, expect, it } from 'vitest';
import { readPast, statesIn, type PastReport } from '../../../src/drift/past.ts';
import type { ChangeReport, HostReport, PlayReport } from '../../../src/model/report.ts';
import { changeReport, hostReport, roleReport } from '../report/samples.ts';

const text = (report: object): string => JSON.stringify(report);

describe('an earlier report', () => {
  it('is read for what it says of resources', () => {
    const change = changeReport({ from: 'absent', to: 'mounted' });
    const roles = [roleReport({ asWanted: ['group:backup'], changes: [change] })];
    const report = hostReport({ plays: [{ play: 'a', mode: 'apply', roles }] });
    expect(readPast(text(report), 'trader1')).toEqual({ ok: true, value: report });
  });

  it('of an older version does not say what was as wanted', () => {
    const plays = [{ play: 'a', mode: 'apply', roles: [{ role: 'a', unchanged: 3, changes: [] }] }];
    expect(readPast(text({ ...hostReport(), plays }), 'trader1')).toMatchObject({ ok: true, value: { plays } });
  });

  it('of a later version may say more, and in other words', () => {
    const change = { ...changeReport(), outcome: 'postponed', colour: 'red' };
    const plays = [{ play: 'a', mode: 'dream', roles: [{ ...roleReport(), changes: [change] }] }];
    const read = readPast(text({ ...hostReport(), plays }), 'trader1');
    expect(read.ok && statesIn(read.value)).toEqual(new Map());
  });

  it.each([
    ['empty', '', 'it is not JSON'],
    ['cut short', text(hostReport()).slice(0, 40), 'it is not JSON'],
    ['of something else', '[1, 2]', 'it is no report of a host'],
    ['null', 'null', 'it is no report of a host'],
    ['the summary', text({ run: 'r1', hosts: [], ended: '2024-01-02T03:04:05.000Z' }), 'it is no report of a host'],
    [
      'without words where they belong',
      text({ ...hostReport(), plays: [{ mode: 7, roles: [] }] }),
      'it is no report of a host',
    ],
    ['of another host', text(hostReport({ host: 'trader2' })), 'it is a report of trader2'],
    ['of no time', text(hostReport({ ended: 'yesterday' })), 'it does not say when it was made'],
  ])('that is %s is none', (_, content, why) => {
    expect(readPast(content, 'trader1')).toEqual({ ok: false, failure: why });
  });
});

describe('how a resource was in an earlier run', () => {
  const planned = (outcome: ChangeReport['outcome'], more: Partial<ChangeReport> = {}): ChangeReport =>
    changeReport({ resource: 'a:b', from: 'old', to: 'new', outcome, ...more });
  const play = (mode: PlayReport['mode'], asWanted: string[], ...changes: ChangeReport[]): PlayReport => ({
    play: mode,
    mode,
    roles: [roleReport({ asWanted, changes })],
  });
  const drifted = { state: 'drifted', from: 'old' };
  const right = { state: 'as-wanted' };

  it.each<[string, HostReport['plays'], unknown]>([
    ['was as wanted', [play('check', ['a:b'])], right],
    [
      'was as wanted before a run that changed others',
      [play('apply', ['a:b'], planned('done', { resource: 'a:c' }))],
      right,
    ],
    ['was made so', [play('apply', [], planned('done'))], right],
    ['was to be changed', [play('check', [], planned('planned'))], drifted],
    ['differed in a role that was left out', [play('check', [], planned('not-run'))], drifted],
    ['could not be changed', [play('apply', [], planned('failed'))], drifted],
    ['did not take its change', [play('apply', [], planned('not-taken'))], drifted],
    ['was not got to', [play('apply', [], planned('not-run'))], drifted],
    ['was being changed when the connection was lost', [play('apply', ['a:b'], planned('unknown'))], undefined],
    ['was not judged', [play('validate', [])], undefined],
    [
      'was refused',
      [{ play: 'a', mode: 'apply', roles: [roleReport({ refusals: [{ resource: 'a:b', reason: 'no' }] })] }],
      undefined,
    ],
    ['was not looked at, as the host was not reached', [], undefined],
    ['was taken away', [play('rollback', [], planned('done'))], { state: 'drifted', from: 'new' }],
    ['was to be taken away', [play('rollback', [], planned('planned'))], undefined],
    ['was not there to be taken away', [play('rollback', ['a:b'])], undefined],
    [
      'was made and then taken away',
      [play('apply', [], planned('done')), play('rollback', [], planned('done'))],
      { state: 'drifted', from: 'new' },
    ],
    ['was made and then validated', [play('apply', [], planned('done')), play('validate', [])], right],
    [
      'differed, and was found right by a later play',
      [play('check', [], planned('planned')), play('check', ['a:b'])],
      right,
    ],
  ])('that %s', (_, plays, expected) => {
    const report: PastReport = hostReport({ plays });
    expect(statesIn(report).get('a:b')).toEqual(expected);
  });
});
