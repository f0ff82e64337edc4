import type { RoleTask, Words } from '../engine/plan.ts';
import type { Rollout } from '../engine/rollout.ts';
import type { HostTask } from '../engine/host-run.ts';
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

/** What a play wants of a host: its roles, in phases. */
export const hostTask = (
  host: string,
  mode: HostTask['mode'],
  phases: readonly (readonly Role[])[],
  roles: readonly ResolvedRole[],
  words: Words,
  { unattended }: Rollout,
): HostTask => ({
  host,
  mode,
  words,
  ...(unattended !== undefined && { unattended }),
  phases: phases
    .map((phase) => roles.filter(({ role }) => phase.some(({ name }) => name === role.name)).map(roleTask))
    .filter((phase) => phase.length > 0),
});
