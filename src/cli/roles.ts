import pc from 'picocolors';
import type { TSchema } from 'typebox';
import type { Role } from '../model/role.ts';
import { showFailure } from './show.ts';
import { loadRegistry } from './registry.ts';

interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** The variables of a schema, a line each: dotted name, default, description. */
const variables = (schema: Described, path: string): readonly string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const dotted = path === '' ? name : `${path}.${name}`;
    if (property.properties !== undefined && property.default === undefined) return variables(property, dotted);
    const standard = property.default === undefined ? '' : ` = ${JSON.stringify(property.default)}`;
    return [
      `    ${pc.bold(dotted)}${standard}`,
      ...(property.description === undefined ? [] : [`        ${property.description}`]),
    ];
  });

const describeRole = (role: Role): string => {
  const after = role.after.length === 0 ? '' : `, after ${role.after.join(', ')}`;
  const schema: TSchema & Described = role.vars;
  return [`${pc.bold(role.name)} (${role.tier}${after})`, `  ${role.summary}`, ...variables(schema, '')].join('\n');
};

/** Prints the roles with their variables and defaults. */
export const listRoles = async (): Promise<number> => {
  const registry = await loadRegistry();
  if (!registry.ok) return showFailure(registry.failure);
  process.stdout.write(`${[...registry.value.values()].map(describeRole).join('\n\n')}\n`);
  return 0;
};
