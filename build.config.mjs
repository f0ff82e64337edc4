import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { options } from './build.options.mjs';

await rm('dist', { recursive: true, force: true });
await build({ ...options, outdir: 'dist' });

const MAIN = 'dist/src/cli/main.js';
// Not in the source: eslint turns that line into a comment, and typescript-eslint would build the whole program again for it.
await writeFile(MAIN, `#!/usr/bin/env node\n${await readFile(MAIN, 'utf8')}`);
await chmod(MAIN, 0o755);
