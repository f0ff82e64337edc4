import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/engine/journal-text.ts';
import { notBegun, revertFailure, revertNotices, unwritten } from '../../../src/engine/unfinished.ts';
import { sh } from '../../../src/shell/sh.ts';
import { change } from './batch-bash.ts';

const entry = (event: string, ref: string, run: string, time: number): string =>
  JSON.stringify({ time, event, run, operator: 'me@laptop', mode: 'apply', role: 'net', ref, before: null });

const journal = (...lines: readonly string[]) => readJournal(lines.join('\n'));

const NOON = 1_795_348_800;

describe('what a host took back on its own', () => {
  const reverted = journal(
    entry('done', 'sysctl:net.ipv4.ip_forward', 'r1', NOON),
    entry('reverted', 'sysctl:net.ipv4.ip_forward', 'r1', NOON + 120),
    entry('not-reverted', 'mount:/srv', 'r1', NOON + 121),
    entry('done', 'mount:/data', 'r1', NOON),
  );

  it('is told until it is made again', () => {
    expect(revertNotices(reverted)).toEqual([
      {
        notice: 'reverted',
        message:
          'sysctl:net.ipv4.ip_forward was taken back by the host (2026-11-22 12:02:00 UTC), because run r1 did not come back to it after the change',
      },
      {
        notice: 'reverted',
        message:
          'mount:/srv could not be taken back by the host (2026-11-22 12:02:01 UTC), because run r1 did not come back to it after the change',
      },
    ]);
    const again = entry('done', 'mount:/srv', 'r2', NOON + 500);
    expect(revertNotices(journal(entry('reverted', 'mount:/srv', 'r1', NOON), again))).toEqual([]);
  });

  it('is the failure of the run that made it, and of no other', () => {
    expect(revertFailure('t1', reverted, 'r1')).toEqual({
      kind: 'reverted',
      host: 't1',
      message:
        't1 could not be reached after its changes, and took back on its own: sysctl:net.ipv4.ip_forward; and could not take back: mount:/srv',
      advice: 'See what cut it off, or what kept jts away: jts history t1 r1; then run again.',
    });
    expect(revertFailure('t1', reverted, 'r2')).toBeUndefined();
  });
});

describe('what a run left undone', () => {
  it('is told of a rollback', () => {
    const planned = { role: 'net', ref: 'mount:/srv', change: change(sh`true`, { from: 'mounted' }) } as const;
    expect(notBegun('t1', planned)).toEqual({
      kind: 'not-taken',
      host: 't1',
      role: 'net',
      resource: 'mount:/srv',
      message: 't1: mount:/srv is still mounted: the host stops before it again and again',
      advice: 'Look at the load of the host and at its connection, then run again.',
    });
  });

  it('is told of a host that restarted', () => {
    expect(unwritten('t1')).toEqual({
      kind: 'lost',
      host: 't1',
      message: 't1 restarted after its changes were made, and has lost what was not on its disk yet',
      advice: 'Look why it restarted, then run again: what is gone is made again.',
    });
  });
});
