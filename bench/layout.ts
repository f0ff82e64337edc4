import { SSH_PORT } from '../test/containers/address.ts';
import { LOGIN, type Container } from '../test/containers/containers.ts';
import type { BenchContainers } from './hosts/containers.ts';
import { tollOf } from './measuring/hosts-side.ts';
import { assertLaidOut, clear, layOut } from './measuring/layout-state.ts';
import { median, type Measurement, type PerHost } from './measuring/measurement.ts';
import { spend, type Spent } from './measuring/spend.ts';
import { longestStall } from './measuring/stall.ts';
import type { Command, Fleet, Tool, Work } from './tools/tool.ts';
import type { Traffic } from './wire/proxy.ts';
import { openWire, type Wire } from './wire/wire.ts';

/** A thing to measure on hosts that are laid out, or for `first` not yet. */
interface Task {
  readonly work: Work;
  readonly first?: true;
  readonly label: string;
}

export const FIRST: Task = { work: 'layout', first: true, label: 'layout, first run' };
export const CONVERGED: Task = { work: 'layout', label: 'layout, converged' };
export const VALIDATED: Task = { work: 'validate layout', label: 'layout, validated' };
export const PINGED: Task = { work: 'nothing', label: 'ping' };

export interface Scope {
  readonly tools: readonly Tool[];
  readonly hosts: number;
  /** Milliseconds to a host and back. */
  readonly roundTrip: number;
  readonly rounds: number;
  readonly tasks: readonly Task[];
}

/** Milliseconds to a host and back from which on turns are counted: what is said within half of it belongs together. */
const COUNTED_FROM = 100;

/** What a run cost the machine, and what it had to do with a host, where that was counted. */
interface Run extends Spent {
  readonly perHost?: PerHost;
}

const since = (before: Traffic, after: Traffic): Pick<PerHost, 'turns' | 'sent' | 'received'> => ({
  turns: after.turns - before.turns,
  sent: after.sent - before.sent,
  received: after.received - before.received,
});

/** Measures the layout with several tools in turn, so that what else the machine does hits them alike. */
export class LayoutBench {
  readonly #containers: BenchContainers;
  readonly #progress: (line: string) => void;

  constructor(containers: BenchContainers, progress: (line: string) => void) {
    this.#containers = containers;
    this.#progress = progress;
  }

  /** Seconds until so many hosts run, from what those that run took to start. */
  secondsToStart(count: number): number {
    return this.#containers.secondsToStart(count);
  }

  async measure({ tools, hosts: count, roundTrip, rounds, tasks }: Scope): Promise<readonly Measurement[]> {
    const hosts = await this.#containers.hosts(count);
    const wire = roundTrip === 0 ? undefined : await this.#wireTo(hosts, roundTrip);
    const counted = count === 1 && roundTrip >= COUNTED_FROM ? wire : undefined;
    const fleet = this.#fleet(hosts, wire !== undefined);
    const spent = new Map<string, { readonly tool: Tool; readonly task: Task; readonly runs: Run[] }>();
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const tool of tools) {
          for (const task of tasks) {
            const command = tool.command(task.work, fleet);
            if (command === undefined) continue;
            const key = `${tool.name} ${task.label}`;
            const runs = spent.get(key)?.runs ?? [];
            spent.set(key, { tool, task, runs });
            const run = await this.#run(tool, task, command, hosts, counted);
            runs.push(run);
            this.#progress(
              `${tool.name}: ${task.label} on ${count} hosts, ${roundTrip} ms away: ${run.wall.toFixed(2)} s`,
            );
          }
        }
      }
    } finally {
      await wire?.close();
    }
    return Array.from(spent.values(), ({ tool, task, runs }) => {
      const perHost = runs.at(-1)?.perHost;
      return {
        work: task.label,
        tool: tool.name,
        hosts: count,
        roundTrip,
        wall: runs.map(({ wall }) => wall),
        cpu: runs.map(({ cpu }) => cpu),
        memory: median(runs.map(({ memory }) => memory)),
        ...(perHost !== undefined && { perHost }),
      };
    });
  }

  /** How long the event loop of a tool in Node.js stands still at the longest; the hosts give way to it, and to all after it. */
  async stall(tool: Tool, task: Task, count: number): Promise<number> {
    const hosts = await this.#containers.hosts(count);
    const command = tool.command(task.work, this.#fleet(hosts, false));
    if (command === undefined) throw new Error(`${tool.name} has no word for ${task.label}`);
    layOut(hosts);
    this.#containers.giveWay();
    const stall = await longestStall(command, this.#containers.containers.folder);
    this.#progress(
      `${tool.name}: ${task.label} on ${count} hosts: stands still for ${stall.toFixed(0)} ms at the longest`,
    );
    return stall;
  }

  /** What goes over a wire, and what hosts have to do for it, is counted where the wire is given. */
  async #run(
    tool: Tool,
    { work, first }: Task,
    command: Command,
    hosts: readonly Container[],
    wire: Wire | undefined,
  ): Promise<Run> {
    if (first) clear(hosts);
    else if (work !== 'nothing') layOut(hosts);
    const before = await wire?.traffic();
    const toll = wire && tollOf(hosts);
    const spent = await spend(command, this.#containers.containers.folder);
    const after = await wire?.traffic();
    const perHost = toll && before && after && { ...toll(), ...since(before, after) };
    if (work === 'layout') assertLaidOut(hosts, tool.name);
    return { ...spent, ...(perHost !== undefined && { perHost }) };
  }

  /** Where a proxy stands before a host. */
  #before(host: Container): string {
    return this.#containers.containers.before(host);
  }

  #wireTo(hosts: readonly Container[], roundTrip: number): Promise<Wire> {
    const wires = hosts.map((host) => ({ from: this.#before(host), to: host.address, port: SSH_PORT }));
    return openWire(wires, roundTrip);
  }

  #fleet(hosts: readonly Container[], isProxied: boolean): Fleet {
    const { key, knownHosts, folder } = this.#containers.containers;
    return {
      hosts: hosts.map((host) => ({ name: host.name, address: isProxied ? this.#before(host) : host.address })),
      port: SSH_PORT,
      user: LOGIN,
      key,
      knownHosts,
      folder,
    };
  }
}
