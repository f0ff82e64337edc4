import { roleChanges, type PlannedChange, type RolePlan } from '../model/plan.ts';
import type { Finisher } from '../model/resource.ts';
import { bounded } from '../shell/bounded.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
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

/** Exit status of a batch that the operator stopped at a boundary between two changes. */
export const STOPPED_STATUS = 130;

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

/**
 * Bash that runs steps and prints what happens, a line each: `MARK begin N`, `MARK out N TEXT`, `MARK end N STATUS MS`.
 * SIGPIPE is ignored outside the steps: when the controller is gone, the current change ends undisturbed, and the next
 * one is not begun, because its first line cannot be printed.
 * No step is called where bash tests a status (`if`, `||` on its left, `!`): that would switch `set -e` off in all it calls.
 */
const stepFunctions: Shell = sh`
  trap '' PIPE
  relay() {
    local line
    while IFS= read -r line && [[ $line != "$mark relayed" ]]; do
      printf '%s out %s %s\n' "$mark" "$1" "\${line:0:2000}" || :
    done
  }
  attempt() {
    local number=$1 seconds=$2 entry=$3
    # What was there before has to be on the disk before it changes; how it ended is synced with what comes next.
    if [[ -n $entry ]] && ! { journal "\${entry/@event/begun}" && sync_journal; }; then
      echo 'the journal on the host could not be written, so the change was not begun'
      status=1
      return
    fi
    bounded "$seconds" "step_$number"
    if [[ $status == 0 ]]; then
      [[ -z $entry ]] || journal "\${entry/@event/done}" || status=1
    else
      [[ -z $entry ]] || journal "\${entry/@event/failed}" || :
    fi
  }
  step() {
    local number=$1 started=$EPOCHREALTIME status output
    if read -r -t 0 -u "$control" || ! printf '%s begin %s\n' "$mark" "$number"; then
      outcome=${STOPPED_STATUS}
      return
    fi
    exec {output}> >(relay "$number")
    local relaying=$!
    attempt "$@" >&"$output" 2>&1
    printf '\n%s relayed\n' "$mark" >&"$output"
    exec {output}>&-
    wait "$relaying" || :
    [[ $status == 0 ]] || outcome=1
    printf '%s end %s %s %s\n' "$mark" "$number" "$status" "$(((\${EPOCHREALTIME/./} - \${started/./}) / 1000))" || :
  }
`;

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

const renderCall = (step: Step, number: number, header: JournalHeader): Shell =>
  step.step === 'change'
    ? sh`step ${number} ${step.planned.change.deadline} ${journalEntry(step.planned, header)}`
    : sh`step ${number} ${FINISH_DEADLINE} ''`;

const renderRole = (batch: RoleBatch, index: number, first: number, header: JournalHeader): Shell => {
  const steps = stepsOf(batch).map((step, offset) => ({ step, call: renderCall(step, first + offset, header) }));
  const changes = steps.filter(({ step }) => step.step === 'change');
  const finishers = steps.filter(({ step }) => step.step === 'finish');
  return sh`
    role_${index}() {
    outcome=0
    ${lines(changes.map(({ call }) => sh`[[ $outcome != 0 ]] || ${call}`))}
    ${lines(finishers.map(({ call }) => call))}
    exit "$outcome"
    }
  `;
};

const endedWell: Shell = sh`
  ended_well() {
    local name other
    for name in "$@"; do
      for other in "\${failed[@]}"; do
        [[ $name != "$other" ]] || return
      done
    done
  }
`;

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
    ...steps.map(renderStep),
    ...roles.map(({ role }) => role),
    sh`failed=()`,
    ...(phases.flat().some(({ after }) => after.length > 0) ? [endedWell] : []),
    ...phases.map((phase) => renderPhase(roles.filter(({ batch }) => phase.includes(batch)))),
    sh`sync_journal && [[ \${#failed[@]} -eq 0 ]]`,
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
