/** A number of hosts, or a percentage of them such as `30%`. */
export type HostCount = number | string;

/** How a play goes through its hosts, and when it goes no further. */
export interface Rollout {
  /** Sizes of the batches, a percentage being of the play's hosts; the last one repeats. Left out: all hosts at once. */
  readonly serial?: readonly HostCount[];
  /** How many hosts of a batch may fail before no further host is begun. Left out: any number. */
  readonly maxFailures?: HostCount;
  /** What a host does once its controller has not been heard of for a while; left out: it stops after the change in hand. */
  readonly unattended?: 'stop' | 'finish';
}

const percentOf = (hosts: string): number => Number(hosts.replace('%', ''));

const sizeOf = (size: HostCount, hosts: number): number =>
  typeof size === 'number' ? size : Math.max(1, Math.floor((hosts * percentOf(size)) / 100));

/** The hosts of a play in the batches in which they are worked on, one batch after the other; none without hosts. */
export const batchesOf = <H>(hosts: readonly H[], { serial }: Rollout): readonly (readonly H[])[] => {
  const batches: (readonly H[])[] = [];
  let begun = 0;
  while (begun < hosts.length) {
    const size = serial?.[Math.min(batches.length, serial.length - 1)] ?? hosts.length;
    batches.push(hosts.slice(begun, begun + sizeOf(size, hosts.length)));
    begun += batches.at(-1)?.length ?? 0;
  }
  return batches;
};

const isExceeded = (failed: number, size: number, allowed: HostCount): boolean =>
  typeof allowed === 'number' ? failed > allowed : failed * 100 > size * percentOf(allowed);

/** Why no further host may be begun once so many of the hosts of a batch have failed; `undefined`: the play goes on. */
export const haltOf = (
  play: string,
  { serial, maxFailures }: Rollout,
  failed: number,
  size: number,
): string | undefined => {
  const batch = serial === undefined ? '' : ' of a batch';
  if (maxFailures !== undefined && isExceeded(failed, size, maxFailures)) {
    const allowed = maxFailures === 0 ? 'none' : maxFailures;
    return `${failed} of ${size} hosts${batch} failed, and play "${play}" allows ${allowed}`;
  }
  return serial !== undefined && failed === size ? `all hosts of a batch failed in play "${play}"` : undefined;
};
