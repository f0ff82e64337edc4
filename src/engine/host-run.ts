import type { Failure } from '../model/failure.ts';
import { isSettledBy, rolesOf, type HostPlan, type PlannedChange } from '../model/plan.ts';
import type { Ref } from '../model/resource.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { applyPlan, heldUp, runnableChanges } from './apply.ts';
import type { Applied } from './batch-log.ts';
import type { Connection } from './connection.ts';
import type { HostTask, Means, RunContext } from './host-task.ts';
import { leftOf, unfinishedRun, type Journal } from './journal-text.ts';
import { needsOf, observe, runChecks, type Observation } from './observe.ts';
import { passiveChecksOf } from './passive-checks.ts';
import { concealing, limitedTo, planApply, planRollback, type RoleTask } from './plan.ts';
import type { Record } from './record.ts';
import { notBegun, noticeOf, revertFailure, revertNotices, settle, unwritten } from './unfinished.ts';

/** Rounds of apply and read-back; what the first change reveals (a mount) is settled in the second, and what waits for that after it. */
const MOST_ROUNDS = 4;

/** Batches of one play that a host may stop on its own, because its controller was silent for too long, before it is left alone. */
const MOST_STOPS = 10;

/** What counts as the same plan: the very changes, commands included. */
const fingerprint = (changes: readonly PlannedChange[]): string => JSON.stringify(changes);

const fingerprintOf = (planned: PlannedChange): string => fingerprint([planned]);

const isLossy = ({ change }: PlannedChange): boolean =>
  change.destroys !== undefined || change.irreversible !== undefined;

const interrupted = (host: string): Failure => ({
  kind: 'interrupted',
  message: `stopped by the operator before ${host} was done`,
  advice: 'Run the same command again: it looks at the host first and goes on from what is there.',
});

class HostRun {
  readonly #task: HostTask;
  readonly #roles: readonly RoleTask[];
  readonly #context: RunContext;
  readonly #connection: Connection;
  readonly #record: Record;
  readonly #nextBatch: () => string;
  /** What the run that is resumed had left to change here, where it had begun. */
  #left: ReadonlySet<Ref> | undefined;
  /** What the kernel called the boot in which the host was looked at last. */
  #boot = '';

  constructor(task: HostTask, context: RunContext, { connection, record, nextBatch }: Means) {
    this.#task = task;
    this.#roles = task.phases.flat();
    this.#context = context;
    this.#connection = connection;
    this.#record = record;
    this.#nextBatch = nextBatch;
  }

