import type { Fact } from '../model/fact.ts';
import { ABSENT_STATUS } from '../model/fact.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { JOURNAL_DIRECTORY, JOURNAL_FILE } from './places.ts';
import { readJournal, type BatchEntry, type Journal } from './journal-text.ts';

/**
 * Perl that syncs the file or directory whose path it reads in a line, the journal for an empty one, and answers each with
 * `synced` or `failed`; after a failure with nothing else, because a kernel tells of what it could not write once only.
 */
const SYNCER = `
use IO::Handle;
$| = 1;
open(my $journal, ">>", $ARGV[0]) or exit 1;
my $answer = "synced";
while (<STDIN>) {
  chomp;
  my $file;
  my $opened = $_ eq "" || open($file, "<", $_);
  $answer = "failed" unless $opened && ($file || $journal)->sync;
  print "$answer\\n";
}
`.trim();

/**
 * Bash that defines `journal JSON-OBJECT`, which appends the object with the host's time added, and fails when that is not
 * possible. The line break before a line keeps one that a full disk cut short from spoiling the next.
 */
export const journalFunction: Shell = sh`
  journal() {
    printf '\n{"time":%(%s)T,%s\n' -1 "\${1#\{}" >>${JOURNAL_FILE}
  }
`;

/**
 * Bash that defines `journal`, and, after `open_journal`, `sync_journal` and `sync_files PATH…`; all fail when that is not
 * possible. One process does all the syncs of the shell that opened the journal.
 */
export const journalFunctions: Shell = sh`
  ${journalFunction}
  make_journal() { [[ -d ${JOURNAL_DIRECTORY} ]] || install -d -m 0700 -- ${JOURNAL_DIRECTORY}; }
  open_journal() {
    make_journal || return
    coproc syncer { exec perl -e ${SYNCER} -- ${JOURNAL_FILE}; }
  }
  sync_files() {
    local file answer
    for file in "$@"; do
      [[ -n \${syncer[1]-} ]] && printf '%s\n' "$file" >&"\${syncer[1]}" && read -r answer <&"\${syncer[0]}" || return
      [[ $answer == synced ]] || return
    done
  }
  sync_journal() { sync_files ''; }
`;

/**
 * Perl that prints a journal, unless the last run came to its end, nothing was taken back by the host, and no secret put
 * there: what else a journal tells is of interest to rollbacks only, and grows with every change. Lines that it does not
 * know have it print all.
 */
const UNLESS_CLOSED = `
my ($text, $last, %open, $told) = ("", "");
while (<>) {
  $text .= $_;
  if (/^\\{"time":\\d+,"event":"ended","run":"([^"]*)","outcome":"(?:done|failed|settled)"\\}$/) {
    $open{$1} = 0 if exists $open{$1};
  } elsif (/^\\{"time":\\d+,"event":"([^"]*)","run":"([^"]*)"/) {
    $told = 1 if $1 eq "ended" && !exists $open{$2};
    $last = $2 unless exists $open{$2};
    $open{$2} = 1;
    $told = 1 if /"secret":true|"event":"(?:not-)?reverted"/;
  } elsif (/\\S/) {
    $told = 1;
  }
}
print $text if $told || $open{$last};
`.trim();

/** How much is asked of a journal: all of it, or as much as has a bearing on what is to be done next. */
export type JournalQuery = 'whole' | 'open';

/** What jts did on a host, as far as its journal tells; of runs that came to their end maybe nothing, where only `open` is asked. */
export const journalFact: Fact<JournalQuery, Journal> = {
  name: 'journal',
  deadline: 10,
  script: (queries) => sh`
    [[ -e ${JOURNAL_FILE} ]] || { echo 'jts has not changed this host' >&2; exit ${ABSENT_STATUS}; }
    ${queries.includes('whole') ? sh`cat -- ${JOURNAL_FILE}` : sh`perl -e ${UNLESS_CLOSED} -- ${JOURNAL_FILE}`}
  `,
  parse: readJournal,
};

/** Bash that notes in the journal that a run which did not come to its end was looked after by another one. */
export const settleScript = (run: string): Shell => sh`
  ${journalFunction}
  journal ${JSON.stringify({ event: 'ended', run, outcome: 'settled' } satisfies BatchEntry)}
`;
