import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../model/event.ts';
import type { Reporter } from './reporter.ts';

/** A name as the name of a file: what is not plain is spelled out, and so is a dot at the beginning. */
const fileName = (name: string): string =>
  name.replaceAll(/[^\w.-]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The file of a host's report; those of hosts called `summary` or `order` must not be that of the summary or the order. */
export const fileOf = (host: string): string =>
  host === 'summary' || host === 'order'
    ? `%00${host.charCodeAt(0).toString(16)}${host.slice(1)}.json`
    : `${fileName(host)}.json`;

/** The file that says what a run was asked for, so that it can be resumed. */
export const ORDER = 'order.json';

/** The file that says what a run came to on all its hosts. */
export const SUMMARY = 'summary.json';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Writes a file as a whole or not at all; only the owner may read it. */
const writeWhole = async (path: string, value: object): Promise<void> => {
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

/** Lets `latest` point to a run, without a moment in which it points nowhere. */
const pointTo = async (folder: string, run: string): Promise<void> => {
  const draft = join(folder, `latest.${process.pid}.part`);
  await rm(draft, { force: true });
  await symlink(run, draft);
  await rename(draft, join(folder, 'latest'));
};

class FilesReporter {
  readonly #folder: string;
  readonly #tell: (text: string) => void;
  readonly #order: object | undefined;
  /** What is being written: one file at a time, so that reports leave the memory in the order they come. */
  #writing: Promise<unknown> = Promise.resolve();
  #run = '';
  #problem: string | undefined;

  constructor(folder: string, tell: (text: string) => void, order: object | undefined) {
    this.#folder = folder;
    this.#tell = tell;
    this.#order = order;
  }

  on(event: Event): void {
    if (event.event === 'run-started') {
      this.#run = fileName(event.run);
      this.#then(() => mkdir(this.#path, { recursive: true, mode: 0o700 }));
      const { hosts } = event;
      if (this.#order !== undefined) this.#then(() => writeWhole(join(this.#path, ORDER), { ...this.#order, hosts }));
    } else if (event.event === 'host-ended') {
      this.#then(() => writeWhole(join(this.#path, fileOf(event.host)), event.report));
    } else if (event.event === 'run-ended') {
      this.#then(() => writeWhole(join(this.#path, SUMMARY), event.summary));
      this.#then(() => pointTo(this.#folder, this.#run));
    }
  }

  async close(): Promise<void> {
    await this.#writing;
    if (this.#run === '') return;
    this.#tell(this.#problem ?? `Reports: ${this.#path}\n`);
  }

  get #path(): string {
    return join(this.#folder, this.#run);
  }

  #then(write: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(write).catch((error: unknown) => {
      this.#problem ??=
        `The reports of this run are not complete: ${messageOf(error)}\n` +
        `  What was done on the hosts is not affected. Make ${this.#folder} a folder that you can write to before the next run.\n`;
    });
  }
}

/**
 * Writes `<folder>/<run>/<host>.json` as each host ends, `summary.json` at the end, and lets `<folder>/latest` point to the run.
 * At the beginning it writes `order.json`: what the run was asked for, where that is given, and its hosts.
 * What cannot be written changes nothing for the hosts; `tell` gets, on `close`, where the reports are or why they are not.
 */
export const filesReporter = (folder: string, tell: (text: string) => void, order?: object): Reporter =>
  new FilesReporter(folder, tell, order);
