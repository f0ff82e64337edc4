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

/** Why a resource keeps its role from being applied: it is refused, blocked, or not to be judged. */
export interface Halt {
  readonly resource: string;
  readonly verdict: 'refuse' | 'blocked' | 'unreadable';
  readonly reason: string;
  readonly advice?: string;
}

/** Those of some entries that keep their role from being applied. */
export const haltsOf = (entries: readonly PlanEntry[]): readonly Halt[] =>
  entries.flatMap(({ ref, verdict }) =>
    verdict.verdict === 'fine' || verdict.verdict === 'change' || verdict.verdict === 'later'
      ? []
      : [{ resource: ref, ...verdict }],
  );

export const isHalt = (entry: PlanEntry): boolean => haltsOf([entry]).length > 0;

export const isHalted = (plan: RolePlan): boolean => plan.entries.some(isHalt);

/** Whether a plan finds all that a role wants as it is wanted. */
export const isSettledBy =
  (plan: HostPlan) =>
  ({ role }: Pick<RolePlan, 'role'>): boolean =>
    rolesOf(plan).some((each) => each.role === role && each.entries.every(({ verdict }) => verdict.verdict === 'fine'));
