import type { TSchema } from 'typebox';
import { InventoryFile } from './inventory-schema.ts';
import { PlaybookFile } from './playbook-schema.ts';

const published = (name: string, schema: TSchema): string => {
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:jts:schema:${name}` };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
};

/** The schemas of what users write, for their editors: the text of each file in `schemas/`, by its name. */
export const publishedSchemas: ReadonlyMap<string, string> = new Map([
  ['inventory.schema.json', published('inventory', InventoryFile)],
  ['playbook.schema.json', published('playbook', PlaybookFile)],
]);
