import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../tools/tool.ts';
import { spend } from './spend.ts';

/** Milliseconds for which the event loop of a program in Node.js stood still at the longest while it ran a command. */
export const longestStall = async (command: Command, folder: string): Promise<number> => {
  const file = join(folder, 'stall');
  const environment = {
    ...command.environment,
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'stall.mjs')}`,
    JTS_BENCH_STALL: file,
  };
  await spend({ ...command, environment }, folder);
  return Number(readFileSync(file, 'utf8'));
};
