import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../../..');

/** Where the role installs the scripts, and where a host has what only the tests need. */
export const SCRIPTS = '/usr/local/lib/jts';
export const LAB = '/root/jts-tiering';

/** Runs a command on a host, which has to succeed. */
type Run = (command: string) => Promise<string>;

/** Puts the programs of a folder of the project on a host. */
export const put = async (run: Run, from: string, to: string): Promise<void> => {
  await run(`mkdir -p ${to}`);
  for (const name of readdirSync(join(project, from)).filter((file) => /\.(sh|pl)$/.test(file))) {
    const content = readFileSync(join(project, from, name)).toString('base64');
    await run(`base64 -d <<<${content} >${to}/${name} && chmod 755 ${to}/${name}`);
  }
};

/** Puts what only the tests need on a host. */
export const putPrograms = (run: Run): Promise<void> => put(run, 'test/e2e/tiering', LAB);

/** Bash that runs a script with such lines as its configuration. */
export const withSettings = (words: string, settings: readonly string[]): string => {
  const file = Buffer.from(`${settings.join('\n')}\n`).toString('base64');
  return `conf=$(mktemp -p ${LAB} conf.XXXXXX) && base64 -d <<<${file} >"$conf" && ${SCRIPTS}/${words} --config "$conf"`;
};

/** What `verify.pl` has counted. */
export interface Whereabouts {
  readonly files: number;
  readonly lost: number;
  readonly once: number;
  readonly twice: number;
  readonly wrong: number;
  readonly recorded: number;
  readonly repeated: number;
  readonly unrecorded: number;
  readonly atSource: number;
  readonly stray: number;
  readonly torn: number;
}

/** Where every file of the reference is now, by name and SHA-256. */
export const whereabouts = async (run: Run, source: string, copy: string): Promise<Whereabouts> =>
  JSON.parse(await run(`${LAB}/verify.pl ${LAB}/reference ${source} ${copy} /var/lib/jts/manifests`)) as Whereabouts;

/** What is counted where so many files have all been moved. */
export const allMoved = (files: number): Whereabouts => ({
  ...{ files, lost: 0, once: files, twice: 0, wrong: 0, recorded: files, repeated: 0, unrecorded: 0 },
  ...{ atSource: 0, stray: 0, torn: 0 },
});

/** Makes a file that is a rotated log by name, and ten days old. */
export const oldFile = (path: string, content: string): string =>
  `mkdir -p "$(dirname ${path})" && printf %s '${content}' >${path} && touch -d '10 days ago' ${path}`;
