import { appendFile } from 'node:fs/promises';
import { secondTriesFile } from './state.ts';

/** Notes that something outside the product failed and is tried again, so that a run of the tests can count it. */
export async function noteSecondTry(what: string): Promise<void> {
  await appendFile(secondTriesFile, `${new Date().toISOString()} ${what.split('\n')[0] ?? ''}\n`);
}
