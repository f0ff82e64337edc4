import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoleBatch } from '../../../src/engine/batch.ts';
import { readJournal } from '../../../src/engine/journal-text.ts';
import { sh } from '../../../src/shell/sh.ts';
import { change, parallel, role, runBatch, told, type Circumstances } from './batch-bash.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-batch-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const run = (phases: readonly (readonly RoleBatch[])[], circumstances?: Circumstances) =>
  runBatch(root, phases, circumstances);

describe('the journal of a batch', () => {
  it('says what was there before, and is read back', async () => {
    const before = { owner: "o'brien", mode: '0755', note: '@event $(id) \n"&' };
    const { journal } = await run([[role('a', [change(sh`:`, { before }), change(sh`false`, { before: 7 })])]]);
    expect(readJournal(journal).before).toEqual(
      new Map<string, unknown>([
        ['file:a-0', before],
        ['file:a-1', 7],
      ]),
    );
  });

  it('keeps a change that it cannot announce from being begun', async () => {
    await writeFile(join(root, 'journal'), 'a file where the folder should be');
    const { outcome, lines } = await run([[role('a', [change(sh`echo never`)])]]);
    expect(told(lines).at(-1)).toEqual('end 0 1');
    expect(told(lines)).toContain('out 0 the journal on the host could not be written, so the change was not begun');
    expect(told(lines)).not.toContain('out 0 never');
    expect(outcome).toBe('failed');
  });

  it('announces those changes that it can, and only they are begun', async () => {
    const long = 'x'.repeat(2000);
    const { lines, journal } = await run(
      [
        [
          parallel('a', [
            [change(sh`echo ran`), []],
            [change(sh`echo never`, { before: long }), []],
          ]),
        ],
      ],
      { given: sh`trap '' XFSZ; ulimit -f 1` },
    );
    expect(told(lines)).toContain('out 0 ran');
    expect(told(lines)).not.toContain('out 1 never');
    expect(told(lines)).toContain('out 1 the journal on the host could not be written, so the change was not begun');
    expect([...readJournal(journal).before.keys()]).toEqual(['file:a-0']);
  });

  it('says what was planned, what came of each change, and how it all ended', async () => {
    const { journal } = await run([[role('a', [change(sh`:`), change(sh`false`)])]]);
    const lines = journal
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ time, ...line }) => [typeof time, line])).toEqual(
      [
        {
          event: 'planned',
          run: 'r1',
          operator: 'me',
          mode: 'apply',
          changes: [
            ['a', 'file:a-0'],
            ['a', 'file:a-1'],
          ],
          later: ['file:later'],
        },
        { event: 'begun', run: 'r1', operator: 'me', mode: 'apply', role: 'a', ref: 'file:a-0', before: null },
        { event: 'done', run: 'r1', operator: 'me', mode: 'apply', role: 'a', ref: 'file:a-0', before: null },
        { event: 'begun', run: 'r1', operator: 'me', mode: 'apply', role: 'a', ref: 'file:a-1', before: null },
        { event: 'failed', run: 'r1', operator: 'me', mode: 'apply', role: 'a', ref: 'file:a-1', before: null },
        { event: 'ended', run: 'r1', outcome: 'failed' },
      ].map((line) => ['number', line]),
    );
  });

  it('shows no secret: neither in what was there before, which it says, nor in what a change prints', async () => {
    const secret = `hunter"2's $x`;
    const steps = [change(sh`echo ${`the password is ${secret}.`}`, { before: { content: secret } }), change(sh`:`)];
    const { lines, journal } = await run([[role('a', steps)]], { secrets: [secret] });
    expect(told(lines)).toContain('out 0 the password is ***.');
    expect(journal).not.toContain('hunter');
    expect(readJournal(journal)).toMatchObject({
      before: new Map<string, unknown>([
        ['file:a-0', { content: '***' }],
        ['file:a-1', null],
      ]),
      hidden: new Set(['file:a-0']),
    });
  });

  it('says of which changes it is that put a secret on the host', async () => {
    const steps = [change(sh`: ${'hunter2'}`), change(sh`:`), change(sh`:`, { isConcealed: true })];
    const { journal } = await run([[role('a', steps)]], { secrets: ['hunter2'] });
    expect(readJournal(journal)).toMatchObject({
      secretive: new Set(['file:a-0']),
      hidden: new Set(['file:a-2']),
    });
  });
});
