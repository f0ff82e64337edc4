import { accounts } from '../facts/accounts.ts';
import { present } from '../facts/present.ts';
import { expectEqual } from '../model/check.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need } from '../model/fact.ts';
import { change, defineKind, fine } from '../model/resource.ts';
import { sh } from '../shell/sh.ts';
import { keepsData, ownerNeeds } from './declared-disk.ts';

/** Exit status of groupadd(8) where the group has come to be there in the meantime. */
const EXISTS = 9;

/** A group by name; one that exists is used as it is. */
export interface DesiredGroup {
  readonly name: string;
  /** The disk with the data that belongs to it, without which it may be taken away; left out: it always stays. */
  readonly dataOn?: DeclaredDisk;
}

export const group = defineKind<DesiredGroup>({
  kind: 'group',
  parallelSafe: true,
  lane: 'accounts',
  id: ({ name }) => name,
  needs: ({ name, dataOn }) => [need(accounts, { group: name }), ...ownerNeeds(dataOn)],
  diff: ({ name }, facts) => {
    const found = present(facts, accounts).groups[name];
    if (found) return fine(`group ${name} exists with gid ${found.gid}`);
    return change({
      action: 'create',
      from: 'absent',
      to: 'a system group',
      reason: `there is no group ${name}`,
      run: sh`groupadd --system -- ${name} || [[ $? == ${EXISTS} ]]`,
      deadline: 60,
      before: { made: true },
    });
  },
  undo: ({ name, dataOn }, facts, before, context) => {
    const found = present(facts, accounts).groups[name];
    if (before === undefined) return fine(`group ${name} was not made by jts`);
    if (!found) return fine(`group ${name} is gone`);
    if (keepsData(dataOn, facts, context))
      return fine(`group ${name} is kept: data that is kept belongs to gid ${found.gid}`);
    return change({
      action: 'remove',
      from: `gid ${found.gid}`,
      to: 'absent',
      reason: `jts made group ${name}`,
      run: sh`groupdel -- ${name}`,
      deadline: 60,
      before: null,
    });
  },
  checks: ({ name }, facts) => [
    expectEqual(`group ${name}`, 'exists', present(facts, accounts).groups[name] ? 'exists' : 'absent'),
  ],
});
