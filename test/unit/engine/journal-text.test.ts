import { describe, expect, it } from 'vitest';
import { leftOf, readJournal, unfinishedRun } from '../../../src/engine/journal-text.ts';

const header = { run: 'r1', operator: 'me', mode: 'apply' };
const line = (time: number, entry: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ time, ...header, ...entry });
const planned = line(1, {
  event: 'planned',
  changes: [
    ['a', 'file:x'],
    ['a', 'file:y'],
    ['b', 'file:z'],
  ],
  later: ['file:later'],
});
const begun = (ref: string, before: unknown = null) => line(2, { event: 'begun', role: 'a', ref, before });
const done = (ref: string) => line(3, { event: 'done', role: 'a', ref, before: null });
const ended = (outcome: string, run = 'r1') => JSON.stringify({ time: 9, event: 'ended', run, outcome });

const journal = (...lines: readonly string[]) => readJournal(lines.join('\n'));

describe('a journal', () => {
  it('tells each run: who, when, and what became of each change that was planned', () => {
    expect(journal(planned, begun('file:x'), done('file:x'), begun('file:y')).runs).toEqual([
      {
        run: 'r1',
        operator: 'me',
        mode: 'apply',
        started: 1,
        last: 2,
        outcome: undefined,
        later: ['file:later'],
        changes: [
          { role: 'a', ref: 'file:x', state: 'done', time: 3 },
          { role: 'a', ref: 'file:y', state: 'begun', time: 2 },
          { role: 'b', ref: 'file:z', state: 'planned', time: 1 },
        ],
      },
    ]);
  });

  it('keeps what was there before a resource was first changed, until it is rolled back', () => {
    const lines = [begun('file:x', 'first'), begun('file:x', 'second'), begun('file:y', 7)];
    expect([...journal(...lines).before]).toEqual([
      ['file:x', 'first'],
      ['file:y', 7],
    ]);
    const back = { mode: 'rollback', role: 'a', ref: 'file:x' };
    expect([...journal(...lines, line(4, { ...back, event: 'begun' })).before.keys()]).toEqual(['file:x', 'file:y']);
    expect([...journal(...lines, line(4, { ...back, event: 'done' })).before.keys()]).toEqual(['file:y']);
  });

  it.each([
    ['since it began to be put there', [{ event: 'begun', secret: true }], ['file:x']],
    [
      'although what took it away began',
      [{ event: 'done', secret: true }, { event: 'begun' }, { event: 'failed' }],
      ['file:x'],
    ],
    ['until it was taken away', [{ event: 'done', secret: true }, { event: 'begun' }, { event: 'done' }], []],
    [
      'until it was rolled back',
      [
        { event: 'done', secret: true },
        { event: 'done', mode: 'rollback' },
      ],
      [],
    ],
  ])('knows what holds a secret: %s', (_, entries, secretive) => {
    const lines = entries.map((entry) => line(1, { role: 'a', ref: 'file:x', before: null, ...entry }));
    expect([...journal(...lines).secretive]).toEqual(secretive);
  });

  it('passes over what a power cut or a full disk left of a line', () => {
    const torn = [
      '{"time":1,"event":"beg',
      '',
      'null',
      '7',
      '[]',
      '{}',
      '{"ref":7}',
      '{"run":1}',
      '{"event":"ended","run":"r","outcome":{}}',
    ];
    expect(journal(...torn, begun('file:x', 1))).toMatchObject({ before: new Map([['file:x', 1]]) });
  });

  it.each([
    ['changes', '{"event":"planned","run":"r","changes":1,"later":[]}'],
    ['a change', '{"event":"planned","run":"r","changes":[["a",{}]],"later":[]}'],
    ['later changes', '{"event":"planned","run":"r","changes":[],"later":[null]}'],
  ])('passes over a plan that jts did not write: %s', (_, text) => {
    expect(journal(text).runs).toEqual([]);
  });

  it('keeps a long text that was there before, whatever is in it', () => {
    const text = ',[{\\"\n'.repeat(200_000);
    expect(journal(begun('file:x', text)).before.get('file:x')).toBe(text);
  });

  it.each([
    ['lines', `${begun('file:x', ['a', 'b'])}\n`.repeat(50_000)],
    [
      'values in a line',
      begun(
        'file:x',
        Array.from({ length: 600_000 }, () => 0),
      ),
    ],
    ['levels in a line', `{"run":"r","before":${'['.repeat(600_000)}${']'.repeat(600_000)}}`],
  ])('is refused where it has more %s than jts writes', (_, text) => {
    expect(() => journal(text)).toThrow('it holds more than jts writes there');
  });

  it('says what a run was to change and is not known to have changed', () => {
    const read = journal(planned, begun('file:x'), done('file:x'), begun('file:y'));
    expect(leftOf(read, 'r1')).toEqual(new Set(['file:y', 'file:z', 'file:later']));
    expect(leftOf(read, 'r2')).toBeUndefined();
  });

  it.each([
    ['nothing says that it ended', [planned, begun('file:x')], 'r1'],
    ['it was stopped', [planned, ended('stopped')], 'r1'],
    ['its first look ended and the second did not', [planned, ended('done'), planned], 'r1'],
    ['it ended', [planned, ended('done')], undefined],
    ['it failed', [planned, ended('failed')], undefined],
    ['a later run found everything as wanted', [planned, ended('settled')], undefined],
    [
      'another run came after it',
      [planned, line(5, { run: 'r2', event: 'planned', changes: [], later: [] }), ended('done', 'r2')],
      undefined,
    ],
    ['there is none', [], undefined],
  ])('says whether the last run did not come to its end: %s', (_, lines, run) => {
    expect(unfinishedRun(journal(...lines))?.run).toBe(run);
  });
});
