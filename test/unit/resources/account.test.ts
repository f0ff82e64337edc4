import { describe, expect, it } from 'vitest';
import type { Json, PlanContext } from '../../../src/model/resource.ts';
import { account } from '../../../src/resources/account.ts';
import { group } from '../../../src/resources/group.ts';
import { hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const dataOn = { variable: 'disks.hot', identity: { serial: 'HOT' } };
const itsGroup = { name: 'redis', dataOn };
const user = { name: 'redis', group: 'redis', home: '/var/lib/redis', dataOn };
const blank: HostInWords = { accounts: { users: { redis: null }, groups: { redis: null } } };
const done: HostInWords = {
  disks: ['HOT', 'WARM'],
  accounts: {
    users: { redis: { uid: 104, gid: 110, home: '/nonexistent', shell: '/bin/false' } },
    groups: { redis: { gid: 110 } },
  },
};
const made: Json = { made: true };
const kept = there;
const destroyed: PlanContext = { ...there, destroyData: ['HOT'] };
const another: PlanContext = { ...there, destroyData: ['WARM'] };

describe('an account', () => {
  it('is made where it is missing', () => {
    expect(told(account.kind.diff(user, hostFacts(blank), there))).toBe(
      'create: absent -> a system user without login, home /var/lib/redis',
    );
    expect(told(group.kind.diff({ name: 'redis' }, hostFacts(blank), there))).toBe('create: absent -> a system group');
  });

  it('is used as it is where it exists, whatever its home and shell', () => {
    expect(told(account.kind.diff(user, hostFacts(done), there))).toBe('fine: user redis exists with uid 104');
    expect(told(group.kind.diff({ name: 'redis' }, hostFacts(done), there))).toBe(
      'fine: group redis exists with gid 110',
    );
  });

  it.each<[string, HostInWords, Json | undefined, PlanContext, string, string]>([
    [
      'not made by jts',
      done,
      undefined,
      destroyed,
      'fine: user redis was not made by jts',
      'fine: group redis was not made by jts',
    ],
    ['gone', blank, made, destroyed, 'fine: user redis is gone', 'fine: group redis is gone'],
    [
      'with data that is kept',
      done,
      made,
      kept,
      'fine: user redis is kept: data that is kept belongs to uid 104',
      'fine: group redis is kept: data that is kept belongs to gid 110',
    ],
    [
      'with data that is kept while that on another disk is destroyed',
      done,
      made,
      another,
      'fine: user redis is kept: data that is kept belongs to uid 104',
      'fine: group redis is kept: data that is kept belongs to gid 110',
    ],
    ['with data that is destroyed', done, made, destroyed, 'remove: uid 104 -> absent', 'remove: gid 110 -> absent'],
  ])('%s is taken away only with its data', (_, host, before, context, forUser, forGroup) => {
    expect(told(account.kind.undo(user, hostFacts(host), before, context))).toBe(forUser);
    expect(told(group.kind.undo(itsGroup, hostFacts(host), before, context))).toBe(forGroup);
  });

  it.each<[HostInWords, string, string]>([
    [done, 'pass', 'exists'],
    [blank, 'fail', 'absent'],
  ])('checks', (host, outcome, actual) => {
    const checks = [
      ...(account.kind.checks?.(user, hostFacts(host)) ?? []),
      ...(group.kind.checks?.({ name: 'redis' }, hostFacts(host)) ?? []),
    ];
    expect(checks).toEqual([
      { id: 'user redis', expected: 'exists', actual, outcome },
      { id: 'group redis', expected: 'exists', actual, outcome },
    ]);
  });
});
