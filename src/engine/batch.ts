import { roleChanges, type PlannedChange, type RolePlan } from '../model/plan.ts';
import { redactor, textsToHide, type Redactor } from '../model/redaction.ts';
import type { Finisher, Ref } from '../model/resource.ts';
import { openPipeFunction } from '../shell/open-pipe.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import { endedWell, hideFunction, mayBegin, roleFunctions, stepFunctions, STOPPED_STATUS } from './batch-functions.ts';
import type { BatchEntry, JournalLine } from './journal-text.ts';
import { journalFunctions } from './journal.ts';
import { BATCH_FILE, SCRIPT_FILE } from './places.ts';
import { watching, type Revert } from './revert.ts';

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

/** What a batch is called, and how it behaves. */
export interface BatchSettings {
  /** Unique on the host: the run's name, a dash, and a number. */
  readonly id: string;
  /** A word that no host can guess; every line that the batch prints begins with it. */
  readonly mark: string;
  readonly header: JournalHeader;
  /** What it does once its controller has not been heard of for a while: begin no further change, or come to its end. */
  readonly unattended: 'stop' | 'finish';
  /** What the run is to change after it, as far as that shows yet. */
  readonly later: readonly Ref[];
  /** What neither its log nor the journal may show. */
  readonly secrets: readonly string[];
}

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

const revertsOf = (
  phases: readonly (readonly RoleBatch[])[],
  { unattended }: Pick<BatchSettings, 'unattended'>,
): readonly Revert[] =>
  // One that is to come to its end without jts has nobody who would say that all is well.
  unattended === 'finish'
    ? []
    : batchSteps(phases).flatMap((step, number) =>
        step.step === 'change' && step.planned.change.revert !== undefined
          ? [{ number, script: step.planned.change.revert }]
          : [],
      );

/** Whether the host takes changes of a batch back on its own unless jts comes back to it. */
export const isRevertable = (
  phases: readonly (readonly RoleBatch[])[],
  settings: Pick<BatchSettings, 'unattended'>,
): boolean => revertsOf(phases, settings).length > 0;

const renderStep = (step: Step, number: number): Shell => sh`
  step_${number}() {
  ${step.step === 'change' ? step.planned.change.run : step.finisher.run}
  }
`;

/** The journal's line for a batch that is about to begin. */
const plannedEntry = (
  phases: readonly (readonly RoleBatch[])[],
  { header, later }: Pick<BatchSettings, 'header' | 'later'>,
): string =>
  JSON.stringify({
    event: 'planned',
    ...header,
    later,
    changes: phases.flat().flatMap(({ changes }) => changes.map(({ role, ref }) => [role, ref] as const)),
  } satisfies BatchEntry);

/** The journal's line for a batch that has ended, with `@outcome` in the place of what the host fills in. */
const endedEntry = ({ run }: JournalHeader): string =>
  JSON.stringify({ event: 'ended', run, outcome: '@outcome' } satisfies BatchEntry);

/** The journal's line for a change, with `@event` in the place of what the host fills in. */
const journalEntry = ({ role, ref, change }: PlannedChange, header: JournalHeader, redact: Redactor): string => {
  const before = redact.json(change.before);
  const isHidden = change.isConcealed === true || JSON.stringify(before) !== JSON.stringify(change.before);
  const isSecret = redact.text(change.run.text) !== change.run.text;
  return JSON.stringify({
    ...{ event: '@event', ...header, role, ref, before },
    ...(isHidden && { hidden: true }),
    ...(isSecret && { secret: true }),
  });
};

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

