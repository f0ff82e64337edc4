import type { ActiveCheck } from '../model/check.ts';
import type { Facts } from '../model/fact.ts';
import { isHalt, type HostPlan, type PlanEntry, type PlanVerdict, type RolePlan } from '../model/plan.ts';
import { change, fine, later, type Change, type PlanContext, type Ref, type Resource } from '../model/resource.ts';
import type { Tier } from '../model/role.ts';
import { thrownSaid } from '../model/said.ts';
import type { Journal } from './journal-text.ts';
import { unread } from './unread.ts';

/** A role of a play with what it wants of one host. */
export interface RoleTask {
  readonly role: string;
  readonly tier: Tier;
  readonly after: readonly string[];
  readonly resources: readonly Resource[];
  readonly checks: readonly ActiveCheck[];
}

/** The operator's words for one host and one run. */
export type Words = Pick<PlanContext, 'allowWipe' | 'destroyData'>;

type Standing = PlanContext['base'] | 'blocked';

const unreadable = (resource: Resource, facts: Facts): PlanVerdict | undefined => {
  const reason = unread(resource, facts);
  return reason === undefined ? undefined : { verdict: 'unreadable', reason };
};

/** What a kind says of a resource; it throws where facts contradict each other, or cannot be. */
const said = (say: () => PlanVerdict): PlanVerdict => {
  try {
    return say();
  } catch (error) {
    return { verdict: 'unreadable', reason: thrownSaid(error) };
  }
};

/** How a resource will stand once the plan has run, as far as what builds on it is concerned. */
const standingAfter = (resource: Resource, verdict: PlanVerdict, base: PlanContext['base']): Standing => {
  switch (verdict.verdict) {
    case 'fine':
      return 'there';
    case 'later':
      return 'unseen';
    case 'change':
      if (verdict.change.action !== 'create') return 'there';
      return resource.kind.reveals && base !== 'new' ? 'unseen' : 'new';
    case 'refuse':
    case 'blocked':
    case 'unreadable':
      return 'blocked';
  }
};

const baseOf = (resource: Resource, standings: ReadonlyMap<Ref, Standing>): { base: Standing; blocker?: Ref } => {
  const on = resource.kind.on?.(resource.desired) ?? [];
  const blocker = on.find((ref) => standings.get(ref) === 'blocked');
  if (blocker !== undefined) return { base: 'blocked', blocker };
  const found = on.map((ref) => standings.get(ref));
  return { base: found.includes('new') ? 'new' : found.includes('unseen') ? 'unseen' : 'there' };
};

/** Adds to `known` all that a resource waits for, directly or not, and says how its change may run beside others. */
const besideOf = ({ ref, kind, desired }: Resource, known: Map<Ref, readonly Ref[]>): Pick<PlanEntry, 'beside'> => {
  const direct = [...(kind.on?.(desired) ?? []), ...(kind.follows?.(desired) ?? [])];
  const waitsFor = [...new Set(direct.flatMap((each) => [each, ...(known.get(each) ?? [])]))];
  known.set(ref, waitsFor);
  if (kind.parallelSafe !== true) return {};
  return { beside: kind.lane === undefined ? { waitsFor } : { waitsFor, lane: kind.lane } };
};

/** What every kind is told, whatever its resource stands on. */
type Told = Omit<PlanContext, 'base'>;

const toldOf = (phases: readonly (readonly RoleTask[])[], words: Words): Told => {
  const resources = phases.flat().flatMap((task) => task.resources);
  return { ...words, disks: resources.flatMap(({ kind, desired }) => kind.disk?.(desired) ?? []) };
};

const judge = (resource: Resource, facts: Facts, told: Told, standings: Map<Ref, Standing>): PlanEntry => {
  const { base, blocker } = baseOf(resource, standings);
  const decide = (): PlanVerdict => {
    if (base === 'blocked') return { verdict: 'blocked', reason: `stands on ${blocker ?? ''}` };
    return unreadable(resource, facts) ?? resource.kind.diff(resource.desired, facts, { ...told, base });
  };
  const verdict = said(decide);
  standings.set(resource.ref, standingAfter(resource, verdict, base === 'blocked' ? 'there' : base));
  return { ref: resource.ref, verdict };
};

/** Says of what a role would change that it is blocked. */
const block = ({ role, entries }: RolePlan, reason: string): RolePlan => ({
  role,
  entries: entries.map((entry) =>
    entry.verdict.verdict === 'change' ? { ...entry, verdict: { verdict: 'blocked', reason } } : entry,
  ),
});

const isRefused = ({ verdict }: PlanEntry): boolean => verdict.verdict === 'refuse' || verdict.verdict === 'unreadable';

/** Whether a resource of one role stands on a resource of another. */
const standsOn = (task: RoleTask, other: RoleTask): boolean => {
  const refs = new Set(other.resources.map(({ ref }) => ref));
  return task.resources.some(({ kind, desired }) => kind.on?.(desired).some((ref) => refs.has(ref)));
};

const isAfter = (task: RoleTask, other: RoleTask): boolean => task.after.includes(other.role);

/** Why a role must not go on without another, `undefined` where it may. */
type Tie = (task: RoleTask, other: RoleTask) => string | undefined;

