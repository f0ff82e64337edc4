import { roleChanges, type PlannedChange, type RolePlan } from '../model/plan.ts';
import type { Finisher } from '../model/resource.ts';
import { bounded } from '../shell/bounded.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import { endedWell, roleFunctions, stepFunctions } from './batch-functions.ts';
import { journalFunctions, type JournalLine } from './journal.ts';

/** A role's changes for one phase; `after` names those roles of the batch without which it must not start. */
export interface RoleBatch {
  readonly role: string;
  readonly after: readonly string[];
  readonly changes: readonly PlannedChange[];
}

/** A step of a batch: a change, or what several changes of a role share and what runs after the last of them. */
export type Step =
  | { readonly step: 'change'; readonly planned: PlannedChange }
  | { readonly step: 'finish'; readonly role: string; readonly finisher: Finisher };

/** Seconds that a finisher may take; `systemctl daemon-reload` took 4 s on the slowest host seen. */
const FINISH_DEADLINE = 120;

/** What goes to the journal with every step of a batch. */
export type JournalHeader = Pick<JournalLine, 'run' | 'operator' | 'mode'>;

const finishersOf = ({ changes }: RoleBatch): readonly Finisher[] => [
  ...new Map(changes.flatMap(({ change }) => change.finish ?? []).map((finisher) => [finisher.id, finisher])).values(),
];

/** The batch of a role's plan. */
export const batchOf = (plan: RolePlan, after: readonly string[]): RoleBatch => ({
  role: plan.role,
  after,
  changes: roleChanges(plan),
});

const stepsOf = (batch: RoleBatch): readonly Step[] => [
  ...batch.changes.map((planned): Step => ({ step: 'change', planned })),
  ...finishersOf(batch).map((finisher): Step => ({ step: 'finish', role: batch.role, finisher })),
];

/** The steps of a batch, numbered as the lines that it prints number them. */
export const batchSteps = (phases: readonly (readonly RoleBatch[])[]): readonly Step[] =>
  phases.flat().flatMap(stepsOf);

const renderStep = (step: Step, number: number): Shell => sh`
  step_${number}() {
  trap - PIPE
  exec {lock}>&-
  ${step.step === 'change' ? step.planned.change.run : step.finisher.run}
  }
`;

/** The journal's line for a change, with `@event` in the place of what the host fills in. */
const journalEntry = ({ role, ref, change }: PlannedChange, header: JournalHeader): string =>
  JSON.stringify({ event: '@event', ...header, role, ref, before: change.before });

/** For each change the indexes of those that it waits for; one that may not run beside others parts what surrounds it. */
const needsOf = (changes: readonly PlannedChange[]): readonly (readonly number[])[] => {
  let beside: number[] = [];
  return changes.map((planned, index) => {
    const isNeeded = (earlier: number): boolean => {
      const other = changes[earlier];
      if (planned.beside === undefined || other?.beside === undefined) return true;
      return planned.beside.waitsFor.includes(other.ref);
    };
    const needs = beside.filter(isNeeded);
    beside = planned.beside === undefined ? [index] : [...beside, index];
    return needs;
  });
};

const renderRole = (batch: RoleBatch, index: number, first: number, header: JournalHeader): Shell => {
  const needs = needsOf(batch.changes);
  const numbers = stepsOf(batch).map((_, offset) => first + offset);
  const changes = batch.changes.map(
    (planned, offset) => sh`
      batch_seconds[${first + offset}]=${planned.change.deadline}
      batch_entries[${first + offset}]=${journalEntry(planned, header)}
      batch_needs[${first + offset}]=${(needs[offset] ?? []).map((need) => first + need).join(' ')}
      batch_lanes[${first + offset}]=${planned.beside?.lane ?? ''}
    `,
  );
  const finishers = numbers.slice(batch.changes.length);
  return sh`
    ${lines([...changes, ...finishers.map((number) => sh`batch_seconds[${number}]=${FINISH_DEADLINE}`)])}
    role_${index}() {
    outcome=0
    run_changes ${numbers.slice(0, batch.changes.length)}
    ${finishers.length === 0 ? sh`:` : sh`run_finishers ${finishers}`}
    exit "$outcome"
    }
  `;
};

/** Runs the roles of a phase side by side; a role whose predecessor did not end well is left out. */
const renderPhase = (phase: readonly { readonly batch: RoleBatch; readonly index: number }[]): Shell => {
  const start = ({ batch, index }: { batch: RoleBatch; index: number }): Shell => {
    const begin = sh`
      role_${index} &
      running[$!]=${batch.role}
    `;
    if (batch.after.length === 0) return begin;
    return sh`
      if ended_well ${batch.after}; then
      ${begin}
      else
      failed+=(${batch.role})
      fi
    `;
  };
  return sh`
    running=()
    ${lines(phase.map(start))}
    for process in "\${!running[@]}"; do
      wait "$process" || failed+=("\${running[$process]}")
    done
  `;
};

/**
 * Renders the changes of a host into one bash script; it prints one line per event of a step and ends with status 0 when
 * every step ended well. It expects what the session gives it: `$mark`, `$control` and, from the lock, `$lock`.
 */
export const batchScript = (phases: readonly (readonly RoleBatch[])[], header: JournalHeader): Shell => {
  const steps = batchSteps(phases);
  let first = 0;
  const roles = phases.flat().map((batch, index) => {
    const role = renderRole(batch, index, first, header);
    first += stepsOf(batch).length;
    return { batch, index, role };
  });
  return lines([
    bounded,
    journalFunctions,
    stepFunctions,
    roleFunctions,
    ...steps.map(renderStep),
    ...roles.map(({ role }) => role),
    sh`failed=()`,
    ...(phases.flat().some(({ after }) => after.length > 0) ? [endedWell] : []),
    ...phases.map((phase) => renderPhase(roles.filter(({ batch }) => phase.includes(batch)))),
    sh`[[ \${#failed[@]} -eq 0 ]]`,
  ]);
};

/** Seconds after which a batch must have ended, from the deadlines of its steps. */
export const batchDeadline = (phases: readonly (readonly RoleBatch[])[]): number =>
  batchSteps(phases)
    .map((step) => (step.step === 'change' ? step.planned.change.deadline : FINISH_DEADLINE))
    .reduce((sum, seconds) => sum + seconds, 0);

/** What a line of a batch says; `undefined` for a line that is none of its own. */
export type BatchLine =
  | { readonly line: 'begin'; readonly number: number }
  | { readonly line: 'output'; readonly number: number; readonly text: string }
  | { readonly line: 'end'; readonly number: number; readonly status: string; readonly seconds: number };

export const readBatchLine = (line: string, mark: string): BatchLine | undefined => {
  if (!line.startsWith(`${mark} `)) return undefined;
  const [, word, digits, rest = ''] = /^(begin|out|end) (\d+)(?: (.*))?$/s.exec(line.slice(mark.length + 1)) ?? [];
  const number = Number(digits);
  if (word === undefined) return undefined;
  if (word === 'begin') return { line: 'begin', number };
  if (word === 'out') return { line: 'output', number, text: rest };
  const [status = '', milliseconds = ''] = rest.split(' ');
  return { line: 'end', number, status, seconds: Number(milliseconds) / 1000 };
};
