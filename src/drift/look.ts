import type { Event } from '../model/event.ts';
import type { DriftReport, HostDrift } from '../model/drift-report.ts';
import { haltsOf, rolesOf, type HostPlan, type PlanEntry } from '../model/plan.ts';
import type { HostReport, SummaryReport } from '../model/report.ts';

type RoleEntry = PlanEntry & { readonly role: string };

/** What the plans of a host say of each resource; where several plays want the same one, the last has its way. */
const entriesOf = (plans: readonly HostPlan[]): readonly RoleEntry[] => {
  const entries = plans.flatMap(rolesOf).flatMap(({ role, entries }) => entries.map((entry) => ({ role, ...entry })));
  return [...new Map(entries.map((entry) => [entry.ref, entry])).values()];
};

const driftedOf = ({ role, ref, verdict }: RoleEntry): HostDrift['drifted'] => {
  if (verdict.verdict !== 'change') return [];
  const { action, from, to, reason, risk } = verdict.change;
  return [{ role, resource: ref, action, from, to, reason, ...(risk !== undefined && { risk }) }];
};

const failedChecks = ({ plays }: HostReport): HostDrift['checks'] =>
  plays
    .flatMap(({ roles }) => roles)
    .flatMap(({ role, checks }) =>
      checks.flatMap(({ id, tier, expected, actual, outcome }) =>
        outcome === 'fail' || outcome === 'unknown' ? [{ role, id, tier, expected, actual, outcome }] : [],
      ),
    );

/** What a look at one host found. */
export interface Look {
  readonly drift: HostDrift;
  readonly asWanted: readonly { readonly role: string; readonly resource: string }[];
}

/** Compares a host with what is declared, by the plans that a look at it came to and its report. */
export const lookOf = (report: HostReport, plans: readonly HostPlan[]): Look => {
  const entries = entriesOf(plans);
  const asWanted = entries.filter(({ verdict }) => verdict.verdict === 'fine');
  const drift = {
    host: report.host,
    outcome: report.outcome,
    ...(report.failure !== undefined && { failure: report.failure }),
    drifted: entries.flatMap(driftedOf),
    refusals: entries.flatMap((entry) => haltsOf([entry]).map((halt) => ({ role: entry.role, ...halt }))),
    checks: failedChecks(report),
    asWanted: asWanted.length,
    later: entries.filter(({ verdict }) => verdict.verdict === 'later').length,
  };
  return { drift, asWanted: asWanted.map(({ role, ref }) => ({ role, resource: ref })) };
};

/** Collects from the events of a run that only looks what it found. */
export class Looks {
  readonly #plans = new Map<string, HostPlan[]>();
  readonly #looks = new Map<string, Look>();
  #names: readonly string[] = [];
  #summary: SummaryReport | undefined;

  on(event: Event): void {
    if (event.event === 'run-started') this.#names = event.hosts;
    else if (event.event === 'host-planned') {
      this.#plans.set(event.host, [...(this.#plans.get(event.host) ?? []), event.plan]);
    } else if (event.event === 'host-ended') {
      this.#looks.set(event.host, lookOf(event.report, this.#plans.get(event.host) ?? []));
      // Plans hold the scripts of all changes: those of many hosts would fill the memory.
      this.#plans.delete(event.host);
    } else if (event.event === 'run-ended') this.#summary = event.summary;
  }

  /** How the run came out; nothing before it has ended. */
  get summary(): SummaryReport | undefined {
    return this.#summary;
  }

  /** What was found on each host, in the order in which the run named them. */
  get hosts(): readonly Look[] {
    return this.#names.flatMap((name) => this.#looks.get(name) ?? []);
  }
}

/** The report of a look at hosts; `since` is the run that the hosts are compared with. */
export const driftReport = (
  { run, playbook, version, started, ended, exitCode }: SummaryReport,
  hosts: readonly HostDrift[],
  since?: string,
): DriftReport => ({
  ...{ run, playbook, version, started, ended, exitCode },
  ...(since !== undefined && { since }),
  hosts: [...hosts],
});
