import type { Host } from '../model/host.ts';
import { ALL } from './drafts.ts';
import type { Inventory, InventoryHost } from './inventory.ts';
import { plainMap, type LocatedMap } from './located.ts';
import { mapWithoutNulls, mergeAll } from './merge.ts';
import { noVarsBeside, type VarsBeside } from './vars-beside.ts';

/** The variables that the inventory, and the `group_vars` and `host_vars` beside the playbook, have for a host: layer by
 * layer in the precedence of Ansible, the weakest first. */
export const layersOf = (
  inventory: Inventory,
  host: InventoryHost,
  besidePlaybook: VarsBeside = noVarsBeside,
): readonly LocatedMap[] => {
  const besides = [inventory.beside, besidePlaybook];
  const inline = (group: string) => inventory.groups.get(group)?.vars;
  const layers = [
    inline(ALL),
    ...host.groups.map(inline),
    ...besides.map(({ groups }) => groups.get(ALL)?.vars),
    ...besides.flatMap(({ groups }) => host.groups.map((group) => groups.get(group)?.vars)),
    host.vars,
    ...besides.map(({ hosts }) => hosts.get(host.name)?.vars),
  ];
  return layers.filter((layer) => layer !== undefined);
};

/** A host as the engine knows it, with these layers of variables merged. */
export const hostWith = ({ name, groups, connection }: InventoryHost, layers: readonly LocatedMap[]): Host => ({
  name,
  groups,
  connection,
  vars: plainMap(mapWithoutNulls(mergeAll(layers))),
});
