import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/config/located.ts';
import { publishedSchemas } from '../../../src/config/json-schemas.ts';
import { Source } from '../../../src/config/source.ts';
import { parseYaml } from '../../../src/config/yaml.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const names = [...publishedSchemas.keys()];

const schema = (name: string): Record<string, unknown> => {
  const parsed: unknown = JSON.parse(publishedSchemas.get(name) ?? '');
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${name} is no schema`);
  return { ...parsed };
};

describe('the published schemas', () => {
  it.each(names)(
    'schemas/%s is what the code makes; "node --import jiti/register src/config/publish-schemas.ts" writes it',
    (name) => {
      expect(read(`schemas/${name}`)).toBe(publishedSchemas.get(name));
    },
  );

  it('are all there are', () => {
    expect(
      readdirSync(new URL('schemas', root))
        .filter((name) => /^(inventory|playbook)/.test(name))
        .sort(),
    ).toEqual(names);
  });

  it.each(names)('%s says what it is of', (name) => {
    expect(schema(name)).toMatchObject({
      $id: `urn:jts:schema:${name.replace('.schema.json', '')}`,
      title: `jts ${name.replace('.schema.json', '')}`,
    });
    expect(schema(name)['description']).toMatch(/^[A-Z].+\.$/);
  });

  it.each(names)('%s is a valid schema, strictly', (name) => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    expect(() => ajv.compile(schema(name))).not.toThrow();
  });

  const files = [
    ...readdirSync(new URL('inventory', root)).map((name) => `inventory/${name}`),
    ...readdirSync(new URL('playbooks', root)).map((name) => `playbooks/${name}`),
  ].filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s names the schema that it follows', (file) => {
    const name = file.startsWith('inventory') ? 'inventory.schema.json' : 'playbook.schema.json';
    expect(read(file)).toMatch(new RegExp(`^# yaml-language-server: \\$schema=\\.\\./schemas/${name}\n`));
    const value = parseYaml(new Source(file, read(file)));
    expect(
      value.ok && value.value && new Ajv2020({ allowUnionTypes: true }).validate(schema(name), plain(value.value)),
    ).toBe(true);
  });
});
