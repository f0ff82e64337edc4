import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect } from 'vitest';
import { run, type Answer } from '../../lab/guest.ts';
import type { HostName } from '../../lab/hosts.ts';
import { up } from '../../lab/lab.ts';
import { jts, labInventory, playbook } from '../jts.ts';
import { onHost, putTimersOff } from '../lab-host.ts';

const helperFolder = join(import.meta.dirname, 'tiering');

/** Where the role installs the scripts, and where this keeps what only the tests need. */
export const SCRIPTS = '/usr/local/lib/jts';
export const LAB = '/root/jts-tiering';

export const HOST = 'trader1';
export const LOGS = '/var/lib/postgresql/logs';
export const WARM = '/data/warm-storage';
export const WARM_LOGS = `${WARM}/logs${LOGS}`;
export const BACKUPS = `${WARM}/daily-backups`;

/** The part of the NAS that these tests have to themselves. */
export const COLD = '/mnt/synology/jts-scripts-test';

/** Only the logs of PostgreSQL, so that a run does not look at four more services. */
export const ONE_SOURCE = `LOG_SOURCES=(${LOGS})`;

/** Puts the files of a folder on a host, executable. */
const put = async (host: HostName, from: string, to: string): Promise<void> => {
  await onHost(host, `mkdir -p ${to}`);
  for (const name of readdirSync(from).filter((file) => /\.(sh|pl)$/.test(file))) {
    const content = readFileSync(join(from, name)).toString('base64');
    await onHost(host, `base64 -d <<<${content} >${to}/${name} && chmod 755 ${to}/${name}`);
  }
};

/** Brings the host to the complete storage, as a user would, and puts there what only these tests need. */
const installScripts = async (host: HostName): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-tiering-'));
  try {
    await up([host, 'nas']);
    const { code, stdout } = await jts(['run', playbook('provision'), '-i', labInventory, '-l', host], { folder });
    expect(code, stdout.slice(-2000)).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await putTimersOff(host);
  await put(host, helperFolder, LAB);
  await onHost(host, `mkdir -p ${COLD}`);
};

/** Runs a command on the host of these tests, which has to succeed. */
export const here = (command: string): Promise<string> => onHost(HOST, command);

/** Runs a script on the host of these tests with settings on top of theirs. */
export const there = (words: string, ...settings: readonly string[]): Promise<Answer> => {
  const own = [`COLD=${COLD}`, 'NETWORK_TIMEOUT=4', 'SNAPSHOTS=()', ONE_SOURCE];
  const configuration = [...own, ...settings].join('\n');
  const file = Buffer.from(`${configuration}\n`).toString('base64');
  return run(
    HOST,
    `conf=$(mktemp -p ${LAB} conf.XXXXXX) && base64 -d <<<${file} >"$conf" && ${SCRIPTS}/${words} --config "$conf"`,
  );
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

/** Where every file of a reference is now, by name and SHA-256. */
export const whereabouts = async (source: string, copy: string): Promise<Whereabouts> =>
  JSON.parse(await here(`${LAB}/verify.pl ${LAB}/reference ${source} ${copy} /var/lib/jts/manifests`)) as Whereabouts;

/** Makes a file that is a rotated log by name, and ten days old. */
export const oldFile = (path: string, content: string): string =>
  `mkdir -p "$(dirname ${path})" && printf %s '${content}' >${path} && touch -d '10 days ago' ${path}`;

/** Installs the scripts, and empties the tiers before each test. */
export const onEmptyTiers = (): void => {
  beforeAll(async () => {
    await installScripts(HOST);
    await here(`rm -rf ${LAB}/conf.*`);
  });

  beforeEach(async () => {
    await here(
      `find ${LOGS} ${WARM}/{logs,temp-processing,daily-backups} ${COLD} -mindepth 1 -delete; rm -rf /var/lib/jts/manifests`,
    );
  });
};
