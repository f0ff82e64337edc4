import { existsSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Registry } from '../config/playbook.ts';
import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Role, RoleFiles } from '../model/role.ts';
import { packageRoot } from './package-root.ts';

const isRole = (value: unknown): value is Role =>
  typeof value === 'object' && value !== null && 'name' in value && 'desired' in value && 'vars' in value;

const invalid = (message: string): Failure => ({ kind: 'configuration', problems: [{ message }] });

const subfolders = async (folder: string): Promise<readonly string[]> => {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
};

/** The texts in a folder, by name; none where there is no such folder. */
const readFiles = async (folder: string): Promise<RoleFiles> => {
  if (!existsSync(folder)) return {};
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
};

const loadCompiled = async (file: string): Promise<unknown> => {
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  return module.default;
};

const loadTypeScript = async (file: string): Promise<unknown> => {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, { alias: { jts: join(packageRoot, 'dist/src/api.js') } });
  return jiti.import(file, { default: true });
};

/** Folders in which a playbook's own roles may stand: beside the playbook, or beside its folder. */
const ownFolders = (playbook: string | undefined): readonly string[] => {
  if (playbook === undefined) return [resolve('roles')];
  const folder = dirname(resolve(playbook));
  return [join(folder, 'roles'), join(folder, '..', 'roles')];
};

/** Loads the roles that come with jts and those beside the playbook (or in the working folder without one). */
export const loadRegistry = async (playbook?: string): Promise<Result<Registry, Failure>> => {
  const registry = new Map<string, Role>();
  const compiled = join(packageRoot, 'dist/roles');
  const sources = [
    // What is compiled has its files beside its source only.
    { folder: compiled, texts: join(packageRoot, 'roles'), file: 'role.js', load: loadCompiled },
    ...ownFolders(playbook).map((folder) => ({ folder, texts: folder, file: 'role.ts', load: loadTypeScript })),
  ];
  const seen = new Set<string>();
  for (const { folder, texts, file, load } of sources) {
    if (!existsSync(folder)) continue;
    const real = await realpath(folder);
    // The sources of the compiled roles: a playbook of this package stands beside them.
    if (seen.has(real) || real === (await realpath(packageRoot).then((root) => join(root, 'roles')))) continue;
    seen.add(real);
    for (const name of await subfolders(real)) {
      const path = join(real, name, file);
      if (!existsSync(path)) continue;
      const role = await load(path).catch((error: unknown) => String(error));
      if (!isRole(role)) {
        const why = typeof role === 'string' ? role : 'its default export is not made by defineRole';
        return fail(invalid(`${path} is not a role: ${why}`));
      }
      if (role.name !== name) return fail(invalid(`${path} calls its role ${role.name}; the folder says ${name}`));
      if (registry.has(name)) return fail(invalid(`${path}: a role named ${name} is there already; rename this one`));
      registry.set(name, { ...role, files: await readFiles(join(texts, name, 'files')) });
    }
  }
  return ok(registry);
};
