import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { variablesOf } from '../config/variables.ts';
import type { Role } from '../model/role.ts';
import { variablesMarkdown, withVariables } from './variables-text.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const jiti = createJiti(import.meta.url, { alias: { jts: pathOf('src/api.ts') } });
const files = readdirSync(pathOf('roles')).map((name) => pathOf(`roles/${name}/role.ts`));
const roles = await Promise.all(
  files.filter((file) => existsSync(file)).map((file) => jiti.import<Role>(file, { default: true })),
);

for (const [name, variables] of variablesOf(roles)) {
  const readme = pathOf(`roles/${name}/README.md`);
  writeFileSync(readme, withVariables(readFileSync(readme, 'utf8'), variablesMarkdown(variables)));
}
