import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from './json-schemas.ts';

const folder = new URL('../../schemas/', import.meta.url);
mkdirSync(fileURLToPath(folder), { recursive: true });
for (const [name, text] of publishedSchemas) writeFileSync(new URL(name, folder), text);
