import { randomBytes } from 'node:crypto';
import { isHalted, roleChanges, rolesOf, type HostPlan, type PlannedChange } from '../model/plan.ts';
import type { Ref } from '../model/resource.ts';
import { BatchLog, type Applied } from './batch-log.ts';
import {
  batchDeadline,
  batchOf,
  batchScript,
  batchSteps,
  isRevertable,
  type BatchSettings,
  type JournalHeader,
  type RoleBatch,
} from './batch.ts';
import type { Connection } from './connection.ts';
import type { RoleTask } from './plan.ts';
import type { Record } from './record.ts';
import { superviseScript, type Supervised } from './supervise.ts';

/** The roles that a role waits for; what was made last is taken away first. */
const predecessorsOf = (name: string, tasks: readonly RoleTask[], mode: JournalHeader['mode']): readonly string[] =>
  mode === 'rollback'
    ? tasks.filter(({ after }) => after.includes(name)).map(({ role }) => role)
    : (tasks.find(({ role }) => role === name)?.after ?? []);

/** The batches of a plan, halted roles left out; a role waits for those of its predecessors that have changes too. */
const batchesOf = (
  plan: HostPlan,
  tasks: readonly RoleTask[],
  mode: JournalHeader['mode'],
  mayRun: (planned: PlannedChange) => boolean,
): readonly (readonly RoleBatch[])[] => {
  const batches = plan.phases.map((phase) =>
    phase
      .filter((role) => !isHalted(role))
      .map((role) => {
        const batch = batchOf(role, predecessorsOf(role.role, tasks, mode));
        return { ...batch, changes: batch.changes.filter(mayRun) };
      })
      .filter(({ changes }) => changes.length > 0),
  );
  const present = new Set(batches.flat().map(({ role }) => role));
  return batches
    .map((phase) => phase.map((batch) => ({ ...batch, after: batch.after.filter((role) => present.has(role)) })))
    .filter((phase) => phase.length > 0);
};

/** The changes that {@link applyPlan} would make, in the order of the plan. */
export const runnableChanges = (
  plan: HostPlan,
  mayRun: (planned: PlannedChange) => boolean = () => true,
): readonly PlannedChange[] =>
  rolesOf(plan)
    .filter((role) => !isHalted(role))
    .flatMap(roleChanges)
    .filter(mayRun);

/** The roles in which something failed, and those that wait for one of them. */
export const heldUp = (
  failed: Iterable<string>,
  tasks: readonly RoleTask[],
  mode: JournalHeader['mode'],
): ReadonlySet<string> => {
  const held = new Set(failed);
  for (const role of held) {
    for (const task of tasks) if (predecessorsOf(task.role, tasks, mode).includes(role)) held.add(task.role);
  }
  return held;
};

/** What is not as wanted yet in the roles that are worked on. */
const unsettledRefs = (plan: HostPlan): readonly Ref[] =>
  rolesOf(plan)
    .filter((role) => !isHalted(role))
    .flatMap(({ entries }) => entries.flatMap(({ ref, verdict }) => (verdict.verdict === 'fine' ? [] : [ref])));

/** Makes the changes of a plan on a host, under systemd there, and records each as it begins, prints and ends. */
export const applyPlan = async (
  connection: Connection,
  plan: HostPlan,
  tasks: readonly RoleTask[],
  settings: Pick<BatchSettings, 'header' | 'id' | 'unattended' | 'secrets'> & Pick<Supervised, 'boot'>,
  record: Record,
  mayRun: (planned: PlannedChange) => boolean,
): Promise<Applied> => {
  const batches = batchesOf(plan, tasks, settings.header.mode, mayRun);
  const now = new Set(batches.flatMap((phase) => phase.flatMap(({ changes }) => changes.map(({ ref }) => ref))));
  const later = unsettledRefs(plan).filter((ref) => !now.has(ref));
  const mark = `jts-${randomBytes(8).toString('hex')}`;
  const script = batchScript(batches, { ...settings, mark, later });
  const seconds = batchDeadline(batches);
  const log = new BatchLog(plan.host, mark, settings.boot, batchSteps(batches), record);
  const ran = await connection.run({
    text: () => superviseScript({ id: settings.id, mark, script, seconds, boot: settings.boot }, log.heard),
    seconds,
    inSession: true,
    onLine: (line) => {
      log.hear(line);
    },
  });
  // On a connection of its own, the host is told with the next script that it can still be reached.
  if (isRevertable(batches, settings)) connection.renew();
  return log.end(ran);
};
