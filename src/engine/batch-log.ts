import type { Failure } from '../model/failure.ts';
import type { PlannedChange } from '../model/plan.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { lastSaid } from '../model/said.ts';
import { readBatchLine, type BatchLine, type Step } from './batch.ts';
import type { ChangeEnd, Record } from './record.ts';
import type { ScriptOutcome } from './session.ts';
import { NOT_STARTED_STATUS } from './supervise.ts';

/** Lines of a failed change that are shown and kept. */
const LAST_LINES = 12;

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

/** What came of a plan: the changes that ended well, the roles in which something did not, and the first failure. */
export interface Applied {
  readonly done: readonly PlannedChange[];
  readonly failedRoles: readonly string[];
  /** Whether it was stopped between two changes, so that some were not begun. */
  readonly stopped: boolean;
  readonly result: Result<null, Failure>;
}

/** What a batch says while it is followed. */
export class BatchLog {
  readonly #host: string;
  readonly #mark: string;
  readonly #boot: string;
  readonly #steps: readonly Step[];
  readonly #record: Record;
  readonly #progress: readonly Progress[];
  readonly failedRoles: string[] = [];
  /** Lines that were heard. */
  heard = 0;
  #failure: Failure | undefined;
  #outcome: string | undefined;

  /** `boot` is what the kernel calls the boot in which the host was looked at. */
  constructor(host: string, mark: string, boot: string, steps: readonly Step[], record: Record) {
    this.#host = host;
    this.#mark = mark;
    this.#boot = boot;
    this.#steps = steps;
    this.#record = record;
    this.#progress = steps.map((): Progress => ({ output: [], status: 'waiting' }));
  }

  hear(line: string): void {
    const said = readBatchLine(line, this.#mark);
    if (said === undefined) return;
    this.heard += 1;
    if (said.line === 'started') return;
    if (said.line === 'ended') this.#outcome = said.outcome;
    else if (said.line === 'cut') this.#outcome = said.boot === this.#boot ? 'unknown' : 'restarted';
    else this.#hearStep(said);
  }

  #hearStep(said: Extract<BatchLine, { readonly number: number }>): void {
    const step = this.#steps[said.number];
    const state = this.#progress[said.number];
    if (step === undefined || state === undefined) return;
    // A step begins once and ends once, whatever a host says of it besides.
    if (state.status !== (said.line === 'begin' ? 'waiting' : 'running')) return;
    if (said.line === 'begin') {
      state.status = 'running';
      if (step.step === 'change') this.#record.changeStarted(step.planned);
    } else if (said.line === 'output') {
      if (said.text.trim() === '') return;
      state.output.push(said.text);
      if (state.output.length > LAST_LINES) state.output.shift();
      if (step.step === 'change') this.#record.changeOutput(step.planned, said.text);
    } else {
      state.status = said.status === '0' ? 'done' : 'failed';
      if (state.status === 'failed') {
        this.#failure ??= failureOf(this.#host, step, said.status, state.output);
        this.failedRoles.push(step.step === 'change' ? step.planned.role : step.role);
      }
      if (step.step === 'change') {
        const end: ChangeEnd = { outcome: state.status, seconds: said.seconds };
        this.#record.changeEnded(step.planned, state.status === 'failed' ? { ...end, output: state.output } : end);
      }
    }
  }

  /** Records what became of every change, given how the script that followed the batch came out. */
  end(ran: Result<ScriptOutcome, Failure>): Applied {
    const done: PlannedChange[] = [];
    for (const [index, step] of this.#steps.entries()) {
      const status = this.#progress[index]?.status;
      if (step.step !== 'change') continue;
      if (status === 'done') done.push(step.planned);
      if (status === 'running') this.#record.changeEnded(step.planned, { outcome: 'unknown' });
      if (status === 'waiting') this.#record.changeEnded(step.planned, { outcome: 'not-run' });
    }
    const failure = this.#failure ?? (ran.ok ? this.#unheard(ran.value) : ran.failure);
    const { failedRoles } = this;
    const stopped = this.#outcome === 'stopped';
    return { done, failedRoles, stopped, result: failure === undefined ? ok(null) : fail(failure) };
  }

  get #isDone(): boolean {
    return this.#progress.every(({ status }) => status === 'done');
  }

  #untold(advice: string): Failure {
    const message = `${this.#host} says that all changes were made, and did not say of each that it was`;
    return { kind: 'protocol', host: this.#host, message, advice };
  }

  /** Why a batch of which no change failed did not come to its end, `undefined` where it did. */
  #unheard({ status, stderr }: ScriptOutcome): Failure | undefined {
    const host = this.#host;
    const going = this.#steps.flatMap((step, index) =>
      this.#progress[index]?.status === 'running' && step.step === 'change' ? [step.planned.ref] : [],
    );
    const isBegun = this.#progress.some(({ status }) => status !== 'waiting');
    const middle = isBegun ? 'between two changes' : 'before its first change';
    const between = this.#isDone ? 'right after its last change' : middle;
    const meanwhile = going.length === 0 ? between : `while it made ${going.join(' and ')}`;
    const look = 'Look at the host, then run again: jts looks at it first and goes on from what is there.';
    if (status === NOT_STARTED_STATUS) {
      const message = `${host}: the changes could not be begun, and none was made: ${lastSaid(stderr)}`;
      return { kind: 'fact', host, message, advice: 'Mend what it says, then run again.' };
    }
    const outcome = this.#outcome;
    if (outcome === 'stopped') return undefined;
    if (outcome === 'done') return this.#isDone ? undefined : this.#untold(look);
    if (outcome === 'restarted') return { kind: 'lost', host, message: `${host} restarted ${meanwhile}`, advice: look };
    const how = outcome === undefined || outcome === 'unknown' ? 'its log does not say how' : `outcome: ${outcome}`;
    return { kind: 'lost', host, message: `the batch on ${host} ended ${meanwhile}; ${how}`, advice: look };
  }
}
