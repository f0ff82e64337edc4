import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { JournalRun } from '../../../src/engine/journal-text.ts';
import { changeLines, runLines } from '../../../src/report/history-text.ts';
import { printed } from '../../../src/report/line.ts';

const plain = pc.createColors(false);

const run = (more: Partial<JournalRun> = {}): JournalRun => ({
  run: '20261120T174012Z-3f9a',
  operator: 'ops@laptop',
  mode: 'apply',
  started: 1_795_196_412,
  last: 1_795_196_500,
  outcome: 'done',
  later: [],
  changes: [
    { role: 'nvme-lvm', ref: 'volume-group:vg_jts', state: 'done', time: 1_795_196_420 },
    { role: 'nvme-lvm', ref: 'logical-volume:vg_jts/lv_redis', state: 'done', time: 1_795_196_421 },
  ],
  ...more,
});

const START = '2026-11-20 17:40:12 UTC  20261120T174012Z-3f9a  ops@laptop  ';

describe('the history of a host', () => {
  it.each([
    [run(), 'apply done: 2 changes made'],
    [run({ mode: 'rollback' }), 'rollback done: 2 changes made'],
    [run({ outcome: 'failed' }), 'apply failed: 2 changes made'],
    [run({ outcome: 'stopped', changes: [] }), 'apply stopped before its end: 0 changes made'],
    [run({ outcome: undefined }), 'apply at work, or cut off: 2 changes made'],
    [run({ outcome: 'settled' }), 'apply cut off; a later run found everything as wanted: 2 changes made'],
    [
      run({
        outcome: 'failed',
        changes: (['done', 'failed', 'begun', 'planned', 'planned'] as const).map((state, index) => ({
          role: 'a',
          ref: `file:${index}`,
          state,
          time: 1_795_196_412,
        })),
      }),
      'apply failed: 1 change made, 1 failed, 1 not ended, 2 not begun',
    ],
  ])('tells a run in a line: %#', (of, words) => {
    expect(printed(runLines('trader1', [of]), plain)).toBe(`${START}${words}\n`);
  });

  it('says so where there is none', () => {
    expect(printed(runLines('trader1', []), plain)).toBe('jts has not changed trader1.\n');
  });

  it('tells each change of a run', () => {
    expect(printed(changeLines(run()), plain)).toBe(
      `${START}apply done: 2 changes made\n` +
        '  2026-11-20 17:40:20 UTC  nvme-lvm  volume-group:vg_jts  done\n' +
        '  2026-11-20 17:40:21 UTC  nvme-lvm  logical-volume:vg_jts/lv_redis  done\n',
    );
  });

  it('shows no character that a terminal would obey', () => {
    const eve = run({ operator: '\u001b[2Jeve@\u202edesk' });
    expect(printed(runLines('trader1', [eve]), plain)).toContain('  \\u{1b}[2Jeve@\\u{202e}desk  ');
  });
});
