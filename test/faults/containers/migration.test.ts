import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestHost } from '../../containers/test-host.ts';

const project = resolve(import.meta.dirname, '../../..');

const SCRIPTS = '/usr/local/lib/jts';
const LAB = '/root/jts-tiering';
const LOGS = '/srv/logs';
const WARM = '/data/warm-storage';
const COPY = `${WARM}/logs${LOGS}`;

const FILES = 10_000;
const KILLS = 20;
/** The longest that a migration lives, in seconds: all of them together take less than it needs for so many files. */
const LIFE = 0.6;

const CONFIGURATION = `LOG_SOURCES=(${LOGS})\nBATCH=500\nNETWORK_TIMEOUT=1\n`;

let host: TestHost;
beforeAll(async () => {
  host = await TestHost.start('migration');
  await put('roles/tiering-timers/files', SCRIPTS);
  await put('test/e2e/trader1/tiering', LAB);
  await host.run(
    `mkdir -p ${LOGS} ${WARM} && for place in ${LOGS} ${WARM}; do mount -t tmpfs -o mode=755,size=512m files $place; done &&
     mkdir ${WARM}/logs && printf %s '${CONFIGURATION}' >${LAB}/conf`,
  );
});
afterAll(() => (host as TestHost | undefined)?.stop());

/** Puts the scripts of a folder on the host. */
const put = async (from: string, to: string): Promise<void> => {
  await host.run(`mkdir -p ${to}`);
  for (const name of readdirSync(join(project, from)).filter((file) => /\.(sh|pl)$/.test(file))) {
    const content = readFileSync(join(project, from, name)).toString('base64');
    await host.run(`base64 -d <<<${content} >${to}/${name} && chmod 755 ${to}/${name}`);
  }
};

/** Where every file is now, by name and SHA-256, as `verify.pl` counts. */
const whereabouts = async (): Promise<unknown> =>
  JSON.parse(await host.run(`${LAB}/verify.pl ${LAB}/reference ${LOGS} ${COPY} /var/lib/jts/manifests`));

const MIGRATE = `${SCRIPTS}/tiered-storage.sh migrate --config ${LAB}/conf`;

describe('a migration of logs', () => {
  it('loses and repeats nothing of 10,000 files of hostile names, killed with -9 at twenty random moments', async () => {
    await host.run(`${LAB}/generate.pl ${LOGS} ${FILES} ${LAB}/reference 1016`);
    const told = await host.run(`${LAB}/kill-runs.pl ${KILLS} ${LIFE} ${LAB}/reference ${LOGS} ${COPY} ${MIGRATE}`);
    const kills = JSON.parse(told) as { readonly moments: readonly number[] };
    expect(kills).toMatchObject({ killed: KILLS, lost: 0 });
    expect(kills.moments).toHaveLength(KILLS);
    expect(await whereabouts()).toMatchObject({
      ...{ files: FILES, lost: 0, wrong: 0, repeated: 0, unrecorded: 0, stray: 0 },
    });
    // The cold tier, which this host has not, is skipped.
    await host.run(`${MIGRATE} || [ $? = 75 ]`);
    expect(await whereabouts()).toEqual({
      ...{ files: FILES, lost: 0, once: FILES, twice: 0, wrong: 0, recorded: FILES, repeated: 0, unrecorded: 0 },
      ...{ atSource: 0, stray: 0, torn: 0 },
    });
    expect(await host.run('cat /var/lib/jts/manifests/migrate-*.sha256 | sha256sum --check --quiet --strict')).toBe('');
    expect(await host.run(`ls -A ${WARM}/logs /var/lib/jts/tmp /var/lib/jts/manifests | grep -c '^\\.' || :`)).toBe(
      '0\n',
    );
    console.log(`migration: ${KILLS} kills tried over ${FILES} files, all moved once, lost: 0`);
  });
});
