import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { ENCRYPTED_ENDING, isEncrypted, isEncryptedName } from './encrypted.ts';
import { Source } from './source.ts';
import { closest, listed } from './suggest.ts';

/** Larger files are no configuration, in bytes. */
const LARGEST = 16 * 1024 * 1024;

const YAML_NAME = /\.ya?ml$/;
const ENCRYPTED_NAME = /\.ya?ml\.age$/;

/** Names in a folder; none where it cannot be read. */
const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

const stem = (name: string): string => name.replace(/\.ya?ml(\.age)?$/, '');

const missing = (path: string): Problem => {
  const message = `${path} does not exist`;
  const wanted = isEncryptedName(path) ? ENCRYPTED_NAME : YAML_NAME;
  const names = namesIn(dirname(path)).filter((name) => wanted.test(name));
  const inFolder = (name: string): string => join(dirname(path), name);
  const meant = closest(stem(basename(path)), names.map(stem));
  const file = names.find((name) => stem(name) === meant);
  if (file !== undefined) return { message, advice: `did you mean "${inFolder(file)}"?` };
  return { message, advice: names.length > 0 ? `there are: ${listed(names.map(inFolder))}` : 'check the path' };
};

const folder = (path: string): Problem => {
  const files = namesIn(path).filter((name) => YAML_NAME.test(name));
  const advice = files.length > 0 ? `name a file in it: ${listed(files.map((name) => join(path, name)))}` : undefined;
  return { message: `${path} is a directory, not a YAML file`, advice: advice ?? 'name a YAML file' };
};

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its symbolic links go round in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['EISDIR', 'it is a directory'],
  ['ENOENT', 'its folder does not exist'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space is left'],
]);

/** What the system's refusal to read a file means to the user; `code` as in `ENOENT`. */
export const unreadable = (path: string, code: string): Problem => {
  if (code === 'ENOENT' || code === 'ENOTDIR') return missing(path);
  if (code === 'EISDIR') return folder(path);
  return { message: `${path} cannot be read: ${reasons.get(code) ?? code}`, advice: `look at it: ls -l ${path}` };
};

const misplaced = (path: string): Problem => ({
  message: `${path} is encrypted`,
  advice: `only files of variables may be, and their names end in .yaml${ENCRYPTED_ENDING}`,
});

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

/** What an error of the system means to the user. */
export const reasonOf = (error: unknown): string => reasons.get(systemCode(error)) ?? systemCode(error);

/** Reads a file of at most 16 MiB; what stands in the way is a problem that names the file. */
export const readBytes = (path: string): Result<Uint8Array, Problem> => {
  try {
    const stat = statSync(path);
    if (stat.isBlockDevice() || stat.isCharacterDevice() || stat.isSocket())
      return fail({ message: `${path} is a device, not a YAML file`, advice: 'name a YAML file' });
    if (stat.size > LARGEST)
      return fail({ message: `${path} is larger than 16 MiB, too large for a YAML file`, advice: 'check the path' });
    return ok(readFileSync(path));
  } catch (error) {
    return fail(unreadable(path, systemCode(error)));
  }
};

/** The UTF-8 text of a file; what is none is a problem that names the file. */
export const textOf = (path: string, bytes: Uint8Array): Result<string, Problem> => {
  if (bytes.includes(0)) return fail({ message: `${path} is a binary file, not YAML`, advice: 'name a YAML file' });
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail({ message: `${path} is not UTF-8 text`, advice: 'save it as UTF-8' });
  }
};

/** Reads a file of UTF-8 text; what stands in the way is a problem that names the file. */
export const readSource = (path: string): Result<Source, Problem> => {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  if (isEncrypted(bytes.value)) return fail(misplaced(path));
  const text = textOf(path, bytes.value);
  return text.ok ? ok(new Source(path, text.value)) : text;
};
