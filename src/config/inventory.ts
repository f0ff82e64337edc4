import { dirname } from 'node:path';
import type { Connection } from '../model/host.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { ancestry, type Standing } from './ancestry.ts';
import { forAnsibleUsers } from './ansible-names.ts';
import { connectionOf } from './connection.ts';
import { ALL, Drafts, type GroupDraft, type HostDraft } from './drafts.ts';
import { misconfigured, problemAt, type ConfigurationFailure } from './failure.ts';
import { InventoryFile } from './inventory-schema.ts';
import { emptyMap, mapAt, spanAt, type LocatedMap } from './located.ts';
import { merge } from './merge.ts';
import { readStructure } from './read-structure.ts';
import type { Span } from './source.ts';
import { closest, listed } from './suggest.ts';
import { noVarsBeside, readVarsBeside, strangersIn, type VarsBeside } from './vars-beside.ts';
import type { Vault } from './vault.ts';

/** A group with what is right below it. */
export interface Group {
  readonly name: string;
  readonly depth: number;
  readonly children: readonly string[];
  readonly hosts: readonly string[];
  readonly vars: LocatedMap;
}

/** A host of the inventory with its own variables, `disks` among them. */
export interface InventoryHost {
  readonly name: string;
  readonly at: Span | undefined;
  /** All groups that hold it except `all`: outer before inner ones, those of one depth in alphabetical order. */
  readonly groups: readonly string[];
  readonly connection: Connection;
  readonly vars: LocatedMap;
}

/** What an inventory file and the variables beside it say; hosts and groups stand in the order of the file. */
export interface Inventory {
  readonly file: string;
  readonly groups: ReadonlyMap<string, Group>;
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly beside: VarsBeside;
}

const varsOf = ({ located }: GroupDraft | HostDraft): LocatedMap => (located && mapAt(located, ['vars'])) ?? emptyMap;

/** The variables of a host, where the key `disks` is the variable `disks`. */
const hostVars = (draft: HostDraft): LocatedMap => {
  const disks = draft.located?.entries.get('disks');
  return disks ? merge(varsOf(draft), { ...emptyMap, entries: new Map([['disks', disks]]) }) : varsOf(draft);
};

const groupsByHost = (
  drafts: Drafts,
  standings: ReadonlyMap<string, Standing>,
): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, Set<string>>([...drafts.hosts.keys()].map((host) => [host, new Set()]));
  for (const { name, hosts } of drafts.groups.values())
    for (const host of hosts)
      for (const group of [name, ...(standings.get(name)?.ancestors ?? [])]) groups.get(host)?.add(group);
  const depth = (name: string): number => standings.get(name)?.depth ?? 0;
  const inOrder = (a: string, b: string): number => depth(a) - depth(b) || (a < b ? -1 : 1);
  return new Map([...groups].map(([host, names]) => [host, [...names].filter((name) => name !== ALL).sort(inOrder)]));
};

const build = (file: string, drafts: Drafts, beside: VarsBeside): Result<Inventory, readonly Problem[]> => {
  const standings = ancestry(drafts.groups);
  if (!standings.ok) return fail([...drafts.problems, standings.failure]);
  const memberships = groupsByHost(drafts, standings.value);
  const folder = dirname(file);
  const groups = [...drafts.groups.values()].map((draft): [string, Group] => [
    draft.name,
    {
      name: draft.name,
      depth: standings.value.get(draft.name)?.depth ?? 0,
      children: [...draft.children.keys()],
      hosts: [...draft.hosts],
      vars: varsOf(draft),
    },
  ]);
  const hosts = [...drafts.hosts.values()].map((draft): [string, InventoryHost] => {
    const names = memberships.get(draft.name) ?? [];
    const settings = [ALL, ...names].map((name) => drafts.groups.get(name)?.entry ?? null);
    const connection = connectionOf(settings, draft.entry, folder);
    return [draft.name, { name: draft.name, at: draft.at, groups: names, connection, vars: hostVars(draft) }];
  });
  const inventory = { file, groups: new Map(groups), hosts: new Map(hosts), beside };
  const problems = [...drafts.problems, ...strangersIn(beside, inventory)];
  return problems.length > 0 ? fail(problems) : ok(inventory);
};

/** Advice to those who put variables where the keys of hosts and groups are. */
const unknownKey = (key: string, known: Iterable<string>): string | undefined => {
  const keys = [...known];
  if (closest(key, keys) !== undefined || !keys.includes('vars')) return forAnsibleUsers(key);
  return forAnsibleUsers(key) ?? `variables stand below "vars"; known keys: ${listed(keys)}`;
};

const INVENTORY = {
  name: 'inventory',
  schema: InventoryFile,
  beginning: 'begin with "all: { hosts: { trader1: { address: 192.0.2.10 } } }"',
  unknownKey,
};

/** Loads an inventory file with the `group_vars` and `host_vars` beside it. */
export const loadInventory = (path: string, vault: Vault): Result<Inventory, ConfigurationFailure> => {
  const beside = readVarsBeside(dirname(path), vault);
  const structure = readStructure(path, INVENTORY, vault);
  const besideProblems = beside.ok ? [] : beside.failure;
  if (!structure.ok) return fail(misconfigured([...structure.failure, ...besideProblems]));
  const { value, root } = structure.value;
  const drafts = new Drafts(value, root.kind === 'map' ? root : emptyMap);
  const inventory = build(path, drafts, beside.ok ? beside.value : noVarsBeside);
  const problems = [...(inventory.ok ? [] : inventory.failure), ...besideProblems];
  if (inventory.ok && problems.length === 0 && inventory.value.hosts.size === 0)
    problems.push(problemAt(spanAt(root, [ALL, 'hosts']), 'this inventory has no hosts', INVENTORY.beginning));
  return inventory.ok && problems.length === 0 ? inventory : fail(misconfigured(problems));
};
