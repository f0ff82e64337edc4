import pc from 'picocolors';
import { variablesOf, type RoleVariables, type Variable } from '../config/variables.ts';
import type { Role } from '../model/role.ts';
import { asYaml } from '../report/variables-text.ts';
import { loadRegistry } from './registry.ts';
import { showFailure } from './show.ts';

/** A variable: dotted name and default, below it what it means and what it is for the keys that are there by default. */
const variableLines = ({ name, description, default: standard, defaults }: Variable): readonly string[] => [
  `    ${pc.bold(name)}${standard === undefined ? '' : ` = ${asYaml(standard)}`}`,
  ...(description === undefined ? [] : [`        ${description}`]),
  ...Array.from(defaults, ([key, value]) => `        ${key}: ${asYaml(value)}`),
];

const describeRole = ({ name, summary, tier, after }: Role, variables: RoleVariables | undefined): string =>
  [
    `${pc.bold(name)} (${tier}${after.length === 0 ? '' : `, after ${after.join(', ')}`})`,
    `  ${summary}`,
    ...Array.from(variables?.shared ?? [], ([variable, role]) => `    ${pc.bold(variable)}: see ${role}`),
    ...(variables?.own ?? []).flatMap(variableLines),
  ].join('\n');

/** Prints the roles with their variables and defaults. */
export const listRoles = async (): Promise<number> => {
  const registry = await loadRegistry();
  if (!registry.ok) return showFailure(registry.failure, []);
  const roles = [...registry.value.values()];
  const variables = variablesOf(roles);
  process.stdout.write(`${roles.map((role) => describeRole(role, variables.get(role.name))).join('\n\n')}\n`);
  return 0;
};
