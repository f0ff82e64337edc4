import type { Check } from '../model/check.ts';
import type { Emit, Notice } from '../model/event.ts';
import {
  haltsOf,
  isHalt,
  isHalted,
  roleChanges,
  rolesOf,
  type Halt,
  type HostPlan,
  type PlanEntry,
  type PlannedChange,
} from '../model/plan.ts';
import type { ChangeReport, CheckReport, RoleReport } from '../model/report.ts';
import type { RoleTask } from './plan.ts';

type ChangeOutcome = ChangeReport['outcome'];

/** How a change came out: what the report adds to the plan's words. */
export interface ChangeEnd {
  readonly outcome: ChangeOutcome;
  readonly seconds?: number;
  /** Last lines printed. */
  readonly output?: readonly string[];
}

const refusal = ({ resource, reason, advice }: Halt): RoleReport['refusals'][number] =>
  advice === undefined ? { resource, reason } : { resource, reason, advice };

const changeReport = ({ ref, change }: PlannedChange, end: ChangeEnd): ChangeReport => ({
  resource: ref,
  action: change.action,
  from: change.from,
  to: change.to,
  reason: change.reason,
  undoable: change.irreversible === undefined && change.destroys === undefined,
  outcome: end.outcome,
  ...(end.seconds === undefined ? {} : { seconds: end.seconds }),
  ...(change.risk === undefined ? {} : { risk: change.risk }),
  ...(change.destroys === undefined ? {} : { destroys: change.destroys }),
  ...(end.output === undefined ? {} : { output: [...end.output] }),
});

/** Collects what a play does and finds on one host, tells it as events, and makes the report of it. */
export class Record {
  readonly #host: string;
  readonly #emit: Emit;
  readonly #roles: readonly RoleTask[];
  readonly #changes = new Map<string, { readonly role: string; readonly report: ChangeReport }>();
  readonly #checks = new Map<string, CheckReport[]>();
  readonly notices: string[] = [];
  #plan: HostPlan | undefined;

  constructor(host: string, roles: readonly RoleTask[], emit: Emit) {
    this.#host = host;
    this.#roles = roles;
    this.#emit = emit;
  }

  /** Notes the plan, and whether it stays one; the first one counts for what was refused and what was as wanted. */
  planned(plan: HostPlan, check: boolean): void {
    this.#plan ??= plan;
    // What differs in a role that is left out belongs to what a look found.
    if (check) for (const planned of rolesOf(plan).filter(isHalted).flatMap(roleChanges)) this.#heldBack(planned);
    this.#emit({ event: 'host-planned', host: this.#host, check, plan });
  }

  noticed(notice: Notice): void {
    this.notices.push(notice.message);
    this.#emit({ event: 'host-notice', host: this.#host, ...notice });
  }

  #heldBack(planned: PlannedChange): void {
    this.#changes.set(planned.ref, { role: planned.role, report: changeReport(planned, { outcome: 'not-run' }) });
  }

  changeStarted({ role, ref, change }: PlannedChange): void {
    const title = `${change.action} ${ref}: ${change.from} → ${change.to}`;
    this.#emit({ event: 'change-started', host: this.#host, role, resource: ref, title });
  }

  changeOutput({ role, ref }: PlannedChange, line: string): void {
    this.#emit({ event: 'change-output', host: this.#host, role, resource: ref, line });
  }

  changeEnded(planned: PlannedChange, end: ChangeEnd): void {
    const earlier = this.#changes.get(planned.ref);
    const seconds = end.seconds ?? earlier?.report.seconds;
    const report = changeReport(planned, seconds === undefined ? end : { ...end, seconds });
    this.#changes.set(planned.ref, { role: planned.role, report });
    this.#emit({ event: 'change-ended', host: this.#host, role: planned.role, ...report });
  }

  checked({ role, tier }: RoleTask, checks: readonly Check[]): void {
    for (const check of checks) {
      const report = { ...check, tier };
      this.#checks.set(role, [...(this.#checks.get(role) ?? []), report]);
      this.#emit({ event: 'check-ended', host: this.#host, role, ...report });
    }
  }

  get changes(): readonly ChangeReport[] {
    return [...this.#changes.values()].map(({ report }) => report);
  }

  get checks(): readonly CheckReport[] {
    return [...this.#checks.values()].flat();
  }

  get refused(): boolean {
    return this.#entries.some(isHalt);
  }

  /** Whether something could not be judged, because a fact could not be read. */
  get unreadable(): boolean {
    return this.#entries.some(({ verdict }) => verdict.verdict === 'unreadable');
  }

  get #entries(): readonly PlanEntry[] {
    return this.#plan === undefined ? [] : rolesOf(this.#plan).flatMap(({ entries }) => entries);
  }

  roles(): RoleReport[] {
    return this.#roles.map(({ role }) => {
      const plan = this.#plan === undefined ? undefined : rolesOf(this.#plan).find((entry) => entry.role === role);
      const entries = plan?.entries ?? [];
      return {
        role,
        refusals: haltsOf(entries).map(refusal),
        asWanted: entries.filter(({ verdict }) => verdict.verdict === 'fine').map(({ ref }) => ref),
        changes: [...this.#changes.values()].filter((change) => change.role === role).map(({ report }) => report),
        checks: this.#checks.get(role) ?? [],
      };
    });
  }
}
