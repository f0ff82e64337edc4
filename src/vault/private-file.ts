import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that are in memory, where there are any, before the one that is on a disk. */
const places = (): readonly string[] =>
  [process.env['XDG_RUNTIME_DIR'] ?? '', '/dev/shm', tmpdir()].filter((place) => place !== '');

/** A new folder that only its owner may enter. */
const privateFolder = async (): Promise<string> => {
  let problem: unknown;
  for (const place of places()) {
    try {
      return await mkdtemp(join(place, 'jts-vault-'));
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
};

/** Keys that end a program on a terminal: they are for the editor. */
const KEYS = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Lends a text as a file that nobody else can read, in memory where possible; the file is gone when `use` has ended, and when
 * the process ends before that.
 */
export const withPrivateFile = async <T>(name: string, text: string, use: (path: string) => Promise<T>): Promise<T> => {
  const folder = await privateFolder();
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const ignore = (): undefined => undefined;
  process.once('exit', remove);
  for (const key of KEYS) process.on(key, ignore);
  try {
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return await use(path);
  } finally {
    for (const key of KEYS) process.off(key, ignore);
    process.off('exit', remove);
    remove();
  }
};
