import type { Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** Asks for a user or a group by name. */
export type AccountQuery = { readonly user: string } | { readonly group: string };

export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly gid: number;
}

/** The users and groups asked for, from every source that the host resolves names by; `null`: there is none. */
export interface Accounts {
  readonly users: Readonly<Record<string, User | null>>;
  readonly groups: Readonly<Record<string, Group | null>>;
}

const NOT_ALL_FOUND = 2;

const usersOf = (queries: readonly AccountQuery[]): readonly string[] =>
  queries.flatMap((query) => ('user' in query ? [query.user] : []));

const groupsOf = (queries: readonly AccountQuery[]): readonly string[] =>
  queries.flatMap((query) => ('group' in query ? [query.group] : []));

/** Prints `passwd` and `group` entries behind the name of their database; without names getent would list everything. */
const ask = (database: 'passwd' | 'group', names: readonly string[]) =>
  names.length === 0
    ? sh`:`
    : sh`entries=$(getent ${database} -- ${names}) || [[ $? == ${NOT_ALL_FOUND} ]]; echo ${database}; printf '%s\n' "$entries"`;

const entriesOf = (lines: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map(lines.filter((line) => line.includes(':')).map((line) => [line.split(':')[0] ?? '', line.split(':')]));

export const accounts: Fact<AccountQuery, Accounts> = {
  name: 'accounts',
  deadline: 15,
  script: (queries) => sh`
    ${ask('passwd', usersOf(queries))}
    ${ask('group', groupsOf(queries))}
  `,
  parse: (output, queries) => {
    const lines = output.split('\n');
    const split = lines.includes('group') ? lines.indexOf('group') : lines.length;
    const passwd = entriesOf(lines.slice(0, split));
    const group = entriesOf(lines.slice(split));
    const user = (name: string): User | null => {
      const [, , uid, gid, , home = '', shell = ''] = passwd.get(name) ?? [];
      return uid === undefined ? null : { uid: Number(uid), gid: Number(gid), home, shell };
    };
    const groupOf = (name: string): Group | null => {
      const [, , gid] = group.get(name) ?? [];
      return gid === undefined ? null : { gid: Number(gid) };
    };
    return {
      users: Object.fromEntries(usersOf(queries).map((name) => [name, user(name)])),
      groups: Object.fromEntries(groupsOf(queries).map((name) => [name, groupOf(name)])),
    };
  },
};
