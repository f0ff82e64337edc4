import { readExtraVars } from '../../../src/config/extra-vars.ts';
import type { ConfigurationFailure, UsageFailure } from '../../../src/config/failure.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook, type Registry } from '../../../src/config/playbook.ts';
import { resolveRun, type ResolvedPlay } from '../../../src/config/resolve.ts';
import { Vault } from '../../../src/config/vault.ts';
import { fail, type Result } from '../../../src/model/result.ts';
import { nvmeLvm, registryOf, role } from './roles.ts';
import type { Site } from './site.ts';

interface Asked {
  readonly playbook?: string;
  readonly limit?: string;
  /** The hosts that `@failed` stands for. */
  readonly failed?: readonly string[];
  readonly tags?: readonly string[];
  readonly extra?: readonly string[];
  readonly registry?: Registry;
  readonly vault?: Vault;
}

/** Roles of two tiers, the second of which comes after the first. */
export const roles = registryOf(
  nvmeLvm,
  role('db-mounts', { after: ['nvme-lvm'] }),
  role('nas-nfs', { tier: 'cold', parallelSafe: true }),
);

/** Loads `x.yaml` and a playbook (`p.yaml`) of a site and resolves what is asked. */
export const resolve = (
  place: Site,
  {
    playbook: file = 'p.yaml',
    limit,
    failed,
    tags = [],
    extra = [],
    registry = roles,
    vault = new Vault(),
  }: Asked = {},
): Result<readonly ResolvedPlay[], ConfigurationFailure | UsageFailure> => {
  const inventory = loadInventory(place.path('x.yaml'), vault);
  if (!inventory.ok) return fail(inventory.failure);
  const playbook = loadPlaybook(place.path(file), registry, vault);
  if (!playbook.ok) return fail(playbook.failure);
  const extraVars = readExtraVars(extra, vault);
  if (!extraVars.ok) return fail(extraVars.failure);
  const parts = { inventory: inventory.value, playbook: playbook.value, extraVars: extraVars.value };
  const last = failed && { run: 'r1', hosts: new Set(failed) };
  return resolveRun({ ...parts, registry, limit, failed: last, tags });
};
