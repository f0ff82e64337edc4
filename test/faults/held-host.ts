import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { on, spawnOn, type AnyHost } from './hosts.ts';

const script = readFileSync(join(import.meta.dirname, 'hold-changes.sh'));
const PLACE = '/usr/local/sbin/perl';

/** A host that lets no change begin before jts has heard of the end of those before, and follows it on a new connection since. */
export interface HeldHost {
  /** Tells the host, past the line under test, that jts has heard of the end of a change. */
  heard(): void;
  /** Has it wait no more; says how often it did, and fails the test when it once waited in vain. */
  letGo(): Promise<number>;
  close(): Promise<void>;
}

/** Has a host wait before each of its changes, so that a line that fails at every beginning and every end misses none. */
export const holdChanges = async (host: AnyHost): Promise<HeldHost> => {
  await on(host, `base64 -d <<<${script.toString('base64')} >${PLACE} && chmod 0755 ${PLACE}`);
  const ears = spawnOn(host, `exec ${PLACE} --hear`);
  const ended = once(ears, 'close');
  return {
    heard: () => ears.stdin?.write('\n'),
    letGo: async () => {
      const log = await on(host, `rm -- ${PLACE} && cat /run/held/log`);
      const waits = log.trim().split('\n');
      expect(waits.filter((wait) => wait !== 'held')).toEqual([]);
      return waits.length;
    },
    close: async () => {
      ears.stdin?.end();
      await ended;
    },
  };
};
