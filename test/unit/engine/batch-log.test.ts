import { describe, expect, it } from 'vitest';
import { BatchLog } from '../../../src/engine/batch-log.ts';
import { readBatchLine, type BatchLine, type Step } from '../../../src/engine/batch.ts';
import { Record } from '../../../src/engine/record.ts';
import type { Event } from '../../../src/model/event.ts';
import { ok } from '../../../src/model/result.ts';
import { sh } from '../../../src/shell/sh.ts';

const MARK = 'jts-0123456789abcdef';

const step = (name: string): Step => ({
  step: 'change',
  planned: {
    role: 'a',
    ref: `file:${name}`,
    change: {
      ...{ action: 'create', from: 'absent', to: 'there', reason: 'wanted' },
      ...{ run: sh`true`, deadline: 1, before: null },
    },
  },
});

/** What is told of two changes while a host says these lines of them: what they came to, and what came of the batch. */
const told = (...lines: readonly string[]) => {
  const events: Event[] = [];
  const log = new BatchLog(
    'h',
    MARK,
    'boot-1',
    [step('x'), step('y')],
    new Record('h', [], (event) => void events.push(event)),
  );
  for (const line of lines) log.hear(`${MARK} ${line}`);
  const { done, result } = log.end(ok({ status: 0, stdout: '', stderr: '' }));
  return {
    events: events.flatMap((event) => {
      if (event.event === 'change-started') return [`${event.resource} started`];
      return event.event === 'change-ended' ? [`${event.resource} ${event.outcome}`] : [];
    }),
    done: done.map(({ ref }) => ref),
    message: result.ok ? 'well' : 'message' in result.failure ? result.failure.message : '',
  };
};

const WELL = ['begin 0', 'end 0 0 5', 'begin 1', 'end 1 0 5', 'ended done'];
const ALL = ['file:x started', 'file:x done', 'file:y started', 'file:y done'];
const UNTOLD = 'h says that all changes were made, and did not say of each that it was';

describe('the log of a batch', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[], string]>([
    ['tells of each change', WELL, ALL, ['file:x', 'file:y'], 'well'],
    [
      'tells of each change once, whatever the host says of it besides',
      ['begin 0', ...WELL.slice(0, 2), 'end 0 1 5', 'begin 0', 'end 0 0 5', ...WELL.slice(2), 'end 1 1 5'],
      ALL,
      ['file:x', 'file:y'],
      'well',
    ],
    [
      'does not take a batch for done of which a change was not',
      ['begin 0', 'end 0 0 5', 'ended done'],
      ['file:x started', 'file:x done', 'file:y not-run'],
      ['file:x'],
      UNTOLD,
    ],
    [
      'does not take a change for done that never began',
      ['end 0 0 5', 'begin 1', 'end 1 0 5', 'ended done'],
      ['file:y started', 'file:y done', 'file:x not-run'],
      ['file:y'],
      UNTOLD,
    ],
    [
      'does not take a status for one that is none',
      ['begin 0', 'end 0 fine 5', 'ended done'],
      ['file:x started', 'file:x unknown', 'file:y not-run'],
      [],
      UNTOLD,
    ],
    [
      'says where a host was when it restarted: in the middle of a change',
      ['started', ...WELL.slice(0, 3), 'cut boot-2'],
      [...ALL.slice(0, 3), 'file:y unknown'],
      ['file:x'],
      'h restarted while it made file:y',
    ],
    [
      'before the first, which was not written to its disk yet',
      ['started', 'cut boot-2'],
      ['file:x not-run', 'file:y not-run'],
      [],
      'h restarted before its first change',
    ],
    [
      'between two',
      ['started', ...WELL.slice(0, 2), 'cut boot-2'],
      ['file:x started', 'file:x done', 'file:y not-run'],
      ['file:x'],
      'h restarted between two changes',
    ],
    [
      'or after the last',
      ['started', ...WELL.slice(0, 4), 'cut boot-2'],
      ALL,
      ['file:x', 'file:y'],
      'h restarted right after its last change',
    ],
    [
      'or that it did not restart',
      ['started', 'cut boot-1'],
      ['file:x not-run', 'file:y not-run'],
      [],
      'the batch on h ended before its first change; its log does not say how',
    ],
    ['passes over changes that nobody asked for', ['begin 9', 'end 9 0 5', ...WELL], ALL, ['file:x', 'file:y'], 'well'],
  ])('%s', (_, lines, events, done, message) => {
    expect(told(...lines)).toEqual({ events, done, message });
  });
});

describe('a line of a batch', () => {
  it.each<[string, BatchLine | undefined]>([
    ['begin 3', { line: 'begin', number: 3 }],
    ['out 3 end 3 0 5', { line: 'output', number: 3, text: 'end 3 0 5' }],
    ['end 3 0 1500', { line: 'end', number: 3, status: '0', seconds: 1.5 }],
    ['end 3 deadline 1500', { line: 'end', number: 3, status: 'deadline', seconds: 1.5 }],
    ['end 3 0 -7', { line: 'end', number: 3, status: '0', seconds: 0 }],
    ['end 3', undefined],
    ['end 3 fine 5', undefined],
    ['end 3 0 999999999999999999', undefined],
    ['end 3 0 5 6', undefined],
    ['started', { line: 'started' }],
    ['started boot-1', undefined],
  ])('%j', (line, said) => {
    expect(readBatchLine(`${MARK} ${line}`, MARK)).toEqual(said);
  });
});
