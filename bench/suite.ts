import { availableParallelism } from 'node:os';
import { expectedSeconds, roundsThatFit } from './budget.ts';
import type { GuestBench, GuestRun, GuestScope } from './guest.ts';
import { CONVERGED, FIRST, PINGED, VALIDATED, type LayoutBench, type Scope } from './layout.ts';
import { placeOf, type Measurement } from './measuring/measurement.ts';
import { ansible, mitogen } from './tools/ansible.ts';
import { jts } from './tools/jts.ts';
import { login } from './tools/login.ts';
import { ssh } from './tools/ssh.ts';
import type { Tool } from './tools/tool.ts';

export interface Findings {
  readonly measurements: readonly Measurement[];
  readonly onGuest: readonly GuestRun[];
  /** Milliseconds for which the event loop of jts stood still at the longest, on the largest fleet. */
  readonly stall: number;
  /** What would have taken longer than there was time for. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly what: string;
  /** Seconds that it would have taken, and that were left. */
  readonly expected: number;
  readonly left: number;
}

export const TOOLS: readonly Tool[] = [jts, ssh, login, mitogen, ansible];

const namesOf = (tools: readonly Tool[]): string => tools.map(({ name }) => name).join(', ');

const isInstalled = (tool: Tool): boolean => tool.version() !== undefined;

/** What is measured within five minutes; one host first, as it tells whether there is time for more. */
const QUICK: readonly Scope[] = [
  { tools: [jts, mitogen, ansible], hosts: 1, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED] },
  { tools: [jts, ssh, mitogen], hosts: 1, roundTrip: 100, rounds: 1, tasks: [FIRST, CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 20, roundTrip: 0, rounds: 3, tasks: [FIRST, CONVERGED, VALIDATED, PINGED] },
  { tools: [mitogen], hosts: 20, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED] },
  { tools: [jts, ssh, login], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: [CONVERGED] },
];

/**
 * What is measured within half an hour, with the lab host: Ansible up to 20 hosts and Mitogen up to 100, as more would take it
 * hours. What most can be done without comes last.
 */
const FULL: readonly Scope[] = [
  ...[0, 10, 100].map((roundTrip) => ({
    tools: [jts, ssh, login, mitogen, ansible],
    hosts: 1,
    roundTrip,
    rounds: 1,
    tasks: [FIRST, CONVERGED, PINGED],
  })),
  { tools: [jts, ssh, login], hosts: 20, roundTrip: 0, rounds: 3, tasks: [FIRST, CONVERGED, VALIDATED, PINGED] },
  { tools: [mitogen], hosts: 20, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED, VALIDATED, PINGED] },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts], hosts: 100, roundTrip: 0, rounds: 1, tasks: [FIRST] },
  { tools: [jts, ssh, login], hosts: 300, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, login], hosts: 1000, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [ssh], hosts: 1000, roundTrip: 0, rounds: 1, tasks: [PINGED] },
  { tools: [mitogen], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
];

/** On a lab host: no part of what is quick. Ansible alone would take nine minutes for a full provision. */
const HOT_TIER: GuestScope = { work: 'hot tier', tools: [jts, mitogen, ansible] };
const FULL_PROVISION: GuestScope = { work: 'full provision', tools: [jts, mitogen] };

/** How many times as long as the hot tier a full provision takes, first and converged run together; 2.5 and 3.1 were seen. */
const FULL_TO_HOT = 3.3;
/** Seconds to start a lab host, which is done for the NAS and for each tool; 23 to 34 were seen. */
const RESET = 40;

/** Measures on hosts that share this machine all that is to be measured with the tools that are installed, and fits the time. */
export const measureLayout = async (
  bench: LayoutBench,
  { isQuick, secondsLeft }: { readonly isQuick: boolean; readonly secondsLeft: () => number },
): Promise<Omit<Findings, 'onGuest'>> => {
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  const known = { measured: measurements, processors: availableParallelism() };
  let most = 0;
  for (const { tools, ...rest } of isQuick ? QUICK : FULL) {
    const scope = { ...rest, tools: tools.filter(isInstalled) };
    const { hosts } = scope;
    // At the end the largest fleet is worked on once more.
    const watched = { tools: [jts], tasks: [CONVERGED], hosts: Math.max(most, hosts) };
    const left = secondsLeft() - expectedSeconds(watched, known);
    const start = bench.secondsToStart(hosts);
    const { rounds, expected } = roundsThatFit(scope, known, left - start);
    if (rounds === 0) {
      leftOut.push({ what: `${namesOf(scope.tools)} on ${placeOf(scope)}`, expected: start + expected, left });
    } else {
      measurements.push(...(await bench.measure({ ...scope, rounds })));
      most = Math.max(most, hosts);
    }
  }
  const stall = await bench.stall(jts, CONVERGED, most);
  return { measurements, stall, leftOut };
};

/** Measures the hot tier on a lab host with the tools that are installed. */
export const measureHotTier = (bench: GuestBench): Promise<readonly GuestRun[]> =>
  bench.measure({ ...HOT_TIER, tools: HOT_TIER.tools.filter(isInstalled) });

/** A full provision of a lab host, unless it would take longer than there is time for, going by what the hot tier took. */
export const fullProvision = (hotTier: readonly GuestRun[], left: number): GuestScope | LeftOut => {
  const tools = FULL_PROVISION.tools.filter(isInstalled);
  const walls = hotTier.filter(({ tool }) => tools.some(({ name }) => name === tool)).map(({ wall }) => wall);
  const expected = FULL_TO_HOT * walls.reduce((sum, wall) => sum + wall, 0) + RESET * (1 + tools.length);
  const what = `${namesOf(tools)}: full provision of a lab host`;
  return expected > left ? { what, expected, left } : { ...FULL_PROVISION, tools };
};
