import { loadInventory } from '../config/inventory.ts';
import { hostWith, layersOf } from '../config/layers.ts';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { openVault } from '../vault/open.ts';
import { hostsNamed } from './limit.ts';

/** The hosts that a pattern names, in the order of the inventory; what is read of secrets goes to `secrets`. */
export const hostsOf = async (
  file: string,
  pattern: string,
  secrets: Set<string>,
): Promise<Result<readonly Host[], Failure>> => {
  const vault = await openVault({ inventory: file }, secrets);
  if (!vault.ok) return vault;
  const inventory = loadInventory(file, vault.value);
  if (!inventory.ok) return inventory;
  const named = await hostsNamed(inventory.value, pattern);
  if (!named.ok) return named;
  return ok(named.value.map((host) => hostWith(host, layersOf(inventory.value, host))));
};

/** The only one of the hosts that a pattern names. */
export const onlyOne = <H>(pattern: string, hosts: readonly H[]): Result<H, Failure> => {
  const [host, another] = hosts;
  if (host !== undefined && another === undefined) return ok(host);
  return fail({ kind: 'usage', message: `${pattern} names several hosts`, advice: 'Name one.' });
};

/** The host that a pattern names; it must be one. */
export const hostOf = async (file: string, pattern: string, secrets: Set<string>): Promise<Result<Host, Failure>> => {
  const hosts = await hostsOf(file, pattern, secrets);
  return hosts.ok ? onlyOne(pattern, hosts.value) : hosts;
};
