import { CONVERGED, FIRST, PINGED, VALIDATED, type LayoutBench, type Scope } from './layout.ts';
import type { Measurement, PerHost } from './measuring/measurement.ts';
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
  /** Milliseconds for which the event loop of jts stood still at the longest, on the largest fleet. */
  readonly stall: number;
}

export const TOOLS: readonly Tool[] = [jts, ssh, login, mitogen, ansible];

/** What is measured within five minutes. */
const QUICK: readonly Scope[] = [
  { tools: [jts, ssh, login], hosts: 20, roundTrip: 0, rounds: 3, tasks: [FIRST, CONVERGED, VALIDATED, PINGED] },
  { tools: [mitogen], hosts: 20, roundTrip: 0, rounds: 1, tasks: [FIRST, CONVERGED] },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: [CONVERGED] },
  { tools: [jts, ssh, mitogen, ansible], hosts: 1, roundTrip: 100, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
];

const EACH = [FIRST, CONVERGED, VALIDATED, PINGED];

/** What takes half an hour: Ansible up to 20 hosts and Mitogen up to 100, as more would take it hours. */
const FULL: readonly Scope[] = [
  { tools: [jts, ssh, login, mitogen], hosts: 20, roundTrip: 0, rounds: 3, tasks: EACH },
  { tools: [ansible], hosts: 20, roundTrip: 0, rounds: 1, tasks: EACH },
  { tools: [jts, ssh, mitogen, ansible], hosts: 1, roundTrip: 0, rounds: 2, tasks: [FIRST, CONVERGED, PINGED] },
  { tools: [jts, ssh, mitogen], hosts: 20, roundTrip: 10, rounds: 1, tasks: [FIRST, CONVERGED, PINGED] },
  { tools: [jts, ssh, mitogen], hosts: 20, roundTrip: 100, rounds: 1, tasks: [FIRST, CONVERGED, PINGED] },
  { tools: [ansible], hosts: 20, roundTrip: 100, rounds: 1, tasks: [CONVERGED] },
  { tools: [jts, ssh, mitogen], hosts: 100, roundTrip: 0, rounds: 1, tasks: [CONVERGED, PINGED] },
  { tools: [jts], hosts: 100, roundTrip: 0, rounds: 1, tasks: [FIRST] },
  { tools: [jts, ssh, login], hosts: 300, roundTrip: 0, rounds: 2, tasks: [CONVERGED, PINGED] },
  { tools: [jts, ssh, login], hosts: 1000, roundTrip: 0, rounds: 2, tasks: [CONVERGED, PINGED] },
];

/** Measures all that is to be measured with the tools that are installed. */
export const measureAll = async (bench: LayoutBench, isQuick: boolean): Promise<Findings> => {
  const isInstalled = (tool: Tool): boolean => tool.version() !== undefined;
  const counts: Count[] = [];
  for (const tool of [jts, mitogen, ansible].filter(isInstalled)) {
    for (const task of [FIRST, CONVERGED, PINGED]) {
      const counted = await bench.count(tool, task);
      if (counted !== undefined) counts.push({ work: task.label, tool: tool.name, ...counted });
    }
  }
  const measurements: Measurement[] = [];
  for (const scope of isQuick ? QUICK : FULL) {
    measurements.push(...(await bench.measure({ ...scope, tools: scope.tools.filter(isInstalled) })));
  }
  const stall = await bench.stall(jts, CONVERGED, Math.max(...measurements.map(({ hosts }) => hosts)));
  return { measurements, counts, stall };
};
