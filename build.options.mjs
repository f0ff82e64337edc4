import { readdir } from 'node:fs/promises';

const roles = await readdir('roles', { withFileTypes: true });

/** What esbuild is told of the sources, wherever they are built to. */
export const options = {
  entryPoints: [
    'src/cli/main.ts',
    'src/api.ts',
    ...roles.filter((r) => r.isDirectory()).map((r) => `roles/${r.name}/role.ts`),
  ],
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
};
