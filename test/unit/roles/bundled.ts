import { existsSync, readdirSync } from 'node:fs';
import type { Role } from '../../../src/api.ts';

const ROLES = new URL('../../../roles/', import.meta.url);

/** Names of the roles that come with jts. */
export const bundledNames: readonly string[] = readdirSync(ROLES)
  .filter((name) => existsSync(new URL(`${name}/role.ts`, ROLES)))
  .sort();

/** A role that comes with jts, by its name. */
export const bundledRole = async (name: string): Promise<Role> => {
  const module = (await import(`../../../roles/${name}/role.ts`)) as { default: Role };
  return module.default;
};

export const bundledRoles = (): Promise<readonly Role[]> => Promise.all(bundledNames.map(bundledRole));
