import { afterAll, beforeAll, beforeEach } from 'vitest';
import { TestHost } from '../../containers/test-host.ts';
import type { Answer } from '../../lab/guest.ts';
import { LAB, put, putPrograms, SCRIPTS, withSettings } from '../tiering/scripts.ts';

export const LOGS = '/srv/logs';
export const WARM = '/data/warm-storage';
export const WARM_LOGS = `${WARM}/logs${LOGS}`;

/** What a script ends with that has left out a tier that is not there: these hosts have no NAS. */
export const LEFT_OUT = 75;

/** A host with the scripts of the tiers, a hot one of ext4 and a warm one of btrfs, and nothing else of jts. */
export interface TieringHost {
  /** Runs a command, which has to succeed. */
  readonly here: (command: string) => Promise<string>;
  /** Runs a command, whatever it comes to. */
  readonly answer: (command: string) => Promise<Answer>;
  /** Runs a script with settings on top of those of the tests. */
  readonly there: (words: string, ...settings: readonly string[]) => Promise<Answer>;
}

/** Bash that mounts a new file system of so many bytes, which this machine holds in its memory. */
export const mountNew = (type: string, size: string, target: string): string =>
  `file=$(mktemp -p /images) && truncate -s ${size} $file && mkfs.${type} -q $file && mkdir -p ${target} && mount -o loop $file ${target} && rm $file`;

// Only a host itself may not make devices.
const LOOPS =
  '[ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237; for n in {0..31}; do [ -e /dev/loop$n ] || mknod /dev/loop$n b 7 $n; done';

/** Starts a host for the tests of a file, and empties its tiers before each of them. */
export const onTiers = (name: string): TieringHost => {
  let host: TestHost | undefined;
  const running = (): TestHost => {
    if (host === undefined) throw new Error(`${name} is not started`);
    return host;
  };
  const here = (command: string): Promise<string> => running().run(command);
  const answer = (command: string): Promise<Answer> => running().answer(command);
  const there: TieringHost['there'] = (words, ...settings) =>
    answer(withSettings(words, [`LOG_SOURCES=(${LOGS})`, 'NETWORK_TIMEOUT=1', 'SNAPSHOTS=()', ...settings]));

  beforeAll(async () => {
    host = await TestHost.start(name);
    await put(here, 'roles/tiering-timers/files', SCRIPTS);
    await putPrograms(here);
    await here(
      `${LOOPS}; mkdir /images && mount -t tmpfs -o mode=700,size=4g images /images && ${mountNew('ext4', '600M', LOGS)} && ` +
        `${mountNew('btrfs', '1G', WARM)} && mkdir ${WARM}/{logs,temp-processing,daily-backups}`,
    );
  });
  afterAll(() => host?.stop());

  beforeEach(async () => {
    await here(
      `find ${LOGS} ${WARM}/{logs,temp-processing,daily-backups} -mindepth 1 -delete; rm -rf /var/lib/jts/manifests ${LAB}/conf.*`,
    );
  });
  return { here, answer, there };
};
