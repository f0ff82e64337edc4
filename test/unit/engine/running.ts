import type { RoleTask } from '../../../src/engine/plan.ts';
import type { Rollout } from '../../../src/engine/rollout.ts';
import { runPlays, type PlayTask, type RunOptions } from '../../../src/engine/run.ts';
import type { Event } from '../../../src/model/event.ts';
import type { Host } from '../../../src/model/host.ts';
import type { HostReport, SummaryReport } from '../../../src/model/report.ts';
import { change, defineKind, refuse } from '../../../src/model/resource.ts';
import { fail, ok } from '../../../src/model/result.ts';
import { sh } from '../../../src/shell/sh.ts';
import { LocalTransport } from '../../../src/transport/local.ts';

/** A thing that is to be made, or refused, on every host. */
const thing = defineKind<'made' | 'refused'>({
  kind: 'thing',
  id: () => 'x',
  needs: () => [],
  diff: (wanted) =>
    wanted === 'refused'
      ? refuse('it is not ours', 'leave it')
      : change({
          action: 'create',
          from: 'absent',
          to: 'there',
          reason: 'wanted',
          run: sh`true`,
          deadline: 1,
          before: null,
        }),
  undo: () => refuse('it stays', 'leave it'),
});

const roleOf = (wanted: 'made' | 'refused'): RoleTask => ({
  role: 'a',
  tier: 'hot',
  after: [],
  resources: [thing(wanted)],
  checks: [],
});

/** A play, with what it meets on its hosts. */
export interface Given {
  readonly play: string;
  readonly hosts: readonly string[];
  readonly rollout?: Rollout;
  /** Hosts on which something would be changed. */
  readonly changes?: readonly string[];
  /** Hosts on which something is refused. */
  readonly refuses?: readonly string[];
}

export const hostOf = (name: string): Host => ({
  name,
  groups: [],
  connection: { transport: 'local', become: { method: 'none' }, connectTimeout: 1, reconnectTimeout: 1 },
  vars: {},
});

const playOf = ({ play, hosts, rollout = {}, changes = [], refuses = [] }: Given): PlayTask => ({
  play,
  mode: 'apply',
  rollout,
  hosts: hosts.map((host) => {
    const wanted = refuses.includes(host) ? roleOf('refused') : changes.includes(host) ? roleOf('made') : undefined;
    return { host: hostOf(host), task: { host, mode: 'apply', phases: wanted ? [[wanted]] : [], words: {} } };
  }),
});

/** What is so while a run goes on. */
export interface Circumstances {
  /** Hosts that cannot be reached. */
  readonly down?: readonly string[];
  readonly forks?: number;
  /** Called with each host when it is about to be reached. */
  readonly onReach?: (host: string) => Promise<void> | void;
  readonly stop?: AbortSignal;
}

/** What a run told. */
export interface Ran {
  readonly events: readonly Event[];
  readonly reports: readonly HostReport[];
  readonly summary: SummaryReport;
}

/** Runs plays, only looking, on hosts that are shells on this machine. */
export const run = (plays: readonly Given[], circumstances: Circumstances = {}): Promise<Ran> =>
  runTasks(plays.map(playOf), circumstances);

/** Runs made-ready plays in the same way. */
export const runTasks = async (plays: readonly PlayTask[], circumstances: Circumstances = {}): Promise<Ran> => {
  const { down = [], forks = 10, onReach, stop = new AbortController().signal } = circumstances;
  const events: Event[] = [];
  const reach: RunOptions['reach'] = async ({ name }) => {
    await onReach?.(name);
    if (down.includes(name)) return fail({ kind: 'unreachable', host: name, message: `${name}: nobody answers` });
    const transport = new LocalTransport(name);
    return ok({
      start: (command, _ready, sink) => transport.execute(command.text, sink),
      close: () => transport.close(),
    });
  };
  const context = {
    run: 'r1',
    operator: 'me',
    controller: 1,
    isDead: () => false,
    check: true,
    emit: (event: Event) => void events.push(event),
    confirm: () => Promise.resolve(true),
    secrets: [],
    stop,
  };
  const summary = await runPlays(plays, { playbook: 'p.yaml', version: '0.1.0', forks, reach, context });
  const reports = events.flatMap((event) => (event.event === 'host-ended' ? [event.report] : []));
  return { events, reports, summary };
};
