import PQueue from 'p-queue';
import { Session } from '../engine/session.ts';
import type { Host } from '../model/host.ts';
import { takeTurns } from '../report/turns.ts';
import { hostsOf } from './hosts.ts';
import type { HostFlags } from './flags.ts';
import { reacher } from './reach.ts';
import { showFailure } from './show.ts';

/** Logs in to hosts, becomes root, and prints a line for each with how long it took. */
export const ping = async (
  pattern: string,
  { inventory, forks = 32 }: HostFlags,
  secrets: Set<string>,
): Promise<number> => {
  const hosts = await hostsOf(inventory, pattern, secrets);
  if (!hosts.ok) return showFailure(hosts.failure, secrets);
  const reach = reacher(inventory, takeTurns());
  const reachRoot = async (host: Host): Promise<number> => {
    const begun = performance.now();
    const reached = await reach(host);
    if (!reached.ok) return showFailure(reached.failure, secrets);
    try {
      const session = await Session.open(host.name, reached.value.start);
      if (!session.ok) return showFailure(session.failure, secrets);
      session.value.close();
      process.stdout.write(`${host.name}: root after ${((performance.now() - begun) / 1000).toFixed(2)} s\n`);
      return 0;
    } finally {
      await reached.value.close();
    }
  };
  const queue = new PQueue({ concurrency: forks });
  const codes = await queue.addAll(hosts.value.map((host) => () => reachRoot(host)));
  return codes.includes(1) ? 1 : Math.max(...codes);
};
