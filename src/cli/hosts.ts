import { loadInventory } from '../config/inventory.ts';
import { hostWith, layersOf } from '../config/layers.ts';
import { matchingHosts } from '../config/pattern.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';

/** The hosts that a pattern names, in the order of the inventory. */
export const hostsOf = (file: string, pattern: string): Result<readonly Host[], Failure> => {
  const inventory = loadInventory(file);
  if (!inventory.ok) return inventory;
  const matching = matchingHosts(inventory.value, pattern);
  if (!matching.ok) return fail({ kind: 'usage', ...matching.failure });
  return ok(matching.value.map((host) => hostWith(host, layersOf(inventory.value, host))));
};

/** The only one of the hosts that a pattern names. */
export const onlyOne = <H>(pattern: string, hosts: readonly H[]): Result<H, Failure> => {
  const [host, another] = hosts;
  if (host !== undefined && another === undefined) return ok(host);
  return fail({ kind: 'usage', message: `${pattern} names several hosts`, advice: 'Name one.' });
};

/** The host that a pattern names; it must be one. */
export const hostOf = (file: string, pattern: string): Result<Host, Failure> => {
  const hosts = hostsOf(file, pattern);
  return hosts.ok ? onlyOne(pattern, hosts.value) : hosts;
};
