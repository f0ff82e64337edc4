import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect } from 'vitest';
import { run, type Answer } from '../../lab/guest.ts';
import { up } from '../../lab/lab.ts';
import { jts, labInventory, playbook } from '../jts.ts';
import { onHost, putTimersOff } from '../lab-host.ts';
import { LAB, withSettings } from '../tiering/scripts.ts';

export const HOST = 'trader1';
export const LOGS = '/var/lib/postgresql/logs';
export const WARM = '/data/warm-storage';
export const WARM_LOGS = `${WARM}/logs${LOGS}`;
export const BACKUPS = `${WARM}/daily-backups`;

/** The part of the NAS that these tests have to themselves. */
export const COLD = '/mnt/synology/jts-scripts-test';

/** Only the logs of PostgreSQL, so that a run does not look at four more services. */
const ONE_SOURCE = `LOG_SOURCES=(${LOGS})`;

/** Runs a command on the host of these tests, which has to succeed. */
export const here = (command: string): Promise<string> => onHost(HOST, command);

/** Runs a script on the host of these tests with settings on top of theirs. */
export const there = (words: string, ...settings: readonly string[]): Promise<Answer> => {
  const own = [`COLD=${COLD}`, 'NETWORK_TIMEOUT=4', 'SNAPSHOTS=()', ONE_SOURCE];
  return run(HOST, withSettings(words, [...own, ...settings]));
};

/** Brings the host to the complete storage, as a user would, and makes room for what only these tests need. */
const installScripts = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-tiering-'));
  try {
    await up([HOST, 'nas']);
    const { code, stdout } = await jts(['run', playbook('provision'), '-i', labInventory, '-l', HOST], { folder });
    expect(code, stdout.slice(-2000)).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await putTimersOff(HOST);
  await here(`mkdir -p ${COLD} ${LAB}`);
};

/** Installs the scripts, and empties the tiers before each test. */
export const onEmptyTiers = (): void => {
  beforeAll(installScripts);

  beforeEach(async () => {
    await here(
      `find ${LOGS} ${WARM}/{logs,temp-processing,daily-backups} ${COLD} -mindepth 1 -delete; rm -rf /var/lib/jts/manifests ${LAB}/conf.*`,
    );
  });
};
