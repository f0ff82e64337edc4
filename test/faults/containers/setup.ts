import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { obstacle } from '../../containers/containers.ts';

/** Builds the program with quick times, before any test, and says why where there can be no hosts in namespaces. */
export default (): void => {
  const why = obstacle();
  if (why !== undefined) throw new Error(`there can be no hosts in namespaces: ${why}`);
  const cwd = resolve(import.meta.dirname, '../../..');
  execFileSync(process.execPath, ['test/quick-build.mjs'], { cwd, stdio: 'inherit' });
};
