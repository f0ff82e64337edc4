import type { ResolvedPlay } from '../config/resolve.ts';
import type { RoleTask, Words } from '../engine/plan.ts';
import type { PlayTask } from '../engine/run.ts';
import type { Role } from '../model/role.ts';

/** A role with its checked variables for one host. */
export interface ResolvedRole {
  readonly role: Role;
  readonly vars: unknown;
}

/** What a role wants of a host, from its variables alone. */
export const roleTask = ({ role, vars }: ResolvedRole): RoleTask => ({
  role: role.name,
  tier: role.tier,
  after: role.after,
  resources: role.desired(vars, role.files),
  checks: role.checks?.(vars) ?? [],
});

/** What a play wants of its hosts: its roles, in phases, and the operator's words for each host. */
export const playTask = (
  { name, mode, rollout, hosts, phases }: ResolvedPlay,
  wordsFor: (host: string) => Words,
): PlayTask => ({
  play: name,
  mode,
  rollout,
  hosts: hosts.map(({ host, roles }) => ({
    host,
    task: {
      host: host.name,
      mode,
      words: wordsFor(host.name),
      ...(rollout.unattended !== undefined && { unattended: rollout.unattended }),
      phases: phases
        .map((phase) => roles.filter(({ role }) => phase.some((other) => other.name === role.name)).map(roleTask))
        .filter((phase) => phase.length > 0),
    },
  })),
});
