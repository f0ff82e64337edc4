import { setTimeout } from 'node:timers/promises';
import { withPrivateFile } from '../../../src/vault/private-file.ts';

// Lends a file until it is told to end, as main.ts would end it.
process.once('SIGTERM', () => process.exit(143));
await withPrivateFile('vars.yaml', 'a: hunter2', async (path) => {
  process.stdout.write(`${path}\n`);
  await setTimeout(60_000);
});
