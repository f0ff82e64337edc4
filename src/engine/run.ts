import PQueue from 'p-queue';
import type { Emit, Event } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { HostReport, PlayReport, SummaryReport } from '../model/report.ts';
import { fail, type Result } from '../model/result.ts';
import { thrownSaid } from '../model/said.ts';
import { Connection, type Reached } from './connection.ts';
import { runHost } from './host-run.ts';
import { mayChange, type HostTask, type RunContext } from './host-task.ts';
import { exitCodeOf, isFailed, outcomeOf, type Course } from './outcome.ts';
import { Record } from './record.ts';
import { batchesOf, haltOf, type Rollout } from './rollout.ts';

/** A play made ready: for each of its hosts what is wanted there. */
export interface PlayTask {
  readonly play: string;
  readonly mode: HostTask['mode'];
  readonly rollout: Rollout;
  readonly hosts: readonly { readonly host: Host; readonly task: HostTask }[];
}

export interface RunOptions {
  readonly playbook: string;
  readonly version: string;
  /** Hosts that are worked on at once. */
  readonly forks: number;
  readonly context: RunContext;
  readonly reach: (host: Host) => Promise<Result<Reached, Failure>>;
}

type SummaryRow = SummaryReport['hosts'][number];

/** What is collected of a host over the plays of a run. */
interface HostState extends Course {
  readonly started: Date;
  readonly plays: PlayReport[];
  readonly records: Record[];
  batches: number;
  failure?: Failure;
}

const notRun = (host: string, play: string, why: string): Failure => ({
  kind: 'not-run',
  host,
  message: `${host}: play "${play}" was not begun: ${why}`,
  advice: 'Mend what failed there, then run the same command again.',
});

/** An answer that nobody thought of is the failure of one host; the others go on. */
const unforeseen = (host: string, error: unknown): Failure => ({
  kind: 'protocol',
  host,
  message: `${host}: jts was not made for what it met with there: ${thrownSaid(error)}`,
  advice: `This is a defect of jts: report it with what jts facts ${host} prints.`,
});

const told = (failure: Failure): NonNullable<HostReport['failure']> => {
  if (failure.kind === 'configuration') return { kind: failure.kind, message: failure.problems[0]?.message ?? '' };
  const { kind, message, advice } = failure;
  return advice === undefined ? { kind, message } : { kind, message, advice };
};

const namesOf = (hosts: PlayTask['hosts']): readonly string[] => hosts.map(({ host }) => host.name);

const summaryRow = (report: HostReport): SummaryRow => {
  const roles = report.plays.flatMap((play) => play.roles);
  const checks = roles.flatMap((role) => role.checks);
  const count = (outcome: string) => checks.filter((check) => check.outcome === outcome).length;
  return {
    host: report.host,
    outcome: report.outcome,
    changes: roles.flatMap((role) => role.changes).filter(({ outcome }) => outcome === 'done' || outcome === 'planned')
      .length,
    checks: { pass: count('pass'), fail: count('fail'), skip: count('skip'), unknown: count('unknown') },
    seconds: (Date.parse(report.ended) - Date.parse(report.started)) / 1000,
    ...(report.failure === undefined ? {} : { message: report.failure.message }),
  };
};

