import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalFunctions } from '../../../src/engine/journal.ts';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';
import { bash } from '../shell/bash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-journal-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const run = (script: Shell) => {
  const { status, stdout, stderr } = bash(lines([journalFunctions, script]), { '/var/lib/jts': root });
  return { status, said: `${stdout}${stderr}`.replaceAll(root, 'ROOT') };
};

/** What the process that syncs has open beside its standard streams and what bash left to it. */
const opened = sh`readlink /proc/"$syncer_PID"/fd/* | grep "^/" | sort -u`;

/** Perl that notes on the standard error what it syncs, where the process that syncs loads it as well. */
const NOTED = `
package Noted;
use IO::Handle;
my $sync = \\&IO::Handle::sync;
no warnings;
*IO::Handle::sync = sub { print STDERR "synced ", readlink("/proc/self/fd/" . fileno($_[0])), "\\n"; $sync->(@_) };
1;
`;

describe('the process that syncs', () => {
  it('has the kernel sync each of them, in their order', () => {
    writeFileSync(join(root, 'Noted.pm'), NOTED);
    const script = sh`
      export PERL5OPT=${`-I${root} -MNoted`}
      open_journal
      sync_journal
      echo >/var/lib/jts/file
      sync_files /var/lib/jts/file /var/lib/jts
      sync_journal
    `;
    const journal = 'synced ROOT/journal/journal.jsonl\n';
    expect(run(script)).toEqual({ status: 0, said: `${journal}synced ROOT/file\nsynced ROOT\n${journal}` });
  });

  it('syncs the journal again after a file and a folder, and keeps nothing else open', () => {
    const script = sh`
      open_journal
      sync_journal
      echo >/var/lib/jts/file
      sync_files /var/lib/jts/file /var/lib/jts
      sync_journal
      ${opened}
    `;
    expect(run(script)).toEqual({ status: 0, said: 'ROOT/journal/journal.jsonl\n' });
  });

  it('fails for a file that is not there, and for all that comes after it', () => {
    const script = sh`
      open_journal
      sync_files /var/lib/jts/missing || echo 'not synced'
      sync_journal || echo 'nor the journal'
    `;
    expect(run(script)).toEqual({ status: 0, said: 'not synced\nnor the journal\n' });
  });

  it('fails where the journal was not opened', () => {
    expect(run(sh`sync_journal || echo 'not synced'`)).toEqual({ status: 0, said: 'not synced\n' });
  });
});
