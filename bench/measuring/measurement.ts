/** What one tool took for one work; seconds are of each of the runs that were measured. */
export interface Measurement {
  readonly work: string;
  readonly tool: string;
  readonly hosts: number;
  /** Milliseconds to a host and back. */
  readonly roundTrip: number;
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
  /** MB. */
  readonly memory: number;
  /** What a run had to do with one host, where that was counted. */
  readonly perHost?: PerHost;
}

export interface PerHost {
  readonly turns: number;
  readonly executions: number;
  readonly processes: number;
  /** Bytes from the controller, and to it. */
  readonly sent: number;
  readonly received: number;
}

/** Where something was measured, in words. */
export const placeOf = ({ hosts, roundTrip }: Pick<Measurement, 'hosts' | 'roundTrip'>): string =>
  `${hosts} ${hosts === 1 ? 'host' : 'hosts'}, ${roundTrip} ms away`;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};
