import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { variablesOf } from '../../../src/config/variables.ts';
import { bundledRoles } from './bundled.ts';
import { variablesMarkdown, withVariables } from '../../../src/report/variables-text.ts';

const folder = new URL('../../../roles/', import.meta.url);

const variables = variablesOf(await bundledRoles());

describe.each([...variables])('role %s', (name, declared) => {
  it('describes every variable', () => {
    expect(
      declared.own.filter(({ description }) => description === undefined).map((variable) => variable.name),
    ).toEqual([]);
  });

  it('has its variables in its README', () => {
    const readme = readFileSync(new URL(`${name}/README.md`, folder), 'utf8');
    expect(readme, 'run npm run docs').toBe(withVariables(readme, variablesMarkdown(declared)));
  });
});
