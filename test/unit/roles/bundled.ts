import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Role, RoleFiles } from '../../../src/api.ts';

const ROLES = new URL('../../../roles/', import.meta.url);

/** Names of the roles that come with jts. */
export const bundledNames: readonly string[] = readdirSync(ROLES)
  .filter((name) => existsSync(new URL(`${name}/role.ts`, ROLES)))
  .sort();

/** The texts that a role puts on hosts, as the registry reads them. */
const filesOf = (name: string): RoleFiles => {
  const folder = new URL(`${name}/files/`, ROLES);
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
};

/** A role that comes with jts, by its name. */
export const bundledRole = async (name: string): Promise<Role> => {
  const module = (await import(`../../../roles/${name}/role.ts`)) as { default: Role };
  return { ...module.default, files: filesOf(name) };
};

/** A role for its cases: with one short file in the place of its own, so that these can change without the cases. */
export const roleOfCases = async (name: string): Promise<Role> => ({
  ...(await bundledRole(name)),
  files: { 'script.sh': '#!/usr/bin/env bash\n' },
});

export const bundledRoles = (): Promise<readonly Role[]> => Promise.all(bundledNames.map(bundledRole));
