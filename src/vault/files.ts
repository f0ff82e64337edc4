import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../config/read.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { sh } from '../shell/sh.ts';

/** The text of a small file, such as a list of keys. */
export const readText = (path: string): Result<string, Problem> => {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail({
      message: `${path} cannot be read: ${reasonOf(error)}`,
      advice: sh`look at it: ls -l -- ${path}`.text,
    });
  }
};

const unwritable = (path: string, error: unknown): Problem => {
  const folder = dirname(path);
  const advice = existsSync(folder) ? sh`look at its folder: ls -ld -- ${folder}` : sh`make it: mkdir -p -- ${folder}`;
  return { message: `${path} cannot be written: ${reasonOf(error)}`, advice: advice.text };
};

/** What would keep a file from being written, as far as that can be told before there is anything to write. */
export const obstacleTo = (path: string): Problem | undefined => {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return unwritable(path, error);
  }
};

const sync = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
};

const draw = async (draft: string, text: string): Promise<void> => {
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Puts a text in the place of a file, for its owner alone to read, such that after a power cut the file is the old one or the
 * new one; a draft beside it is written, synced, read again and given to `check`, which may refuse it.
 */
export const replace = async (
  path: string,
  text: string,
  check: (written: Uint8Array) => Promise<Problem | undefined>,
): Promise<Problem | undefined> => {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await draw(draft, text);
    const problem = await check(await readFile(draft));
    if (problem) return problem;
    await rename(draft, path);
    await sync(dirname(path));
    return undefined;
  } catch (error) {
    return unwritable(path, error);
  } finally {
    await rm(draft, { force: true });
  }
};
