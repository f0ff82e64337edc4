import { accounts } from '../facts/accounts.ts';
import { present } from '../facts/present.ts';
import { expectEqual } from '../model/check.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need } from '../model/fact.ts';
import { change, defineKind, fine } from '../model/resource.ts';
import { sh } from '../shell/sh.ts';
import { keepsData, ownerNeeds } from './declared-disk.ts';
import { group } from './group.ts';

/** Exit status of useradd(8) where the user has come to be there in the meantime. */
const EXISTS = 9;

/** A system user without login; one that exists is used as it is, whatever its group, home or shell. */
export interface DesiredAccount {
  readonly name: string;
  /** Primary group, which must be there. */
  readonly group: string;
  readonly home: string;
  /** The disk with the data that belongs to it, without which it may be taken away; left out: it always stays. */
  readonly dataOn?: DeclaredDisk;
}

const create = ({ name, group: primary, home }: DesiredAccount) => sh`
  useradd --system --no-create-home --home-dir ${home} --shell /usr/sbin/nologin --gid ${primary} -- ${name} ||
    [[ $? == ${EXISTS} ]]
`;

/** userdel would also take away a group of the same name, which may have been there before; the group kind decides on that. */
const remove = (name: string) => sh`
  process=$(find /proc -mindepth 1 -maxdepth 1 -name '[0-9]*' -user ${name} -print -quit 2>/dev/null) || :
  if [[ -n $process ]]; then
    printf 'process %s (%s) runs as %s; end it and run again\n' "\${process#/proc/}" "$(<"$process/comm")" ${name} >&2
    exit 1
  fi
  usermod --gid nogroup -- ${name}
  userdel -- ${name}
`;

export const account = defineKind<DesiredAccount>({
  kind: 'account',
  parallelSafe: true,
  lane: 'accounts',
  follows: ({ group: primary }) => [group.ref(primary)],
  id: ({ name }) => name,
  needs: ({ name, dataOn }) => [need(accounts, { user: name }), ...ownerNeeds(dataOn)],
  diff: (wanted, facts) => {
    const { name, home } = wanted;
    const found = present(facts, accounts).users[name];
    if (found) return fine(`user ${name} exists with uid ${found.uid}`);
    return change({
      action: 'create',
      from: 'absent',
      to: `a system user without login, home ${home}`,
      reason: `there is no user ${name}`,
      run: create(wanted),
      deadline: 60,
      before: { made: true },
    });
  },
  undo: ({ name, dataOn }, facts, before, context) => {
    const found = present(facts, accounts).users[name];
    if (before === undefined) return fine(`user ${name} was not made by jts`);
    if (!found) return fine(`user ${name} is gone`);
    if (keepsData(dataOn, facts, context))
      return fine(`user ${name} is kept: data that is kept belongs to uid ${found.uid}`);
    return change({
      action: 'remove',
      from: `uid ${found.uid}`,
      to: 'absent',
      reason: `jts made user ${name}`,
      run: remove(name),
      deadline: 60,
      before: null,
    });
  },
  checks: ({ name }, facts) => [
    expectEqual(`user ${name}`, 'exists', present(facts, accounts).users[name] ? 'exists' : 'absent'),
  ],
});
