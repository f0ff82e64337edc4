import { SSH_PORT, LOGIN, type BenchHost, type Containers } from './hosts/containers.ts';
import { tollOf } from './measuring/hosts-side.ts';
import { assertLaidOut, clear, layOut } from './measuring/layout-state.ts';
import { median, type Measurement, type PerHost } from './measuring/measurement.ts';
import { spend, type Spent } from './measuring/spend.ts';
import { longestStall, type Stall } from './measuring/stall.ts';
import type { Command, Fleet, Tool, Work } from './tools/tool.ts';
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

/** Milliseconds to a host and back where turns are counted: what is said within half of it belongs together. */
const COUNTED_FROM = 100;

/** Where a proxy stands before a host. */
const before = (address: string): string => address.replace('127.10.', '127.11.');

const wireTo = (hosts: readonly BenchHost[], roundTrip: number): Promise<Wire> =>
  openWire(
    hosts.map(({ address }) => ({ from: before(address), to: address, port: SSH_PORT })),
    roundTrip,
  );

/** Measures the layout with several tools in turn, so that what else the machine does hits them alike. */
export class LayoutBench {
  readonly #containers: Containers;
  readonly #progress: (line: string) => void;

  constructor(containers: Containers, progress: (line: string) => void) {
    this.#containers = containers;
    this.#progress = progress;
  }

  /** Seconds until so many hosts run, from what those that run took to start. */
  secondsToStart(count: number): number {
    return this.#containers.secondsToStart(count);
  }

  async measure({ tools, hosts: count, roundTrip, rounds, tasks }: Scope): Promise<readonly Measurement[]> {
    const hosts = await this.#containers.hosts(count);
    const wire = roundTrip === 0 ? undefined : await wireTo(hosts, roundTrip);
    const fleet = this.#fleet(hosts, wire !== undefined);
    const spent = new Map<string, { readonly tool: Tool; readonly task: Task; readonly runs: Spent[] }>();
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const tool of tools) {
          for (const task of tasks) {
            const command = tool.command(task.work, fleet);
            if (command === undefined) continue;
            const key = `${tool.name} ${task.label}`;
            const runs = spent.get(key)?.runs ?? [];
            spent.set(key, { tool, task, runs });
            runs.push(await this.#run(tool, task, command, hosts));
            this.#progress(
              `${tool.name}: ${task.label} on ${count} hosts, ${roundTrip} ms away: ${(runs.at(-1)?.wall ?? 0).toFixed(2)} s`,
            );
          }
        }
      }
    } finally {
      await wire?.close();
    }
    return Array.from(spent.values(), ({ tool, task, runs }) => ({
      work: task.label,
      tool: tool.name,
      hosts: count,
      roundTrip,
      wall: runs.map(({ wall }) => wall),
      cpu: runs.map(({ cpu }) => cpu),
      memory: median(runs.map(({ memory }) => memory)),
    }));
  }

  /** Counts what goes over the wire to one host, and what it has to do. */
  async count(tool: Tool, task: Task): Promise<PerHost | undefined> {
    const hosts = await this.#containers.hosts(1);
    const wire = await wireTo(hosts, COUNTED_FROM);
    try {
      const command = tool.command(task.work, this.#fleet(hosts, true));
      if (command === undefined) return undefined;
      const toll = tollOf(hosts);
      await this.#run(tool, task, command, hosts);
      const { turns, sent, received } = await wire.traffic();
      return { turns, sent, received, ...toll() };
    } finally {
      await wire.close();
    }
  }

  /** How long the event loop of a tool in Node.js stands still at the longest. */
  async stall(tool: Tool, task: Task, count: number): Promise<Stall> {
    const hosts = await this.#containers.hosts(count);
    const command = tool.command(task.work, this.#fleet(hosts, false));
    if (command === undefined) throw new Error(`${tool.name} has no word for ${task.label}`);
    layOut(hosts);
    return longestStall(command, this.#containers.folder);
  }

  async #run(tool: Tool, { work, first }: Task, command: Command, hosts: readonly BenchHost[]): Promise<Spent> {
    if (first) clear(hosts);
    else if (work !== 'nothing') layOut(hosts);
    const spent = await spend(command, this.#containers.folder);
    if (work === 'layout') assertLaidOut(hosts, tool.name);
    return spent;
  }

  #fleet(hosts: readonly BenchHost[], isProxied: boolean): Fleet {
    const { key, knownHosts, folder } = this.#containers;
    return {
      hosts: hosts.map(({ name, address }) => ({ name, address: isProxied ? before(address) : address })),
      port: SSH_PORT,
      user: LOGIN,
      key,
      knownHosts,
      folder,
    };
  }
}
