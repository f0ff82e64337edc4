import { roundsThatFit } from './budget.ts';
import type { GuestBench, GuestRun, GuestScope } from './guest.ts';
import { CONVERGED, FIRST, PINGED, VALIDATED, type LayoutBench, type Scope } from './layout.ts';
import type { Measurement, PerHost } from './measuring/measurement.ts';
import type { Stall } from './measuring/stall.ts';
import { ansible, mitogen } from './tools/ansible.ts';
import { jts } from './tools/jts.ts';
import { login } from './tools/login.ts';
import { ssh } from './tools/ssh.ts';
import type { Tool } from './tools/tool.ts';

/** What was counted of one tool on one host. */
export interface Count extends PerHost {
  readonly work: string;
  readonly tool: string;
}

export interface Findings {
  readonly measurements: readonly Measurement[];
  readonly counts: readonly Count[];
  readonly onGuest: readonly GuestRun[];
  /** Of jts on the largest fleet. */
  readonly stall: Stall;
  /** What would have taken longer than there was time for. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly tools: readonly string[];
  readonly hosts: number;
  /** Milliseconds to a host and back. */
  readonly roundTrip: number;
  /** Seconds that it would have taken, and that were left. */
  readonly expected: number;
  readonly left: number;
}

export const TOOLS: readonly Tool[] = [jts, ssh, login, mitogen, ansible];

const isInstalled = (tool: Tool): boolean => tool.version() !== undefined;

/** What is measured within five minutes; one host first, as it tells whether there is time for more. */
const QUICK: readonly Scope[] = [
  { tools: [jts, mitogen, ansible], hosts: 1, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED] },
  { tools: [jts, ssh, login], hosts: 20, roundTrip: 0, rounds: 3, tasks: [FIRST, CONVERGED, VALIDATED, PINGED] },
  { tools: [mitogen], hosts: 20, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED] },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: [CONVERGED] },
  { tools: [jts, ssh, mitogen, ansible], hosts: 1, roundTrip: 100, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
];

/**
 * What takes half an hour with the lab host where processes start quickly: Ansible up to 20 hosts and Mitogen up to 100, as
 * more would take it hours. What most can be done without comes last.
 */
const FULL: readonly Scope[] = [
  ...[0, 10, 100].map((roundTrip) => ({
    tools: [jts, ssh, login, mitogen, ansible],
    hosts: 1,
    roundTrip,
    rounds: 1,
    tasks: [FIRST, CONVERGED, PINGED],
  })),
  {
    tools: [jts, ssh, login, mitogen],
    hosts: 20,
    roundTrip: 0,
    rounds: 2,
    tasks: [FIRST, CONVERGED, VALIDATED, PINGED],
  },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, mitogen], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts], hosts: 100, roundTrip: 0, rounds: 1, tasks: [FIRST] },
  { tools: [jts, ssh, login], hosts: 300, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 1000, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
];

/** On a lab host: no part of what is quick. A full provision by Ansible alone would take nine minutes. */
const ON_GUEST: readonly GuestScope[] = [
  { work: 'hot tier', tools: [jts, mitogen, ansible], rounds: 1 },
  { work: 'full provision', tools: [jts, mitogen], rounds: 1 },
];

/** Measures on hosts that share this machine all that is to be measured with the tools that are installed, and fits the time. */
export const measureLayout = async (
  bench: LayoutBench,
  { isQuick, secondsLeft }: { readonly isQuick: boolean; readonly secondsLeft: () => number },
): Promise<Omit<Findings, 'onGuest'>> => {
  const counts: Count[] = [];
  // Over the wire that counts, Ansible takes more than a minute.
  for (const tool of [jts, mitogen, ...(isQuick ? [] : [ansible])].filter(isInstalled)) {
    for (const task of [FIRST, CONVERGED, PINGED]) {
      const counted = await bench.count(tool, task);
      if (counted !== undefined) counts.push({ work: task.label, tool: tool.name, ...counted });
    }
  }
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  for (const { tools, ...rest } of isQuick ? QUICK : FULL) {
    const scope = { ...rest, tools: tools.filter(isInstalled) };
    const { hosts, roundTrip } = scope;
    const left = secondsLeft();
    const start = bench.secondsToStart(hosts);
    const { rounds, expected } = roundsThatFit(scope, measurements, left - start);
    if (rounds === 0)
      leftOut.push({ tools: scope.tools.map(({ name }) => name), hosts, roundTrip, expected: start + expected, left });
    else measurements.push(...(await bench.measure({ ...scope, rounds })));
  }
  const stall = await bench.stall(jts, CONVERGED, Math.max(...measurements.map(({ hosts }) => hosts)));
  return { measurements, counts, stall, leftOut };
};

/** Measures on a lab host all that is to be measured with the tools that are installed. */
export const measureOnGuest = async (bench: GuestBench): Promise<readonly GuestRun[]> => {
  const runs: GuestRun[] = [];
  for (const scope of ON_GUEST) {
    runs.push(...(await bench.measure({ ...scope, tools: scope.tools.filter(isInstalled) })));
  }
  return runs;
};