/** A role needs those it comes after; and a disk is not written while the mount points that its volumes are for are refused. */
const applyTie: Tie = (task, other) => {
  if (isAfter(task, other)) return `role ${other.role}, after which it comes, is left out`;
  return standsOn(other, task) ? `role ${other.role}, which builds on it, is left out` : undefined;
};

/** What others came after stays as long as they; and nothing is unmounted for a rollback that cannot go on below. */
const rollbackTie: Tie = (task, other) => {
  if (isAfter(other, task)) return `role ${other.role}, which comes after it, is left out`;
  return standsOn(task, other) ? `role ${other.role}, which it builds on, is left out` : undefined;
};

/** Leaves out, with a refused role, those that must not go on without it, and so on. */
const withoutHalted = (
  roles: readonly { readonly task: RoleTask; readonly plan: RolePlan }[],
  tie: Tie,
): readonly RolePlan[] => {
  const refused = roles.filter(({ plan }) => plan.entries.some(isRefused)).map(({ task }) => task);
  const reasons = new Map<RoleTask, string>();
  const out = new Set(refused);
  for (const other of out) {
    for (const { task } of roles) {
      const reason = out.has(task) ? undefined : tie(task, other);
      if (reason === undefined) continue;
      reasons.set(task, reason);
      out.add(task);
    }
  }
  return roles.map(({ task, plan }) => {
    const reason = reasons.get(task);
    return reason === undefined ? plan : block(plan, reason);
  });
};

const inPhases = (
  phases: readonly (readonly RoleTask[])[],
  plans: readonly RolePlan[],
): readonly (readonly RolePlan[])[] =>
  phases.map((tasks) => tasks.flatMap((task) => plans.filter(({ role }) => role === task.role)));

/** Plans what brings a host to the desired state of the roles; pure. */
export const planApply = (
  host: string,
  phases: readonly (readonly RoleTask[])[],
  facts: Facts,
  words: Words,
): HostPlan => {
  const standings = new Map<Ref, Standing>();
  const known = new Map<Ref, readonly Ref[]>();
  const told = toldOf(phases, words);
  const entryOf = (resource: Resource): PlanEntry => ({
    ...judge(resource, facts, told, standings),
    ...besideOf(resource, known),
  });
  const plans = phases.flat().map((task) => ({
    task,
    plan: { role: task.role, entries: task.resources.map(entryOf) },
  }));
  const settled = withoutHalted(plans, applyTie);
  return { host, phases: inPhases(phases, settled) };
};

const withChanges = (plan: HostPlan, verdictOf: (change: Change, ref: Ref) => PlanVerdict): HostPlan => ({
  ...plan,
  phases: plan.phases.map((roles) =>
    roles.map(({ role, entries }) => ({
      role,
      entries: entries.map(({ verdict, ...entry }) => ({
        ...entry,
        verdict: verdict.verdict === 'change' ? verdictOf(verdict.change, entry.ref) : verdict,
      })),
    })),
  ),
});

/** Leaves to a later run what another one, which is resumed, did not have to change. */
export const limitedTo = (plan: HostPlan, left: ReadonlySet<Ref>, run: string): HostPlan =>
  withChanges(plan, (wanted, ref) =>
    left.has(ref) ? change(wanted) : later(`run ${run}, which is resumed, did not have to change it`),
  );

/** Keeps nothing of what is there where that holds a secret: jts may no longer know it by its value. */
export const concealing = (plan: HostPlan, secretive: ReadonlySet<Ref>): HostPlan =>
  withChanges(plan, ({ diff, ...wanted }, ref) =>
    secretive.has(ref)
      ? change({ ...wanted, before: null, isConcealed: true })
      : change({ ...wanted, ...(diff !== undefined && { diff }) }),
  );

/** Plans what takes the roles off a host again, last role and last resource first; pure. */
export const planRollback = (
  host: string,
  phases: readonly (readonly RoleTask[])[],
  facts: Facts,
  words: Words,
  { before, hidden }: Pick<Journal, 'before' | 'hidden'>,
): HostPlan => {
  const held = new Map<Ref, Ref>();
  const told = toldOf(phases, words);
  const undo = (resource: Resource): PlanEntry => {
    const holder = held.get(resource.ref);
    const verdict: PlanVerdict =
      holder !== undefined
        ? { verdict: 'blocked', reason: `${holder} stands on it` }
        : hidden.has(resource.ref)
          ? fine('what was there before held a secret, which the journal does not keep')
          : (unreadable(resource, facts) ??
            said(() =>
              resource.kind.undo(resource.desired, facts, before.get(resource.ref), { ...told, base: 'there' }),
            ));
    const entry = { ref: resource.ref, verdict };
    if (isHalt(entry)) for (const ref of resource.kind.on?.(resource.desired) ?? []) held.set(ref, resource.ref);
    return entry;
  };
  const plans = phases
    .flat()
    .toReversed()
    .map((task) => ({ task, plan: { role: task.role, entries: task.resources.toReversed().map(undo) } }));
  const settled = withoutHalted(plans.toReversed(), rollbackTie);
  return { host, phases: inPhases(phases.toReversed(), settled) };
};
