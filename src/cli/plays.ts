import { readExtraVars } from '../config/extra-vars.ts';
import { loadInventory } from '../config/inventory.ts';
import { loadPlaybook } from '../config/playbook.ts';
import { resolveRun, type ResolvedPlay } from '../config/resolve.ts';
import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import { openVault } from '../vault/open.ts';
import type { PlayFlags } from './flags.ts';
import { failedFor } from './limit.ts';
import { loadRegistry } from './registry.ts';

/** Reads everything that a run is made of, its secrets into `secrets`; nothing has been asked of any host yet. */
export const readPlays = async (
  path: string,
  flags: PlayFlags,
  secrets: Set<string>,
): Promise<Result<readonly ResolvedPlay[], Failure>> => {
  const registry = await loadRegistry(path);
  if (!registry.ok) return registry;
  const vault = await openVault({ ...flags, playbook: path }, secrets);
  if (!vault.ok) return vault;
  const inventory = loadInventory(flags.inventory, vault.value);
  if (!inventory.ok) return inventory;
  const playbook = loadPlaybook(path, registry.value, vault.value);
  if (!playbook.ok) return playbook;
  const extraVars = readExtraVars(flags.extraVars, vault.value);
  if (!extraVars.ok) return extraVars;
  const failed = await failedFor(inventory.value, flags.limit);
  if (!failed.ok) return failed;
  return resolveRun({
    inventory: inventory.value,
    playbook: playbook.value,
    registry: registry.value,
    limit: flags.limit,
    failed: failed.value,
    tags: flags.tags.flatMap((tags) => tags.split(',')).filter((tag) => tag !== ''),
    extraVars: extraVars.value,
  });
};
