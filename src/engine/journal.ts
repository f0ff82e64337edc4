import type { Fact } from '../model/fact.ts';
import { ABSENT_STATUS } from '../model/fact.ts';
import type { Json, Ref } from '../model/resource.ts';
import { sh, type Shell } from '../shell/sh.ts';

/** Where a host keeps what jts did to it: one JSON object a line, appended and synced, never rewritten. */
export const JOURNAL_DIRECTORY = '/var/lib/jts/journal';
const JOURNAL_FILE = `${JOURNAL_DIRECTORY}/journal.jsonl`;

/** What the journal says of one step of a change; the host adds `time`, in seconds of the epoch. */
export interface JournalLine {
  readonly run: string;
  readonly operator: string;
  readonly mode: 'apply' | 'rollback';
  readonly event: 'begun' | 'done' | 'failed';
  readonly role: string;
  readonly ref: Ref;
  readonly before?: Json;
}

/** Perl that syncs the file it is given whenever it reads a line, and answers each with a line; ends when it cannot. */
const SYNCER = `
use IO::Handle;
$| = 1;
open(my $journal, ">>", $ARGV[0]) or exit 1;
while (<STDIN>) { $journal->sync or exit 1; print "synced\\n" }
`.trim();

/**
 * Bash that defines `journal JSON-OBJECT`, which appends the object with the host's time added, and, after `open_journal`,
 * `sync_journal`; both fail when that is not possible. One process does all the syncs of the shell that opened the journal.
 * The line break before a line keeps one that a full disk cut short from spoiling the next.
 */
export const journalFunctions: Shell = sh`
  journal() {
    printf '\n{"time":%(%s)T,%s\n' -1 "\${1#\{}" >>${JOURNAL_FILE}
  }
  open_journal() {
    [[ -d ${JOURNAL_DIRECTORY} ]] || install -d -m 0700 -- ${JOURNAL_DIRECTORY} || return
    coproc syncer { exec perl -e ${SYNCER} -- ${JOURNAL_FILE}; }
  }
  sync_journal() {
    local answer
    [[ -n \${syncer[1]-} ]] && echo >&"\${syncer[1]}" && read -r answer <&"\${syncer[0]}"
  }
`;

const parseLine = (text: string): (Partial<JournalLine> & { readonly ref: Ref }) | undefined => {
  try {
    const line = JSON.parse(text) as unknown;
    if (typeof line !== 'object' || line === null || !('ref' in line) || typeof line.ref !== 'string') return undefined;
    return line as Partial<JournalLine> & { readonly ref: Ref };
  } catch {
    // A power cut may leave the last line half written; the change it announces was then not begun.
    return undefined;
  }
};

/** What was there before jts first changed each resource, of those that jts has changed and not rolled back since. */
export const journalFact: Fact<null, ReadonlyMap<Ref, Json>> = {
  name: 'journal',
  deadline: 10,
  script: () => sh`
    [[ -e ${JOURNAL_FILE} ]] || { echo 'jts has not changed this host' >&2; exit ${ABSENT_STATUS}; }
    cat -- ${JOURNAL_FILE}
  `,
  parse: (output) => {
    const before = new Map<Ref, Json>();
    for (const text of output.split('\n')) {
      const line = parseLine(text);
      if (line === undefined) continue;
      if (line.mode === 'rollback') {
        if (line.event === 'done') before.delete(line.ref);
      } else if (line.event === 'begun' && !before.has(line.ref)) {
        before.set(line.ref, line.before ?? null);
      }
    }
    return before;
  },
};
