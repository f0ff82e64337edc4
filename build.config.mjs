import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const roles = await readdir('roles', { withFileTypes: true });

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: [
    'src/cli/main.ts',
    'src/api.ts',
    ...roles.filter((r) => r.isDirectory()).map((r) => `roles/${r.name}/role.ts`),
  ],
  outdir: 'dist',
  outbase: '.',
  entryNames: '[dir]/[name]',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  alias: { jts: './src/api.ts' },
  // ssh2 crashes when it is bundled into ESM, and jiti loads parts of itself by path.
  external: ['ssh2', 'node-ssh', 'jiti'],
  // Bundled CommonJS packages ask for Node's own modules through require.
  banner: {
    js: "import { createRequire as jtsCreateRequire } from 'node:module';\nconst require = jtsCreateRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

const MAIN = 'dist/src/cli/main.js';
// Not in the source: eslint turns that line into a comment, and typescript-eslint would build the whole program again for it.
await writeFile(MAIN, `#!/usr/bin/env node\n${await readFile(MAIN, 'utf8')}`);
await chmod(MAIN, 0o755);
