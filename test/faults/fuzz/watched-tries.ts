import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { Tally } from './tally.ts';

/** Seconds without a word from the process that tries sites, after which it hangs. */
const SILENCE = 60;

/** Packs the program that tries sites into one file, which plain Node runs. */
const pack = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'tried-sites.mjs');
  await build({
    entryPoints: ['test/faults/fuzz/tried-sites.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'inline',
    alias: { jts: resolve('src/api.ts') },
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
};

/** How many sites are tried: at least so many, and more for as many seconds of the processor, up to the most. */
export interface Extent {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

/** MB for what is young in the memory: sites leave much behind, and with Node's own 16 a tenth of the time goes into looking it through. */
const YOUNG = 64;

/** Tries generated sites and resolves to what came of them; throws where that hangs or breaks off. */
export const tries = async (seed: number, { least, most, seconds }: Extent, folder: string): Promise<Tally> => {
  const program = await pack(folder);
  const options = ['--enable-source-maps', `--max-semi-space-size=${YOUNG}`];
  const words = [...options, program, ...[seed, least, most, seconds].map(String), folder];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  let last = '{}';
  const watchdog = setTimeout(() => {
    child.kill('SIGKILL');
  }, SILENCE * 1000);
  for await (const line of createInterface(child.stdout)) {
    last = line;
    watchdog.refresh();
  }
  const [status, signal] = await ended;
  clearTimeout(watchdog);
  const tally = JSON.parse(last) as Tally;
  const next = `site ${tally.tried + 1} of seed ${seed}, which is in ${join(folder, 'site')}`;
  if (signal === 'SIGKILL') throw new Error(`nothing for ${SILENCE} s: ${next}`);
  if (status !== 0) throw new Error(`ended by ${String(status ?? signal)}: ${next}`);
  return tally;
};
