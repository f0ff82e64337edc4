import pc from 'picocolors';
import type { UsageFailure } from '../config/failure.ts';
import type { Inventory, InventoryHost } from '../config/inventory.ts';
import { goneFrom, listedNames, type LastFailed } from '../config/last-failed.ts';
import { asksForFailed, matchingHosts } from '../config/pattern.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { printed } from '../report/line.ts';

/** Tells which hosts are left out, as Ansible does with those of a retry file; where all are, that is a failure. */
const tellGone = (inventory: Inventory, failed: LastFailed): void => {
  const gone = goneFrom(inventory, failed);
  if (gone.length === 0 || gone.length === failed.hosts.size) return;
  const what = 'Left out, as they did not come through in the last run and are no longer';
  const text = `${what} in ${inventory.file}: ${listedNames(gone)}`;
  process.stderr.write(printed([{ tone: 'warn', text }], pc.createColors(false)));
};

/** The hosts that `@failed` stands for in a pattern of the command line; nothing where it is not one of its terms. */
export const failedFor = async (
  inventory: Inventory,
  pattern: string | undefined,
): Promise<Result<LastFailed | undefined, UsageFailure>> => {
  if (pattern === undefined || !asksForFailed(pattern)) return ok(undefined);
  const { lastFailed } = await import('./last-run.ts');
  const failed = await lastFailed();
  if (failed.ok) tellGone(inventory, failed.value);
  return failed;
};

/** The hosts of an inventory that a pattern of the command line names, in the order of the inventory. */
export const hostsNamed = async (
  inventory: Inventory,
  pattern: string,
): Promise<Result<readonly InventoryHost[], UsageFailure>> => {
  const failed = await failedFor(inventory, pattern);
  if (!failed.ok) return failed;
  const matching = matchingHosts(inventory, pattern, failed.value);
  return matching.ok ? matching : fail({ kind: 'usage', ...matching.failure });
};
