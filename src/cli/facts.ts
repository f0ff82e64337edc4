import { readExtraVars } from '../config/extra-vars.ts';
import type { InventoryHost, Inventory } from '../config/inventory.ts';
import { loadInventory } from '../config/inventory.ts';
import { hostWith, layersOf } from '../config/layers.ts';
import type { LocatedMap } from '../config/located.ts';
import { checkedVars, roleVarsOf } from '../config/role-vars.ts';
import { gatherFacts } from '../engine/observe.ts';
import type { Facts, Need } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import { redactor } from '../model/redaction.ts';
import type { Json } from '../model/resource.ts';
import type { Role } from '../model/role.ts';
import type { Result } from '../model/result.ts';
import { jsonDocument } from '../report/json.ts';
import { takeTurns } from '../report/turns.ts';
import { onlyOne } from './hosts.ts';
import { openVault } from '../vault/open.ts';
import type { HostFlags } from './flags.ts';
import { hostsNamed } from './limit.ts';
import { lookingConnection, reacher } from './reach.ts';
import { loadRegistry } from './registry.ts';
import { showFailure } from './show.ts';

/** What a role would read from a host; nothing where its variables are not complete for that host. */
const needsOfRole = (role: Role, inventory: Inventory, host: InventoryHost, extraVars: LocatedMap): readonly Need[] => {
  const roleVars = roleVarsOf(role);
  if (!roleVars.ok) return [];
  const vars = checkedVars(roleVars.value, [...layersOf(inventory, host), extraVars], host);
  return vars.ok ? role.desired(vars.value, role.files).flatMap(({ kind, desired }) => kind.needs(desired)) : [];
};

/** Facts as JSON: maps become objects, so that nothing that was read is left out. */
const factsJson = (facts: Facts): Json =>
  JSON.parse(
    JSON.stringify(facts, (_key, value: unknown) =>
      value instanceof Map ? Object.fromEntries(value as ReadonlyMap<string, unknown>) : value,
    ),
  ) as Json;

const gather = async (name: string, flags: HostFlags, secrets: Set<string>): Promise<Result<Facts, Failure>> => {
  const registry = await loadRegistry();
  if (!registry.ok) return registry;
  const vault = await openVault(flags, secrets);
  if (!vault.ok) return vault;
  const inventory = loadInventory(flags.inventory, vault.value);
  if (!inventory.ok) return inventory;
  const extraVars = readExtraVars(flags.extraVars, vault.value);
  if (!extraVars.ok) return extraVars;
  const named = await hostsNamed(inventory.value, name);
  if (!named.ok) return named;
  const found = onlyOne(name, named.value);
  if (!found.ok) return found;
  const host = hostWith(found.value, layersOf(inventory.value, found.value));
  const needs = [...registry.value.values()].flatMap((role) =>
    needsOfRole(role, inventory.value, found.value, extraVars.value),
  );
  const connection = lookingConnection(host, reacher(flags.inventory, takeTurns()));
  try {
    return await gatherFacts(connection, needs);
  } finally {
    await connection.close();
  }
};

/** Prints as JSON what the roles read from a host. */
export const printFacts = async (name: string, flags: HostFlags, secrets: Set<string>): Promise<number> => {
  const facts = await gather(name, flags, secrets);
  if (!facts.ok) return showFailure(facts.failure, secrets);
  process.stdout.write(jsonDocument(redactor(secrets).json(factsJson(facts.value))));
  return 0;
};
