import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A value of a YAML file as data; mappings are Maps, which take every key. */
export type Tree = null | boolean | number | string | Tree[] | Map<string, Tree> | Concealed;

/** A value with the tag of secrets in front. */
export interface Concealed {
  readonly concealed: Tree;
}

/** The files of a site by their path in it, as data. */
export type Site = Map<string, Tree>;

const treesIn = (folder: string): readonly Tree[] =>
  readdirSync(folder)
    .sort()
    .map((name) => parse(readFileSync(join(folder, name), 'utf8'), { mapAsMap: true }) as Tree);

const INVENTORIES = treesIn('inventory');
const PLAYBOOKS = treesIn('playbooks');

/** How many different sites the inventories and playbooks that come with jts make. */
export const EXAMPLES = INVENTORIES.length * PLAYBOOKS.length;

/** Moves the variables of the groups and hosts below a mapping into files of their own. */
const moveVars = (tree: Tree | undefined, kind: 'group' | 'host', site: Site): void => {
  if (!(tree instanceof Map)) return;
  for (const [name, entry] of tree) {
    if (!(entry instanceof Map)) continue;
    const vars = entry.get('vars');
    if (vars !== undefined) site.set(`inventory/${kind}_vars/${name}.yaml`, vars);
    entry.delete('vars');
    moveVars(entry.get('children'), 'group', site);
    moveVars(entry.get('hosts'), 'host', site);
  }
};

/** A copy of one of the examples: an inventory, a playbook and, where asked for, variables in files beside the inventory. */
export const example = (number: number, besides: boolean): Site => {
  const inventory = structuredClone(INVENTORIES[number % INVENTORIES.length] ?? null);
  const playbook = structuredClone(PLAYBOOKS[Math.floor(number / INVENTORIES.length) % PLAYBOOKS.length] ?? null);
  const site: Site = new Map([
    ['inventory/site.yaml', inventory],
    ['playbooks/play.yaml', playbook],
  ]);
  if (besides) moveVars(inventory, 'group', site);
  return site;
};
