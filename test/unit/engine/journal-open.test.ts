import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal, revertedIn, unfinishedRun } from '../../../src/engine/journal-text.ts';
import { journalFact } from '../../../src/engine/journal.ts';
import { sh } from '../../../src/shell/sh.ts';
import { bash } from '../shell/bash.ts';

const root = mkdtempSync(join(tmpdir(), 'jts-journal-'));
mkdirSync(join(root, 'journal'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const line = (fields: object): string => JSON.stringify({ time: 1, ...fields });
const header = (run: string) => ({ run, operator: 'me', mode: 'apply' });
const change = (run: string, event: string, ref: string, more: object = {}): string =>
  line({ event, ...header(run), role: 'a', ref, ...more });
const planned = (run: string, ref = 'file:x'): string =>
  line({ event: 'planned', ...header(run), changes: [['a', ref]], later: [] });
const ended = (run: string, outcome: string): string => line({ event: 'ended', run, outcome });
const well = (run: string): readonly string[] => [
  planned(run),
  change(run, 'begun', 'file:x', { before: { content: '{"event":"reverted","secret":true}\n' } }),
  change(run, 'done', 'file:x'),
  ended(run, 'done'),
];

const journalOf = (lines: readonly string[]): string => lines.map((each) => `\n${each}\n`).join('');

const asked = (query: 'whole' | 'open', lines: readonly string[]): string => {
  writeFileSync(join(root, 'journal/journal.jsonl'), journalOf(lines));
  const { status, stdout, stderr } = bash(journalFact.script([query]), { '/var/lib/jts': root });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

/** What is told of each journal while something may be open in it; one bash asks them all. */
const toldOf = (journals: readonly string[]): readonly string[] => {
  const folders = journals.map((journal, index) => {
    const folder = join(root, String(index));
    mkdirSync(join(folder, 'journal'), { recursive: true });
    writeFileSync(join(folder, 'journal/journal.jsonl'), journal);
    return folder;
  });
  const script = sh`
    for folder in ${folders}; do
      ( ${journalFact.script(['open'])} )
      printf '\0'
    done
  `;
  const { status, stdout, stderr } = bash(script, { '/var/lib/jts': '"$folder"' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\0').slice(0, -1);
};

describe('of a journal in which nothing is open', () => {
  it.each([
    ['nothing was done', []],
    ['a run ended well', well('r1')],
    [
      'a run failed',
      [planned('r1'), change('r1', 'begun', 'file:x'), change('r1', 'failed', 'file:x'), ended('r1', 'failed')],
    ],
    ['a run was looked after by the next', [planned('r1'), change('r1', 'begun', 'file:x'), ended('r1', 'settled')]],
    ['a run went on after it was stopped', [planned('r1'), ended('r1', 'stopped'), planned('r1'), ended('r1', 'done')]],
    ['an earlier run was cut off', [planned('r1'), ...well('r2')]],
  ])('nothing is told: %s', (_, lines) => {
    expect(asked('open', lines)).toBe('');
    expect(readJournal(asked('whole', lines)).runs).toHaveLength(
      new Set(lines.map((each) => /"r\d"/.exec(each)?.[0])).size,
    );
  });
});

describe('of a journal in which something is open', () => {
  it.each([
    ['a run was cut off', [...well('r1'), planned('r2')]],
    ['a run was stopped', [planned('r1'), ended('r1', 'stopped')]],
    ['a change was begun after the end', [...well('r1'), change('r1', 'begun', 'file:y')]],
    ['another run ended than the last one', [planned('r1'), planned('r2'), ended('r1', 'done')]],
    [
      'the last run to begin is not the last to end',
      [planned('r1'), planned('r2'), planned('r1'), ended('r1', 'done')],
    ],
    [
      'the host took something back',
      [planned('r1'), ended('r1', 'done'), change('r1', 'reverted', 'file:x'), ...well('r2')],
    ],
    ['the host could not take something back', [...well('r1'), change('r1', 'not-reverted', 'file:x'), ...well('r2')]],
    ['a secret was put there', [planned('r1'), change('r1', 'done', 'file:x', { secret: true }), ...well('r2')]],
    [
      'a run was stopped of which nothing says that it began',
      [ended('r1', 'stopped'), planned('r2'), planned('r1'), ended('r2', 'done')],
    ],
    ['a line was cut off', [...well('r1'), '{"time":2,"eve']],
    [
      'it ended in words that jts does not write',
      [planned('r1'), '{"time":1,"event":"ended","run":"r1","outcome":"done","more":1}'],
    ],
  ])('everything is told: %s', (_, lines) => {
    expect(asked('open', lines)).toBe(asked('whole', lines));
  });
});

it('a run reads the same from what is told as from the whole journal', () => {
  const run = fc.constantFrom('r1', 'r2', 'r3');
  const ref = fc.constantFrom('file:x', 'file:y');
  const event = fc.constantFrom('begun', 'done', 'failed', 'reverted', 'not-reverted');
  const usual = fc.constantFrom('begun', 'done', 'failed');
  const secret = fc.constantFrom({}, {}, {}, { secret: true });
  const outcome = fc.constantFrom('done', 'done', 'failed', 'stopped', 'settled');
  const entry = fc.oneof(
    fc.tuple(run, ref).map(([name, what]) => planned(name, what)),
    fc.tuple(run, usual, ref).map(([name, what, on]) => change(name, what, on)),
    fc.tuple(run, event, ref, secret).map(([name, what, on, more]) => change(name, what, on, more)),
    fc.tuple(run, outcome).map(([name, how]) => ended(name, how)),
  );
  let shortened = 0;
  const bearing = (text: string): unknown => {
    const journal = readJournal(text);
    return {
      unfinished: unfinishedRun(journal),
      reverted: revertedIn(journal),
      secretive: [...journal.secretive],
    };
  };
  // Most journals end as batches do.
  const journal = fc
    .tuple(fc.array(entry, { maxLength: 8 }), run)
    .map(([entries, last]) =>
      journalOf([...entries, planned(last), change(last, 'done', 'file:x'), ended(last, 'done')]),
    );
  fc.assert(
    fc.property(fc.array(journal, { minLength: 60, maxLength: 60 }), (journals) => {
      const told = toldOf(journals);
      shortened += journals.filter((whole, index) => told[index] !== whole).length;
      expect(told.map(bearing)).toEqual(journals.map(bearing));
    }),
    // What differs shows without a search for the smallest example, which takes minutes.
    { numRuns: 5, endOnFailure: true },
  );
  expect(shortened).toBeGreaterThan(10);
});
