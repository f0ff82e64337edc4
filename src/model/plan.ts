import type { Change, Ref, Verdict } from './resource.ts';

/** What the planner says of a resource: the kind's verdict, or why its role leaves it out. */
export type PlanVerdict =
  | Verdict
  /** Something it stands on was refused. */
  | { readonly verdict: 'blocked'; readonly reason: string };

/** When a change may begin while others of its role run. */
export interface Beside {
  /** The resources whose changes must have ended well. */
  readonly waitsFor: readonly Ref[];
  /** No two changes of one lane run at once. */
  readonly lane?: string;
}

export interface PlanEntry {
  readonly ref: Ref;
  readonly verdict: PlanVerdict;
  /** How its change may run beside others of its role; left out: it runs alone. */
  readonly beside?: Beside;
}

export interface RolePlan {
  readonly role: string;
  readonly entries: readonly PlanEntry[];
}

/** Everything that a run would do on one host; `phases` are run one after the other, the roles of one side by side. */
export interface HostPlan {
  readonly host: string;
  readonly phases: readonly (readonly RolePlan[])[];
}

/** A change of a plan, with the resource and role it belongs to. */
export interface PlannedChange extends Pick<PlanEntry, 'ref' | 'beside'> {
  readonly role: string;
  readonly change: Change;
}

export const rolesOf = (plan: HostPlan): readonly RolePlan[] => plan.phases.flat();

export const roleChanges = (plan: RolePlan): readonly PlannedChange[] =>
  plan.entries.flatMap(({ verdict, ...entry }) =>
    verdict.verdict === 'change' ? [{ role: plan.role, ...entry, change: verdict.change }] : [],
  );

export const changesOf = (plan: HostPlan): readonly PlannedChange[] => rolesOf(plan).flatMap(roleChanges);

/** An entry that keeps its role from being applied: refused, blocked, or not to be judged. */
export const isHalt = ({ verdict }: PlanEntry): boolean =>
  verdict.verdict === 'refuse' || verdict.verdict === 'blocked' || verdict.verdict === 'unreadable';

export const isHalted = (plan: RolePlan): boolean => plan.entries.some(isHalt);
