import { expect } from 'vitest';
import { readJournal, type JournalRun } from '../../src/engine/journal-text.ts';
import { on, type AnyHost } from './hosts.ts';

/** The runs that the journal of a host knows. */
export const journalOf = async (host: AnyHost): Promise<readonly JournalRun[]> =>
  readJournal(await on(host, 'cat /var/lib/jts/journal/journal.jsonl')).runs;

/** The changes that were made more than once, by the journal of a host. */
export const madeTwice = async (host: AnyHost): Promise<readonly string[]> => {
  const lines = await on(host, `grep -h '"event":"done"' /var/lib/jts/journal/journal.jsonl`);
  const refs = lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly ref: string }).ref);
  return refs.filter((ref, index) => refs.indexOf(ref) !== index);
};

/** Fails the test when something of jts is left at work on a host: a unit, a session, a lease that is held, a revert that is armed. */
export const expectNothingLeft = async (host: AnyHost): Promise<void> => {
  const left = await on(
    host,
    `for i in {1..100}; do
       left=$(systemctl list-units --all --no-legend --plain 'jts-*-20*'; systemctl list-units --failed --no-legend --plain 'jts-*'; ls -d /var/lib/jts/revert /etc/systemd/system/jts-revert.service 2>/dev/null; pgrep -af 'mark=jts-' | grep -v pgrep; cat /run/jts/batch; flock --nonblock /run/jts/lease true || echo 'the lease is held')
       [ -n "$left" ] || break; sleep 0.1
     done; echo "$left"`,
  );
  expect(left.trim()).toBe('');
};
