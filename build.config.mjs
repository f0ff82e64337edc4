import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { options } from './build.options.mjs';

await rm('dist', { recursive: true, force: true });
await build({ ...options, outdir: 'dist' });
await chmod('dist/src/cli/main.js', 0o755);
