import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { ENCRYPTED_ENDING, isEncrypted, isEncryptedName } from './encrypted.ts';
import { problemAt } from './failure.ts';
import { SECRET_TAG, Source } from './source.ts';
import { closest, listed } from './suggest.ts';

/** Larger files are no configuration, in bytes. */
const LARGEST = 16 * 1024 * 1024;

/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACEMENT = Buffer.from('\uFFFD');

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

/** Decodes without complaint what is UTF-8, and the rest as U+FFFD. */
const lossy = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Where, in characters, the first byte stands that is no UTF-8; a file that is UTF-8 may have U+FFFD in it too. */
const firstForeign = (bytes: Uint8Array, text: string): number => {
  let from = 0;
  let offset = 0;
  for (const { index } of text.matchAll(/\uFFFD/g)) {
    offset += Buffer.byteLength(text.slice(from, index));
    if (!REPLACEMENT.equals(bytes.subarray(offset, offset + REPLACEMENT.length))) return index;
    from = index;
  }
  return from;
};

/** The UTF-8 text that a file holds; what is none is a problem at its place. */
export const sourceOf = (
  path: string,
  bytes: Uint8Array,
  secrecy: { readonly isSecret?: boolean } = {},
): Result<Source, Problem> => {
  const text = lossy(bytes);
  const binary = text.indexOf('\0');
  // In UTF-16 the tag of secrets has a NUL beside each of its characters.
  const isTagged = binary !== -1 && text.replaceAll('\0', '').includes(SECRET_TAG);
  const source = new Source(path, text, isTagged ? { isSecret: true } : secrecy);
  const refuse = (start: number, message: string, advice: string) =>
    fail(problemAt({ source, start, end: start + 1 }, message, advice));
  if (binary !== -1) return refuse(binary, 'this is a binary file, not YAML', 'name a YAML file');
  if (isUtf8(bytes)) return ok(source);
  return refuse(firstForeign(bytes, text), 'this is not UTF-8 text', 'save it as UTF-8');
};

/** Reads a file of UTF-8 text; what stands in the way is a problem that names the file, and the place in it if there is one. */
export const readSource = (path: string): Result<Source, Problem> => {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  if (isEncrypted(bytes.value)) return fail(misplaced(path));
  return sourceOf(path, bytes.value);
};
