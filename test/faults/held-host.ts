import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onHost } from '../e2e/lab-host.ts';
import type { HostName } from '../lab/hosts.ts';

const script = readFileSync(join(import.meta.dirname, 'hold-changes.sh'));

/** Has a host wait before each of its changes until jts follows it on a new connection, so that a line that fails misses none. */
export const holdChanges = async (host: HostName): Promise<void> => {
  await onHost(
    host,
    `base64 -d <<<${script.toString('base64')} >/usr/local/sbin/perl && chmod 0755 /usr/local/sbin/perl`,
  );
};

/** Has it wait no more; says how often it did, and fails the test when jts once did not come on a new connection. */
export const letGoOfChanges = async (host: HostName): Promise<number> => {
  const log = await onHost(host, 'rm -- /usr/local/sbin/perl && cat /run/held/log');
  const waits = log.trim().split('\n');
  expect(waits.filter((wait) => wait !== 'held')).toEqual([]);
  return waits.length;
};
