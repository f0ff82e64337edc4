import { describe, expect, it } from 'vitest';
import { accounts } from '../../../src/facts/accounts.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

describe('the accounts of a real host', () => {
  it('are those asked for, null where there is none', () => {
    const queries = [
      { user: 'mhredis' },
      { user: 'nobody' },
      { user: 'nosuch' },
      { group: 'backup' },
      { group: 'docker' },
    ];
    expect(accounts.parse(captured('accounts'), queries)).toEqual({
      users: {
        mhredis: { uid: 999, gid: 997, home: '/mh/redis', shell: '/usr/sbin/nologin' },
        nobody: { uid: 65534, gid: 65534, home: '/nonexistent', shell: '/usr/sbin/nologin' },
        nosuch: null,
      },
      groups: { backup: { gid: 34 }, docker: null },
    });
  });
});

describe('the probe of accounts', () => {
  it.each([
    ['users and groups', [{ user: 'root' }, { user: 'jts-nosuch' }, { group: 'root' }], { root: 0 }, { root: 0 }],
    ['users alone', [{ user: 'root' }], { root: 0 }, {}],
    ['groups alone', [{ group: 'root' }], {}, { root: 0 }],
    ['none that exists', [{ user: 'jts-nosuch' }, { group: 'jts-nosuch' }], {}, {}],
  ])('asks for %s', (_, queries, uids, gids) => {
    const { status, stdout, stderr } = bash(accounts.script(queries));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { users, groups } = accounts.parse(stdout, queries);
    const known = (entries: [string, number | undefined][]) =>
      Object.fromEntries(entries.filter(([, id]) => id !== undefined));
    expect(known(Object.entries(users).map(([name, user]) => [name, user?.uid]))).toEqual(uids);
    expect(known(Object.entries(groups).map(([name, group]) => [name, group?.gid]))).toEqual(gids);
  });
});
