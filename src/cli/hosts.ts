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