const renderRole = (
  batch: RoleBatch,
  index: number,
  first: number,
  { header, redact }: { readonly header: JournalHeader; readonly redact: Redactor },
): Shell => {
  const needs = needsOf(batch.changes);
  const numbers = stepsOf(batch).map((_, offset) => first + offset);
  const changes = batch.changes.map(
    (planned, offset) => sh`
      batch_seconds[${first + offset}]=${planned.change.deadline}
      batch_entries[${first + offset}]=${journalEntry(planned, header, redact)}
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
      wait "$process" && continue
      [[ $? == ${STOPPED_STATUS} ]] || outcome=failed
      failed+=("\${running[$process]}")
    done
  `;
};

/**
 * Renders the changes of a host into one bash script for a process of its own; it prints one line per event of a step, and
 * at last `MARK ended done|failed|stopped`. Its last command is one that bash reads to the end before it runs it, because
 * it empties the file that it is read from.
 */
export const batchScript = (
  phases: readonly (readonly RoleBatch[])[],
  { id, mark, header, unattended, later, secrets }: BatchSettings,
): Shell => {
  const steps = batchSteps(phases);
  const redact = redactor(secrets);
  let first = 0;
  const roles = phases.flat().map((batch, index) => {
    const role = renderRole(batch, index, first, { header, redact });
    first += stepsOf(batch).length;
    return { batch, index, role };
  });
  return lines([
    sh`
      printf '%s %s\n' ${id} "$$" 1<>${BATCH_FILE}
      mark=${mark}
      umask 022
      cd /
      # Bash hands its pipes on to what it starts, and LVM complains of each.
      export LVM_SUPPRESS_FD_WARNINGS=1
    `,
    openPipeFunction,
    journalFunctions,
    mayBegin(header.run, unattended === 'stop'),
    hideFunction(textsToHide(secrets)),
    stepFunctions,
    roleFunctions,
    watching(id, revertsOf(phases, { unattended })),
    ...steps.map(renderStep),
    ...roles.map(({ role }) => role),
    ...(phases.flat().some(({ after }) => after.length > 0) ? [endedWell] : []),
    sh`
      {
      : >${SCRIPT_FILE}
      if make_journal; then journal ${plannedEntry(phases, { header, later })} || :; fi
      failed=() outcome=stopped
      ${lines(phases.map((phase) => renderPhase(roles.filter(({ batch }) => phase.includes(batch)))))}
      [[ \${#failed[@]} -gt 0 ]] || outcome='done'
      ended=${endedEntry(header)}
      journal "\${ended/@outcome/$outcome}" || :
      printf '%s ended %s\n' "$mark" "$outcome"
      : >${BATCH_FILE}
      # Without a condition, shellcheck takes functions that are called by their names for unreachable.
      [[ -z $outcome ]] || exit 0
      }
    `,
  ]);
};

/** Seconds after which a batch must have ended, from the deadlines of its steps. */
export const batchDeadline = (phases: readonly (readonly RoleBatch[])[]): number =>
  batchSteps(phases)
    .map((step) => (step.step === 'change' ? step.planned.change.deadline : FINISH_DEADLINE))
    .reduce((sum, seconds) => sum + seconds, 0);

/** What a line of a batch says; `undefined` for a line that is none of its own. */
export type BatchLine =
  | { readonly line: 'started' }
  | { readonly line: 'begin'; readonly number: number }
  | { readonly line: 'output'; readonly number: number; readonly text: string }
  | { readonly line: 'end'; readonly number: number; readonly status: string; readonly seconds: number }
  /** `done`, `failed` or `stopped`, or what systemd says of a batch that could not say it. */
  | { readonly line: 'ended'; readonly outcome: string }
  /** It is no longer at work, and its log does not say how it ended. */
  | { readonly line: 'cut'; readonly boot: string };

export const readBatchLine = (line: string, mark: string): BatchLine | undefined => {
  if (!line.startsWith(`${mark} `)) return undefined;
  const said = line.slice(mark.length + 1);
  if (said === 'started') return { line: 'started' };
  const [, about, what = ''] = /^(ended|cut) (\S+)$/.exec(said) ?? [];
  if (about === 'cut') return { line: 'cut', boot: what };
  if (about === 'ended') return { line: 'ended', outcome: what };
  const [, word, digits, rest = ''] = /^(begin|out|end) (\d+)(?: (.*))?$/s.exec(said) ?? [];
  const number = Number(digits);
  if (word === undefined) return undefined;
  if (word === 'begin') return { line: 'begin', number };
  if (word === 'out') return { line: 'output', number, text: rest };
  const [, status, milliseconds] = /^(\d{1,3}|deadline|killed) (-?\d{1,12})$/.exec(rest) ?? [];
  if (status === undefined) return undefined;
  // A clock that is set back meanwhile makes it negative.
  return { line: 'end', number, status, seconds: Math.max(0, Number(milliseconds)) / 1000 };
};