  async run(): Promise<Result<null, Failure>> {
    const { mode } = this.#task;
    const check = this.#context.check || mode === 'check';
    const observation = await this.#observe();
    if (!observation.ok) return observation;
    const unfinished = unfinishedRun(observation.value.journal);
    if (unfinished !== undefined && unfinished.run !== this.#context.run) this.#record.noticed(noticeOf(unfinished));
    for (const notice of revertNotices(observation.value.journal)) this.#record.noticed(notice);
    if (mode === 'validate') return this.#validate(observation.value);
    if (mode === 'rollback') this.#tellHidden(observation.value.journal);
    const plan = this.#plan(observation.value);
    this.#record.planned(plan, check);
    const changes = runnableChanges(plan);
    if (check) {
      for (const planned of changes) this.#record.changeEnded(planned, { outcome: 'planned' });
      // In the other roles, checks would fail of what the plan tells already.
      return this.#passiveChecks(observation.value, this.#roles.filter(isSettledBy(plan)));
    }
    if (changes.length === 0) {
      const settled = unfinished === undefined ? ok(null) : await settle(this.#connection, unfinished);
      return settled.ok ? this.#passiveChecks(observation.value) : settled;
    }
    return this.#apply(plan, changes);
  }

  /** What was there before and held a secret is in no journal, so that no rollback can bring it back. */
  #tellHidden({ hidden }: Journal): void {
    const refs = this.#roles.flatMap(({ resources }) => resources).map(({ ref }) => ref);
    for (const ref of refs.filter((each) => hidden.has(each))) {
      const message = `${ref} stays as it is: what was there before jts held a secret, which the journal does not keep`;
      this.#record.noticed({ notice: 'stays', message });
    }
  }

  async #apply(plan: HostPlan, changes: readonly PlannedChange[]): Promise<Result<null, Failure>> {
    if (!(await this.#context.confirm(plan))) {
      const message = `not confirmed: nothing was changed on ${this.#task.host}`;
      return fail({ kind: 'refused', host: this.#task.host, message, advice: 'Confirm, or pass --yes.' });
    }
    const current = changes.some(isLossy) ? await this.#lookAgain(changes) : ok(plan);
    return current.ok ? this.#rounds(current.value) : current;
  }

  /** What is lost for good is lost on fresh facts only: the operator may have taken hours to confirm. */
  async #lookAgain(changes: readonly PlannedChange[]): Promise<Result<HostPlan, Failure>> {
    const again = await this.#observe();
    if (!again.ok) return again;
    const current = this.#plan(again.value);
    if (fingerprint(runnableChanges(current)) !== fingerprint(changes)) {
      return fail({
        kind: 'stale',
        host: this.#task.host,
        message: `${this.#task.host} changed between plan and apply; nothing was done`,
        advice: 'Run again to see the new plan.',
      });
    }
    return ok(current);
  }

  /** Goes on until nothing more shows; after a failure with the roles that do not wait for the one that failed. */
  async #rounds(first: HostPlan): Promise<Result<null, Failure>> {
    const settled = new Set<Ref>();
    const failedRoles = new Set<string>();
    let failure: Failure | undefined;
    let plan = first;
    let stops = 0;
    // What shows only after the first round was not in the plan that was agreed to, so it may not lose anything.
    const agreed = new Set(runnableChanges(first).map(fingerprintOf));
    const mayLose = (planned: PlannedChange): boolean => !isLossy(planned) || agreed.has(fingerprintOf(planned));
    const isLeft = (planned: PlannedChange): boolean =>
      !settled.has(planned.ref) && mayLose(planned) && !heldUp(failedRoles, this.#roles, this.#mode).has(planned.role);
    for (let round = 1; ; round += 1) {
      const applied = await this.#batch(
        plan,
        this.#readyOf(plan, (planned) => round === 1 || isLeft(planned)),
      );
      const { result } = applied;
      if (!result.ok) {
        if (result.failure.kind === 'lost' || result.failure.kind === 'interrupted') return result;
        failure ??= result.failure;
      }
      for (const { ref } of applied.done) settled.add(ref);
      for (const role of applied.failedRoles) failedRoles.add(role);
      const boot = this.#boot;
      const observation = await this.#observe();
      if (!observation.ok) return failure === undefined ? observation : fail(failure);
      const reverted = revertFailure(this.#task.host, observation.value.journal, this.#context.run);
      if (reverted !== undefined) return fail(reverted);
      plan = this.#plan(observation.value);
      const taken = this.#readBack(applied.done, plan);
      // A host that restarted since may have lost what it made.
      if (!taken.ok) return fail(failure ?? (this.#boot === boot ? taken.failure : unwritten(this.#task.host)));
      if (applied.stopped) stops += 1;
      const mayGoOn = applied.stopped ? stops < MOST_STOPS : round - stops < MOST_ROUNDS;
      const [left] = runnableChanges(plan, isLeft);
      if (left !== undefined && mayGoOn) continue;
      if (failure !== undefined) return fail(failure);
      if (this.#task.mode === 'apply') return this.#validate(observation.value);
      return left === undefined ? ok(null) : fail(notBegun(this.#task.host, left));
    }
  }

  /** Keeps back the roles that come after one of which more is yet to show, as long as there is something else to do. */
  #readyOf(plan: HostPlan, mayRun: (planned: PlannedChange) => boolean): (planned: PlannedChange) => boolean {
    const unsettled = rolesOf(plan).filter(({ entries }) => entries.some(({ verdict }) => verdict.verdict === 'later'));
    const names = unsettled.map(({ role }) => role);
    const waiting = heldUp(names, this.#roles, this.#mode);
    const isReady = (planned: PlannedChange): boolean =>
      mayRun(planned) && (isLossy(planned) || names.includes(planned.role) || !waiting.has(planned.role));
    return runnableChanges(plan, isReady).length > 0 ? isReady : mayRun;
  }

  get #mode(): 'apply' | 'rollback' {
    return this.#task.mode === 'rollback' ? 'rollback' : 'apply';
  }

  async #batch(plan: HostPlan, mayRun: (planned: PlannedChange) => boolean): Promise<Applied> {
    const { run, operator, secrets, stop } = this.#context;
    const { host, unattended = 'stop' } = this.#task;
    const header = { run, operator, mode: this.#mode };
    if (this.#stopped()) return { done: [], failedRoles: [], stopped: true, result: fail(interrupted(host)) };
    const tell = () => {
      this.#connection.tell('stop');
    };
    stop.addEventListener('abort', tell, { once: true });
    const settings = { id: this.#nextBatch(), boot: this.#boot, header, unattended, secrets };
    const applied = await applyPlan(this.#connection, plan, this.#roles, settings, this.#record, mayRun);
    stop.removeEventListener('abort', tell);
    return this.#stopped() && applied.result.ok ? { ...applied, result: fail(interrupted(host)) } : applied;
  }

  /** A change that ended well and is still wanted did not take. */
  #readBack(done: readonly PlannedChange[], plan: HostPlan): Result<null, Failure> {
    const entries = new Map(rolesOf(plan).flatMap(({ entries }) => entries.map(({ ref, verdict }) => [ref, verdict])));
    const failures = done.flatMap((planned): Failure[] => {
      const verdict = entries.get(planned.ref);
      if (verdict === undefined || verdict.verdict === 'fine') return [];
      const found = verdict.verdict === 'change' ? `still ${verdict.change.from}` : verdict.reason;
      this.#record.changeEnded(planned, { outcome: 'not-taken', output: [found] });
      const { role, ref, change } = planned;
      return [
        {
          kind: 'not-taken',
          host: this.#task.host,
          role,
          resource: ref,
          message: `${this.#task.host}: ${ref} was changed to ${change.to} without an error, and is ${found}`,
          advice: 'Something else on the host may change it back; look there, then run again.',
        },
      ];
    });
    return failures[0] === undefined ? ok(null) : fail(failures[0]);
  }

  #plan({ facts, journal }: Observation): HostPlan {
    const { host, phases, words, mode } = this.#task;
    const whole =
      mode === 'rollback' ? planRollback(host, phases, facts, words, journal) : planApply(host, phases, facts, words);
    const plan = concealing(whole, journal.secretive);
    const { resumes } = this.#context;
    this.#left ??= resumes === undefined ? undefined : leftOf(journal, resumes);
    return this.#left === undefined || resumes === undefined ? plan : limitedTo(plan, this.#left, resumes);
  }

  async #observe(): Promise<Result<Observation, Failure>> {
    if (this.#stopped()) return fail(interrupted(this.#task.host));
    // What to take back and what to resume is told by runs that came to their end, too.
    const isPast = this.#task.mode === 'rollback' || this.#context.resumes !== undefined;
    const needs = needsOf(
      this.#roles.flatMap(({ resources }) => resources),
      isPast ? 'whole' : 'open',
    );
    const observation = await observe(this.#connection, this.#task.host, needs);
    if (observation.ok) this.#boot = observation.value.boot;
    return observation;
  }

  #stopped(): boolean {
    return this.#context.stop.aborted;
  }

  /** Checks what facts tell and what has to be tried. */
  async #validate({ facts }: Observation): Promise<Result<null, Failure>> {
    const passive = this.#passiveChecks({ facts });
    const tried = await runChecks(
      this.#connection,
      this.#roles.flatMap(({ checks }) => checks),
    );
    if (!tried.ok) return tried;
    const checks = [...tried.value];
    for (const role of this.#roles) this.#record.checked(role, checks.splice(0, role.checks.length));
    return passive;
  }

  #passiveChecks({ facts }: Pick<Observation, 'facts'>, roles = this.#roles): Result<null, Failure> {
    if (this.#task.mode === 'rollback') return ok(null);
    for (const role of roles) {
      const checks = role.resources.flatMap((resource) => passiveChecksOf(resource, facts));
      this.#record.checked(role, checks);
    }
    return ok(null);
  }
}

/** Brings one host to what the play wants, or looks at it; everything that happens goes to the record. */
export const runHost = (task: HostTask, context: RunContext, means: Means): Promise<Result<null, Failure>> =>
  new HostRun(task, context, means).run();
