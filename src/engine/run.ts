import PQueue from 'p-queue';
import type { Emit } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { HostOutcome, HostReport, PlayReport, SummaryReport } from '../model/report.ts';
import { fail, type Result } from '../model/result.ts';
import { runHost, type HostTask, type RunContext } from './host-run.ts';
import { Record } from './record.ts';
import { Session, type StartRoot } from './session.ts';

/** A play made ready: for each of its hosts what is wanted there. */
export interface PlayTask {
  readonly play: string;
  readonly mode: HostTask['mode'];
  readonly hosts: readonly { readonly host: Host; readonly task: HostTask }[];
}

/** A connection to a host, ready for a session as root. */
export interface Reached {
  readonly start: StartRoot;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly playbook: string;
  readonly version: string;
  /** Hosts that are worked on at once. */
  readonly forks: number;
  readonly context: RunContext;
  readonly reach: (host: Host) => Promise<Result<Reached, Failure>>;
}

/** What is collected of a host over the plays of a run. */
interface HostState {
  readonly started: Date;
  readonly plays: PlayReport[];
  readonly records: Record[];
  failure?: Failure;
}

const outcomeOf = ({ failure, records }: HostState): HostOutcome => {
  if (failure !== undefined) {
    if (failure.kind === 'unreachable' || failure.kind === 'lost') return 'unreachable';
    if (failure.kind === 'interrupted') return 'interrupted';
    return ['refused', 'busy', 'stale'].includes(failure.kind) ? 'refused' : 'failed';
  }
  if (records.some(({ unreadable }) => unreadable)) return 'failed';
  if (records.some(({ refused }) => refused)) return 'refused';
  if (records.some(({ checks }) => checks.some(({ outcome }) => outcome === 'fail' || outcome === 'unknown'))) {
    return 'failed';
  }
  const changes = records.flatMap((record) => record.changes);
  if (changes.some(({ outcome }) => outcome === 'planned')) return 'would-change';
  return changes.length > 0 ? 'changed' : 'unchanged';
};

const told = (failure: Failure): NonNullable<HostReport['failure']> => {
  if (failure.kind === 'configuration') return { kind: failure.kind, message: failure.problems[0]?.message ?? '' };
  const { kind, message, advice } = failure;
  return advice === undefined ? { kind, message } : { kind, message, advice };
};

/** Exit code of a run: the worst of its hosts, where failed is worse than refused, unreachable and would-change. */
export const exitCodeOf = (outcomes: readonly HostOutcome[]): number => {
  const codes: readonly [HostOutcome, number][] = [
    ['interrupted', 130],
    ['failed', 1],
    ['refused', 4],
    ['unreachable', 3],
    ['would-change', 2],
  ];
  return codes.find(([outcome]) => outcomes.includes(outcome))?.[1] ?? 0;
};

class Run {
  readonly #options: RunOptions;
  readonly #emit: Emit;
  readonly #states = new Map<string, HostState>();
  readonly #started = new Date();

  constructor(options: RunOptions) {
    this.#options = options;
    this.#emit = options.context.emit;
  }

  async run(plays: readonly PlayTask[]): Promise<SummaryReport> {
    const { context, playbook, forks } = this.#options;
    const last = new Map(plays.flatMap((play) => play.hosts.map(({ host }) => [host.name, play])));
    const hosts = [...last.keys()];
    this.#emit({ event: 'run-started', run: context.run, playbook, check: context.check, hosts });
    const reports = new Map<string, HostReport>();
    for (const play of plays) {
      const going = play.hosts.filter(({ host }) => this.#states.get(host.name)?.failure === undefined);
      this.#emit({
        event: 'play-started',
        play: play.play,
        mode: play.mode,
        hosts: going.map(({ host }) => host.name),
      });
      const queue = new PQueue({ concurrency: forks });
      await queue.addAll(
        going.map(({ host, task }) => async () => {
          await this.#play(play.play, host, task);
          const state = this.#states.get(host.name);
          if (state === undefined || (last.get(host.name) !== play && state.failure === undefined)) return;
          reports.set(host.name, this.#report(host.name, state));
        }),
      );
    }
    const summary = this.#summary([...reports.values()]);
    this.#emit({ event: 'run-ended', summary });
    return summary;
  }

  async #play(play: string, host: Host, task: HostTask): Promise<void> {
    const state = this.#states.get(host.name) ?? { started: new Date(), plays: [], records: [] };
    this.#states.set(host.name, state);
    this.#emit({ event: 'host-started', host: host.name });
    const record = new Record(host.name, task.phases.flat(), this.#emit);
    const result = await this.#work(host, task, record);
    if (!result.ok) state.failure = result.failure;
    state.records.push(record);
    state.plays.push({ play, mode: task.mode, roles: record.roles() });
  }

  async #work(host: Host, task: HostTask, record: Record): Promise<Result<null, Failure>> {
    const { context, reach } = this.#options;
    if (context.stop.aborted) {
      return fail({ kind: 'interrupted', message: `stopped by the operator before ${host.name} was looked at` });
    }
    const before = performance.now();
    const reached = await reach(host);
    if (!reached.ok) return reached;
    try {
      const session = await Session.open(host.name, reached.value.start);
      if (!session.ok) return session;
      const seconds = (performance.now() - before) / 1000;
      this.#emit({ event: 'host-connected', host: host.name, seconds });
      const result = await runHost(task, context, session.value, record);
      session.value.close();
      return result;
    } finally {
      await reached.value.close();
    }
  }

  #report(host: string, state: HostState): HostReport {
    const { context, playbook, version } = this.#options;
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
      plays: state.plays,
    };
    this.#emit({ event: 'host-ended', host, report });
    return report;
  }

  #summary(reports: readonly HostReport[]): SummaryReport {
    const { context, playbook, version } = this.#options;
    const hosts = reports.map((report): SummaryReport['hosts'][number] => {
      const roles = report.plays.flatMap((play) => play.roles);
      const checks = roles.flatMap((role) => role.checks);
      const count = (outcome: string) => checks.filter((check) => check.outcome === outcome).length;
      return {
        host: report.host,
        outcome: report.outcome,
        changes: roles
          .flatMap((role) => role.changes)
          .filter(({ outcome }) => outcome === 'done' || outcome === 'planned').length,
        checks: { pass: count('pass'), fail: count('fail'), skip: count('skip'), unknown: count('unknown') },
        seconds: (Date.parse(report.ended) - Date.parse(report.started)) / 1000,
        ...(report.failure === undefined ? {} : { message: report.failure.message }),
      };
    });
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

/** Runs plays one after the other, the hosts of each at once; a host that failed takes no part in the plays after. */
export const runPlays = (plays: readonly PlayTask[], options: RunOptions): Promise<SummaryReport> =>
  new Run(options).run(plays);
