import type { Connection } from '../engine/connection.ts';
import { holderOf } from '../engine/lease.ts';
import { breakLease, lookAtLease, type Holding } from '../engine/unlock.ts';
import { harmless } from '../report/harmless.ts';
import { takeTurns } from '../report/turns.ts';
import { hostOf } from './hosts.ts';
import type { HostFlags } from './flags.ts';
import { askLine } from './prompt.ts';
import { lookingConnection, reacher } from './reach.ts';
import { showFailure } from './show.ts';

const wordsOf = ({ lease, connected, batch }: Holding): readonly string[] => [
  `held by ${holderOf(lease)}, process ${lease.controller} there`,
  lease.left > 0 ? `its lease expires in ${lease.left} s without a further sign of life` : 'its lease has expired',
  connected ? 'its session is open' : 'its connection is gone',
  batch === undefined ? 'nothing is being changed' : `batch ${batch} is at work: it ends after the change in hand`,
];

const unlockHost = async (
  name: string,
  connection: Connection,
  yes: boolean,
  secrets: ReadonlySet<string>,
): Promise<number> => {
  const looked = await lookAtLease(connection);
  if (!looked.ok) return showFailure(looked.failure, secrets);
  const holding = looked.value;
  if (holding === undefined) {
    process.stdout.write(`${name}: nobody holds it\n`);
    return 0;
  }
  for (const line of wordsOf(holding)) process.stdout.write(`${name}: ${harmless(line)}\n`);
  if (!yes && (await askLine('Ask its owner first. End it? (yes/no) ')) !== 'yes') {
    const advice = 'Answer yes, or pass --yes where its owner agreed.';
    return showFailure({ kind: 'refused', host: name, message: 'the lease was left as it is', advice }, secrets);
  }
  const broken = await breakLease(name, connection, holding.lease);
  if (!broken.ok) return showFailure(broken.failure, secrets);
  process.stdout.write(`${name}: free; the next run looks at the host first and goes on from what is there\n`);
  return 0;
};

/** Shows whose a host is, and ends that lease after a yes. */
export const unlock = async (name: string, { inventory, yes }: HostFlags, secrets: Set<string>): Promise<number> => {
  const host = await hostOf(inventory, name, secrets);
  if (!host.ok) return showFailure(host.failure, secrets);
  const connection = lookingConnection(host.value, reacher(inventory, takeTurns()));
  try {
    return await unlockHost(host.value.name, connection, yes === true, secrets);
  } finally {
    await connection.close();
  }
};
