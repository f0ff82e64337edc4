// Builds the same sources into dist-quick/ with shorter times, so that tests need not wait for minutes; soaks use the real ones.
import { copyFile, readFile, rename, rm, symlink } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from 'esbuild';
import { options } from '../build.options.mjs';

/** A tenth of each, by file and constant; what these times are to each other stays. */
const QUICK = {
  'src/engine/lease.ts': { LEASE_SECONDS: 9, ORPHAN_SECONDS: 3, BEAT_SECONDS: 2 },
  'src/engine/revert.ts': { PATIENCE: 12 },
  'src/transport/ssh.ts': { KEEPALIVE_MILLISECONDS: 1_000 },
  'src/config/connection.ts': { RECONNECT_TIMEOUT_SECONDS: 18 },
};

const replaced = (file, text) =>
  Object.entries(QUICK[file]).reduce((source, [name, value]) => {
    const declaration = new RegExp(`^((?:export )?const ${name} = )[\\d_]+;$`, 'gm');
    const count = [...source.matchAll(declaration)].length;
    if (count !== 1) throw new Error(`${file} declares the constant ${name} ${count} times, not once`);
    return source.replace(declaration, `$1${value};`);
  }, text);

const pending = new Set(Object.keys(QUICK));
const quickTimes = {
  name: 'quick times',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const file = relative('.', path);
      if (!(file in QUICK)) return undefined;
      const contents = replaced(file, await readFile(path, 'utf8'));
      pending.delete(file);
      return { contents, loader: 'ts' };
    });
  },
};

// Built aside, as another run of tests may be at work with the one that is there.
const aside = `dist-quick.${process.pid}`;
try {
  await build({ ...options, outdir: `${aside}/dist`, plugins: [quickTimes] });
  if (pending.size > 0) throw new Error(`not built, so that their times are not quick: ${[...pending].join(', ')}`);
  // jts finds its own roles, and what roles beside a playbook import, from its package.json on.
  await copyFile('package.json', `${aside}/package.json`);
  await symlink('../roles', `${aside}/roles`);
  await rm('dist-quick', { recursive: true, force: true });
  await rename(aside, 'dist-quick');
} finally {
  await rm(aside, { recursive: true, force: true });
}
