import {
  haltsOf,
  isHalted,
  roleChanges,
  rolesOf,
  type HostPlan,
  type PlanEntry,
  type PlannedChange,
  type RolePlan,
} from '../model/plan.ts';
import type { Change } from '../model/resource.ts';
import { changeLines } from './change-text.ts';
import { onHost, printed, type Colors, type Line } from './line.ts';
import { haltLines } from './halt-text.ts';
import type { Detail } from './reporter.ts';
import { count } from './words.ts';

const entriesOf = (plan: HostPlan): readonly PlanEntry[] => rolesOf(plan).flatMap(({ entries }) => entries);

/** The changes that can be made: not those of a role in which something is refused. */
const runnable = (plan: HostPlan): readonly PlannedChange[] =>
  rolesOf(plan)
    .filter((role) => !isHalted(role))
    .flatMap(roleChanges);

/** What the plan comes to, in numbers: `3 to change (2 create, 1 grow), 14 as wanted, 1 refused`. */
const totals = (plan: HostPlan): string => {
  const entries = entriesOf(plan);
  const verdicts = (verdict: PlanEntry['verdict']['verdict']) =>
    entries.filter((entry) => entry.verdict.verdict === verdict).length;
  const actions = runnable(plan).map(({ change }) => change.action);
  const byAction = (['create', 'update', 'grow', 'remove'] satisfies Change['action'][])
    .map((action) => ({ action, number: actions.filter((other) => other === action).length }))
    .filter(({ number }) => number > 0)
    .map(({ action, number }) => `${number} ${action}`);
  const parts: readonly [number, string][] = [
    [verdicts('change') - actions.length, 'held back'],
    [verdicts('fine'), 'as wanted'],
    [verdicts('later'), 'to be seen after the first changes'],
    [verdicts('refuse'), 'refused'],
    [verdicts('unreadable'), 'not to be judged'],
    [verdicts('blocked'), 'blocked'],
  ];
  return [
    actions.length === 0 ? 'nothing to change' : `${actions.length} to change (${byAction.join(', ')})`,
    ...parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`),
  ].join(', ');
};

/** The role as a whole, when what is halted in it keeps its changes from being made. */
const leftOut = (role: RolePlan): readonly Line[] => {
  const waiting = roleChanges(role).length;
  if (waiting === 0 || !isHalted(role)) return [];
  return [{ tone: 'warn', text: `  role ${role.role} is left out until that is settled: ${count(waiting, 'change')}` }];
};

const idleLines = (entries: readonly PlanEntry[]): readonly Line[] =>
  entries.flatMap(({ ref, verdict }): readonly Line[] => {
    if (verdict.verdict === 'fine') return [{ tone: 'faint', text: `  = ${ref}: ${verdict.reason}` }];
    if (verdict.verdict === 'later') return [{ tone: 'faint', text: `  ? ${ref}: ${verdict.reason}` }];
    return [];
  });

/** What would be lost for good by the changes of a plan that can run, each with the resource it is lost by. */
export const losses = (plan: HostPlan): readonly Line[] =>
  runnable(plan).flatMap(({ ref, change }): readonly Line[] => [
    ...(change.destroys === undefined ? [] : [{ tone: 'bad' as const, text: `${ref} destroys ${change.destroys}` }]),
    ...(change.irreversible === undefined || change.irreversible === change.destroys
      ? []
      : [{ tone: 'bad' as const, text: `${ref}: ${change.irreversible}` }]),
  ]);

const lossLines = (plan: HostPlan): readonly Line[] => {
  const lost = losses(plan).map((line) => ({ ...line, text: `    ${line.text}` }));
  return lost.length === 0 ? [] : [{ tone: 'bad', text: '  These changes cannot be undone:' }, ...lost];
};

const roleLines = (role: RolePlan, detail: Detail): readonly Line[] => {
  const halts = haltsOf(role.entries);
  const changes = roleChanges(role);
  const idle = detail.verbose ? idleLines(role.entries) : [];
  if (halts.length + changes.length + idle.length === 0) return [];
  const lines = [
    ...changes.flatMap((planned) => changeLines(planned, detail)),
    ...idle,
    ...haltLines(halts),
    ...leftOut(role),
  ];
  return [
    { tone: 'strong', text: `  role ${role.role}` },
    ...lines.map((line) => ({ ...line, text: `  ${line.text}` })),
  ];
};

/** A plan in short: numbers, what is refused and why, and what is lost. */
const shortLines = (plan: HostPlan, { verbose }: Detail): readonly Line[] => [
  ...(verbose ? idleLines(entriesOf(plan)) : []),
  ...haltLines(haltsOf(entriesOf(plan)).filter(({ verdict }) => verbose || verdict !== 'blocked')),
  ...rolesOf(plan).flatMap(leftOut),
  ...lossLines(plan),
];

/** The lines of a plan: all of it when it stays one or differences are asked for, else what an operator must know. */
export const planLines = (plan: HostPlan, detail: Detail, check: boolean): readonly Line[] =>
  onHost(plan.host, [
    { tone: 'strong', text: `plan: ${totals(plan)}` },
    ...(check || detail.diff
      ? [...rolesOf(plan).flatMap((role) => roleLines(role, detail)), ...lossLines(plan)]
      : shortLines(plan, detail)),
  ]);

/** The plan of a host as text: every change with what it is from and to, why and at what risk; last what cannot be undone. */
export const planText = (plan: HostPlan, detail: Detail, colors: Colors): string =>
  printed(planLines(plan, detail, true), colors);
