import { median, type Measurement } from '../measuring/measurement.ts';
import type { Findings } from '../suite.ts';

/** What was to be reached, and what was found; undefined where it was not measured. */
export interface Target {
  readonly target: string;
  readonly most: number;
  readonly found: number | undefined;
  readonly unit: string;
}

type Key = Pick<Measurement, 'work' | 'tool' | 'hosts'> & { readonly roundTrip?: number };

/** Processor time and memory of the largest fleet of the targets. */
const LARGE = 1000;

/** The targets of this project, each with what a run found. */
export const targetsOf = ({ measurements, onGuest, stall }: Findings): readonly Target[] => {
  const find = ({ work, tool, hosts, roundTrip = 0 }: Key): Measurement | undefined =>
    measurements.find(
      (each) => each.work === work && each.tool === tool && each.hosts === hosts && each.roundTrip === roundTrip,
    );
  const wall = (key: Key): number | undefined => {
    const found = find(key);
    return found && median(found.wall);
  };
  const ratio = (key: Omit<Key, 'tool'>, other: Key): number | undefined => {
    const [one, two] = [wall({ ...key, tool: 'jts' }), wall(other)];
    return one === undefined || two === undefined ? undefined : one / two;
  };
  const against = (work: string, tool: string): number | undefined =>
    ratio({ work, hosts: 20 }, { work, tool, hosts: 20 });
  const converged = { work: 'layout, converged' };
  const large = find({ ...converged, tool: 'jts', hosts: LARGE });
  const handshake = find({ work: 'ping', tool: 'ssh2', hosts: LARGE });
  const beyond = large && handshake && ((median(large.cpu) - median(handshake.cpu)) / LARGE) * 1000;
  const turns = measurements.find(
    ({ tool, work, perHost }) => tool === 'jts' && work === converged.work && perHost !== undefined,
  )?.perHost?.turns;
  const growth = ratio({ ...converged, hosts: LARGE }, { ...converged, tool: 'jts', hosts: 20 });
  const onGuestAgainst = (work: string, tool: string): number | undefined => {
    const took = (name: string): number =>
      median(onGuest.filter((run) => run.work === work && run.tool === name).map((run) => run.wall));
    const found = took('jts') / took(tool);
    return Number.isNaN(found) ? undefined : found;
  };
  const times = '×';
  return [
    {
      target: 'layout converged, 20 hosts, against Mitogen',
      most: 0.2,
      found: against(converged.work, 'Ansible with Mitogen'),
      unit: times,
    },
    {
      target: 'layout converged, 20 hosts, against Ansible',
      most: 0.04,
      found: against(converged.work, 'Ansible'),
      unit: times,
    },
    {
      target: 'layout converged, 20 hosts, against 20 `ssh true` and a start of Node.js',
      most: 3,
      found: ratio({ ...converged, hosts: 20 }, { work: 'ping', tool: 'ssh', hosts: 20 }),
      unit: times,
    },
    {
      target: 'layout first run, 20 hosts, against Mitogen',
      most: 0.25,
      found: against('layout, first run', 'Ansible with Mitogen'),
      unit: times,
    },
    {
      target: 'hot tier on a lab host, first run, against Ansible',
      most: 0.2,
      found: onGuestAgainst('hot tier, first run', 'Ansible'),
      unit: times,
    },
    {
      target: 'hot tier on a lab host, converged, against Ansible',
      most: 0.05,
      found: onGuestAgainst('hot tier, converged', 'Ansible'),
      unit: times,
    },
    {
      target: 'hot tier on a lab host, converged, against Mitogen',
      most: 0.15,
      found: onGuestAgainst('hot tier, converged', 'Ansible with Mitogen'),
      unit: times,
    },
    // TCP's own handshake is no turn of the connection.
    {
      target: 'round trips of a converged run, connection set-up included',
      most: 12,
      found: turns === undefined ? undefined : turns + 1,
      unit: '',
    },
    { target: `${LARGE} hosts converged, memory of the controller`, most: 250, found: large?.memory, unit: ' MB' },
    {
      target: `${LARGE} hosts converged, controller CPU beyond the handshake, per host`,
      most: 5,
      found: beyond,
      unit: ' ms',
    },
    {
      target: `${LARGE} hosts converged, longest stall of the event loop`,
      most: 100,
      found: large && stall,
      unit: ' ms',
    },
    {
      target: `wall time per host, ${LARGE} hosts against 20`,
      most: 1.2,
      found: growth === undefined ? undefined : (growth * 20) / LARGE,
      unit: times,
    },
  ];
};
