import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../tools/tool.ts';
import { spend } from './spend.ts';

/** How long the event loop of a program in Node.js stood still at the longest, in milliseconds. */
export interface Stall {
  readonly longest: number;
  /** The same without the time that it was ready to go on and waited for a processor. */
  readonly running: number;
}

/** Watches the event loop of a program in Node.js while it runs a command. */
export const longestStall = async (command: Command, folder: string): Promise<Stall> => {
  const file = join(folder, 'stall');
  const environment = {
    ...command.environment,
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'stall.mjs')}`,
    JTS_BENCH_STALL: file,
  };
  await spend({ ...command, environment }, folder);
  return JSON.parse(readFileSync(file, 'utf8')) as Stall;
};
