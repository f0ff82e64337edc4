import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { ENCRYPTED_ENDING, isEncryptedName } from './encrypted.ts';
import { problemAt } from './failure.ts';
import { emptyMap, type LocatedMap } from './located.ts';
import { merge } from './merge.ts';
import { readMap } from './read-map.ts';
import { didYouMean } from './suggest.ts';
import type { Vault } from './vault.ts';

/** Variables of one group or host, and the file or folder that holds them. */
interface NamedVars {
  readonly path: string;
  readonly vars: LocatedMap;
}

/** A problem with variables as a whole; a folder without files has no text to point into. */
const problemIn = ({ path, vars: { at } }: NamedVars, message: string, advice: string): Problem =>
  problemAt(at, at ? message : `${path}: ${message}`, advice);

/** What `group_vars` and `host_vars` in one folder hold, by the name of the group or host. */
export interface VarsBeside {
  readonly groups: ReadonlyMap<string, NamedVars>;
  readonly hosts: ReadonlyMap<string, NamedVars>;
}

/** The folders of variables beside an inventory or a playbook. */
export const GROUP_VARS = 'group_vars';
export const HOST_VARS = 'host_vars';

export const noVarsBeside: VarsBeside = { groups: new Map(), hosts: new Map() };

const NAME = /^(.+)\.ya?ml(?:\.age)?$/;

interface Listing {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Names in a folder in alphabetical order, without hidden files and backups of editors; none where it is not there. */
const listing = (folder: string): readonly Listing[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && !name.endsWith('~'))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
};

/** The encrypted files that {@link readVarsBeside} reads. */
export const encryptedBeside = (folder: string): readonly string[] => {
  const below = (inner: string): readonly string[] =>
    listing(inner).flatMap(({ name, isFolder }) => {
      const path = join(inner, name);
      if (isFolder) return below(path);
      return NAME.test(name) && isEncryptedName(name) ? [path] : [];
    });
  return [GROUP_VARS, HOST_VARS].flatMap((inner) => below(join(folder, inner)));
};

/** Reads the variables of the groups (or hosts) from one folder and collects what is wrong with its files. */
class Reading {
  readonly vars = new Map<string, NamedVars>();
  readonly problems: Problem[] = [];
  readonly #vault: Vault;

  constructor(folder: string, vault: Vault) {
    this.#vault = vault;
    for (const { name, isFolder } of listing(folder)) {
      const path = join(folder, name);
      const [, stem] = isFolder ? [path, name] : (NAME.exec(name) ?? []);
      if (stem === undefined) this.#unread(path);
      else this.#add(stem, path, isFolder ? this.#folder(path) : this.#file(path));
    }
  }

  #unread(path: string): void {
    this.problems.push({
      message: `${path} is not read`,
      advice: `give it a name that ends in .yaml${isEncryptedName(path) ? ENCRYPTED_ENDING : ''}, or move it away`,
    });
  }

  #add(name: string, path: string, vars: LocatedMap): void {
    const other = this.vars.get(name)?.path;
    if (other === undefined) this.vars.set(name, { path, vars });
    else
      this.problems.push(
        problemIn(
          { path, vars },
          `variables of ${name}, which ${other} holds as well`,
          [other, path].some(isEncryptedName)
            ? `move both into the folder ${join(dirname(path), name)}, where all files are read`
            : 'keep one of them',
        ),
      );
  }

  #file(path: string): LocatedMap {
    const map = readMap(path, this.#vault);
    if (map.ok) return map.value;
    this.problems.push(...map.failure);
    return emptyMap;
  }

  #folder(folder: string): LocatedMap {
    return listing(folder)
      .map(({ name, isFolder }) => {
        const path = join(folder, name);
        if (isFolder) return this.#folder(path);
        if (NAME.test(name)) return this.#file(path);
        this.#unread(path);
        return emptyMap;
      })
      .reduce(merge, emptyMap);
  }
}

/** Reads `group_vars` and `host_vars` in a folder; in a folder of files, the alphabetically last has the last word. */
export const readVarsBeside = (folder: string, vault: Vault): Result<VarsBeside, readonly Problem[]> => {
  const groups = new Reading(join(folder, GROUP_VARS), vault);
  const hosts = new Reading(join(folder, HOST_VARS), vault);
  const problems = [...groups.problems, ...hosts.problems];
  return problems.length > 0 ? fail(problems) : ok({ groups: groups.vars, hosts: hosts.vars });
};

const strangers = (
  vars: ReadonlyMap<string, NamedVars>,
  what: 'group' | 'host',
  known: Iterable<string>,
): readonly Problem[] => {
  const names = new Set(known);
  return [...vars]
    .filter(([name]) => !names.has(name))
    .map(([name, named]) => {
      const message = `variables of a ${what} that the inventory does not have: ${name}`;
      return problemIn(named, message, didYouMean(name, names, `${what}s`));
    });
};

/** Problems for variables of groups and hosts that the inventory does not have. */
export const strangersIn = (
  beside: VarsBeside,
  known: { readonly groups: ReadonlyMap<string, unknown>; readonly hosts: ReadonlyMap<string, unknown> },
): readonly Problem[] => [
  ...strangers(beside.groups, 'group', ['all', 'ungrouped', ...known.groups.keys()]),
  ...strangers(beside.hosts, 'host', known.hosts.keys()),
];
