import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../../test/containers/containers.ts';
import { directoriesIn, filesIn, ROOT } from '../roles/layout/layout.ts';

/** Takes the layout and all that jts knows of it from hosts, so that the next run is a first one. */
export const clear = (hosts: readonly Container[]): void => {
  for (const { root } of hosts)
    for (const path of [ROOT, '/var/lib/jts', '/run/jts']) rmSync(`${root}${path}`, { recursive: true, force: true });
};

/** Lays out hosts, so that the next run finds them converged, whichever tool it is of. */
export const layOut = (hosts: readonly Container[]): void => {
  for (const { root } of hosts) {
    for (const path of directoriesIn(`${root}${ROOT}`)) {
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o750);
    }
    for (const { path, content } of filesIn(`${root}${ROOT}`)) {
      writeFileSync(path, content);
      chmodSync(path, 0o640);
    }
  }
};

const entry = (root: string, path: string): string => {
  const { mode, uid, gid } = statSync(join(root, path));
  const content = (mode & 0o170000) === 0o040000 ? '' : ` ${readFileSync(join(root, path), 'utf8')}`;
  return `${path} ${mode.toString(8)} ${uid}:${gid}${content}`;
};

const wanted: readonly string[] = [
  ...directoriesIn(ROOT).map((path) => `${path} 40750 0:0`),
  ...filesIn(ROOT).map(({ path, content }) => `${path} 100640 0:0 ${content}`),
].sort();

const found = (root: string): readonly string[] =>
  [ROOT, ...readdirSync(`${root}${ROOT}`, { recursive: true, encoding: 'utf8' }).map((name) => `${ROOT}/${name}`)]
    .map((path) => entry(root, path))
    .sort();

/** Throws where a host does not look exactly as it was to be laid out, whichever tool did it. */
export const assertLaidOut = (hosts: readonly Container[], by: string): void => {
  for (const { name, root } of hosts) {
    const there = found(root);
    const wrong = there.find((each, index) => each !== wanted[index]) ?? wanted[there.length];
    if (wrong !== undefined) throw new Error(`${by} left ${name} otherwise than it was to be: ${wrong}`);
  }
};