class Run {
  readonly #options: RunOptions;
  readonly #emit: Emit;
  readonly #states = new Map<string, HostState>();
  readonly #started = new Date();
  /** Hosts that failed, and take no part in later plays. */
  readonly #out = new Set<string>();
  /** Why no further host is begun. */
  #halt: string | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#emit = options.context.emit;
  }

  async run(plays: readonly PlayTask[]): Promise<SummaryReport> {
    const { context, playbook } = this.#options;
    const last = new Map(plays.flatMap((play) => play.hosts.map(({ host }) => [host.name, play])));
    const hosts = [...last.keys()];
    this.#emit({ event: 'run-started', run: context.run, playbook, check: context.check, hosts });
    const rows: SummaryRow[] = [];
    for (const play of plays) {
      const going = play.hosts.filter(({ host }) => !this.#out.has(host.name));
      this.#announce({ event: 'play-started', play: play.play, mode: play.mode, hosts: namesOf(going) });
      const batches = batchesOf(going, play.rollout);
      for (const batch of batches) {
        if (batches.length > 1) {
          const hosts = namesOf(batch);
          this.#announce({ event: 'batch-started', play: play.play, mode: play.mode, hosts, of: going.length });
        }
        await this.#batch(play, batch, (host, state) => {
          if (last.get(host) !== play && state.failure === undefined) return;
          rows.push(summaryRow(this.#report(host, state)));
          if (state.failure !== undefined) this.#out.add(host);
          // Of a thousand hosts no more is kept than what the summary says.
          this.#states.delete(host);
        });
      }
    }
    const summary = this.#summary(rows);
    this.#emit({ event: 'run-ended', summary });
    return summary;
  }

  /** Tells that something begins, unless nothing does any more. */
  #announce(event: Event): void {
    if (this.#halt === undefined && !this.#options.context.stop.aborted) this.#emit(event);
  }

  async #batch(
    play: PlayTask,
    batch: PlayTask['hosts'],
    ended: (host: string, state: HostState) => void,
  ): Promise<void> {
    let failed = 0;
    const queue = new PQueue({ concurrency: this.#options.forks });
    await queue.addAll(
      batch.map(({ host, task }) => async () => {
        const state = this.#states.get(host.name) ?? { started: new Date(), plays: [], records: [], batches: 0 };
        this.#states.set(host.name, state);
        if (this.#halt === undefined) {
          const course = await this.#play(play.play, host, task, state);
          if (isFailed(outcomeOf(course))) failed += 1;
          this.#halt ??= haltOf(play.play, play.rollout, failed, batch.length);
        } else state.failure = notRun(host.name, play.play, this.#halt);
        ended(host.name, state);
      }),
    );
  }

  /** Runs a play on one host, and resolves to what is known of the host from this play alone. */
  async #play(play: string, host: Host, task: HostTask, state: HostState): Promise<Course> {
    this.#emit({ event: 'host-started', host: host.name });
    const record = new Record(host.name, task.phases.flat(), this.#emit);
    const result = await this.#work(host, task, record, state);
    if (!result.ok) state.failure = result.failure;
    state.records.push(record);
    state.plays.push({ play, mode: task.mode, roles: record.roles() });
    return { records: [record], ...(!result.ok && { failure: result.failure }) };
  }

  async #work(host: Host, task: HostTask, record: Record, state: HostState): Promise<Result<null, Failure>> {
    const { context } = this.#options;
    if (context.stop.aborted) {
      return fail({ kind: 'interrupted', message: `stopped by the operator before ${host.name} was looked at` });
    }
    const connection = this.#connection(host, task, record);
    const nextBatch = (): string => {
      state.batches += 1;
      return `${context.run}-${state.batches}`;
    };
    try {
      return await runHost(task, context, { connection, record, nextBatch });
    } catch (error) {
      return fail(unforeseen(host.name, error));
    } finally {
      await connection.close();
    }
  }

  #connection(host: Host, task: HostTask, record: Record): Connection {
    const { context, reach } = this.#options;
    const { run, operator, controller, stop, isDead } = context;
    return new Connection({
      host: host.name,
      reach: () => reach(host),
      patience: host.connection.reconnectTimeout,
      ...(mayChange(task, context) && { claim: { run, operator, controller } }),
      isDead,
      notice: (notice) => {
        record.noticed(notice);
      },
      connected: (seconds) => {
        this.#emit({ event: 'host-connected', host: host.name, seconds });
      },
      stop,
    });
  }

  #report(host: string, state: HostState): HostReport {
    const { context, playbook, version } = this.#options;
    const notices = state.records.flatMap((record) => record.notices);
    const report: HostReport = {
      run: context.run,
      host,
      playbook,
      check: context.check,
      version,
      started: state.started.toISOString(),
      ended: new Date().toISOString(),
      outcome: outcomeOf(state),
      ...(state.failure === undefined ? {} : { failure: told(state.failure) }),
      ...(notices.length === 0 ? {} : { notices }),
      plays: state.plays,
    };
    this.#emit({ event: 'host-ended', host, report });
    return report;
  }

  #summary(hosts: SummaryRow[]): SummaryReport {
    const { context, playbook, version } = this.#options;
    return {
      run: context.run,
      playbook,
      check: context.check,
      version,
      started: this.#started.toISOString(),
      ended: new Date().toISOString(),
      exitCode: exitCodeOf(hosts.map(({ outcome }) => outcome)),
      hosts,
    };
  }
}

/**
 * Runs plays one after the other, the hosts of each at once or in batches; a host that failed takes no part in the plays
 * after. Where more hosts failed than a play allows, those at work come to their end and no other is begun.
 */
export const runPlays = (plays: readonly PlayTask[], options: RunOptions): Promise<SummaryReport> =>
  new Run(options).run(plays);
