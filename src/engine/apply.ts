import type { Failure } from '../model/failure.ts';
import { isHalted, roleChanges, rolesOf, type HostPlan, type PlannedChange } from '../model/plan.ts';
import { fail, ok, type Result } from '../model/result.ts';
import {
  batchDeadline,
  batchOf,
  batchScript,
  batchSteps,
  readBatchLine,
  type JournalHeader,
  type RoleBatch,
  type Step,
} from './batch.ts';
import type { RoleTask } from './plan.ts';
import type { ChangeEnd, Record } from './record.ts';
import type { Session } from './session.ts';

/** Lines of a failed change that are shown and kept. */
const LAST_LINES = 12;

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

interface Progress {
  readonly output: string[];
  status: 'waiting' | 'running' | 'done' | 'failed';
}

const failureOf = (host: string, step: Step, status: string, output: readonly string[]): Failure => {
  const said = output.at(-1) ?? '';
  const how = status === 'deadline' ? 'did not end in time' : `ended with status ${status}`;
  if (step.step === 'finish') {
    const message = `${host}: ${step.finisher.id} ${how}: ${said}`;
    return {
      kind: 'change',
      host,
      role: step.role,
      resource: step.finisher.id,
      message,
      advice: 'Run again once the cause is gone.',
    };
  }
  const { role, ref } = step.planned;
  const message = `${host}: ${ref} ${how}: ${said}`;
  return {
    kind: 'change',
    host,
    role,
    resource: ref,
    message,
    advice: 'Mend what the output names and run again: what was done stays and is not done twice.',
  };
};

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

/** What came of a plan: the changes that ended well, the roles in which something did not, and the first failure. */
export interface Applied {
  readonly done: readonly PlannedChange[];
  readonly failedRoles: readonly string[];
  readonly result: Result<null, Failure>;
}

/** Makes the changes of a plan on a host and records each as it begins, prints and ends. */
export const applyPlan = async (
  session: Session,
  plan: HostPlan,
  tasks: readonly RoleTask[],
  header: JournalHeader,
  record: Record,
  mayRun: (planned: PlannedChange) => boolean,
): Promise<Applied> => {
  const batches = batchesOf(plan, tasks, header.mode, mayRun);
  const steps = batchSteps(batches);
  const progress = steps.map((): Progress => ({ output: [], status: 'waiting' }));
  const failedRoles: string[] = [];
  let failure: Failure | undefined;
  const hear = (line: string): void => {
    const said = readBatchLine(line, session.mark);
    const step = said && steps[said.number];
    const state = said && progress[said.number];
    if (said === undefined || step === undefined || state === undefined) return;
    if (said.line === 'begin') {
      state.status = 'running';
      if (step.step === 'change') record.changeStarted(step.planned);
    } else if (said.line === 'output') {
      if (said.text.trim() === '') return;
      state.output.push(said.text);
      if (state.output.length > LAST_LINES) state.output.shift();
      if (step.step === 'change') record.changeOutput(step.planned, said.text);
    } else {
      state.status = said.status === '0' ? 'done' : 'failed';
      if (state.status === 'failed') {
        failure ??= failureOf(plan.host, step, said.status, state.output);
        failedRoles.push(step.step === 'change' ? step.planned.role : step.role);
      }
      if (step.step === 'change') {
        const end: ChangeEnd = { outcome: state.status, seconds: said.seconds };
        record.changeEnded(step.planned, state.status === 'failed' ? { ...end, output: state.output } : end);
      }
    }
  };
  const ran = await session.runApart(batchScript(batches, header), batchDeadline(batches), hear);
  const done: PlannedChange[] = [];
  for (const [index, step] of steps.entries()) {
    const status = progress[index]?.status;
    if (step.step !== 'change') continue;
    if (status === 'done') done.push(step.planned);
    if (status === 'running') record.changeEnded(step.planned, { outcome: 'unknown' });
    if (status === 'waiting') record.changeEnded(step.planned, { outcome: 'not-run' });
  }
  if (failure !== undefined) return { done, failedRoles, result: fail(failure) };
  return { done, failedRoles, result: ran.ok ? ok(null) : ran };
};
