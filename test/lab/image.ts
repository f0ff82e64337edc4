import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DiskName, Host } from './hosts.ts';
import { LabError } from './lab-error.ts';
import { local } from './local.ts';
import { locked } from './lock.ts';
import { cacheFolder } from './state.ts';

/** What guests are booted from; shared by all labs of this user and never written to. */
export interface Image {
  /** Of the recipe. */
  readonly hash: string;
  /** Tells two builds of a recipe apart: a disk that stands on the one is broken on the other. */
  readonly build: string;
  readonly kernel: string;
  readonly initrd: string;
}

export type Progress = (line: string) => void;

const recipeFolder = resolve(import.meta.dirname, 'image');
const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** The system disk, in ext4 without partitions, that overlays of this host stand on. */
export const systemImage = ({ hash }: Image, host: Host): string => join(cacheFolder, hash, `${host.system}.ext4`);

/** The disk as it was before jts came, for those disks that are not blank. */
export const usedDiskImage = ({ hash }: Image, disk: Exclude<DiskName, 'hot'>): string =>
  join(cacheFolder, hash, `${disk}.raw`);

/** The image of the current recipe, built first (about a minute) where the cache has none. */
export async function ensureImage(progress: Progress): Promise<Image> {
  const hash = await recipeHash();
  const folder = join(cacheFolder, hash);
  // One that is there is not kept waiting by the build of another checkout's.
  if (existsSync(folder) && (await isTouched(folder))) return imageOf(hash);
  await locked(join(cacheFolder, 'lock'), async () => {
    if (!existsSync(folder)) await build(folder, progress);
    await utimes(folder, new Date(), new Date());
    await removeUnused(hash);
  });
  return imageOf(hash);
}

/** Marks an image as one in use; false where it has gone meanwhile. */
const isTouched = (folder: string): Promise<boolean> =>
  utimes(folder, new Date(), new Date()).then(
    () => true,
    () => false,
  );

/** The image with that hash, which the cache is taken to have. */
export async function imageOf(hash: string): Promise<Image> {
  const folder = join(cacheFolder, hash);
  const build = await readFile(join(folder, 'build'), 'utf8').catch(() => '');
  return { hash, build, kernel: join(folder, 'vmlinux'), initrd: join(folder, 'initrd') };
}

async function build(folder: string, progress: Progress): Promise<void> {
  const log = `${folder}.log`;
  const unfinished = `${folder}.unfinished`;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  progress(`building the image of the guests, log in ${log}`);
  await local`${sudo} rm -rf ${unfinished}`;
  await mkdir(unfinished);
  const { exitCode } = await local({ nothrow: true })`
    ${sudo} ${join(recipeFolder, 'build.sh')} ${unfinished} >${log} 2>&1
    ${sudo} chown -R ${String(process.getuid?.())} ${unfinished}`;
  if (exitCode !== 0) throw new LabError(`the image was not built; the end of ${log}:\n${await tail(log)}`);
  await writeFile(join(unfinished, 'build'), randomUUID());
  await rename(unfinished, folder);
}

// Another checkout may stand on another recipe, so only what nobody has booted for a day goes.
async function removeUnused(current: string): Promise<void> {
  for (const entry of await readdir(cacheFolder)) {
    const path = join(cacheFolder, entry);
    if (!/^[0-9a-f]{16}(\.log)?$/.test(entry) || entry.startsWith(current)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > dayInMilliseconds) await rm(path, { recursive: true, force: true });
  }
}

async function recipeHash(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(recipeFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const content = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    hash.update(`${file.slice(recipeFolder.length)} ${content}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function tail(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-20).join('\n');
}
