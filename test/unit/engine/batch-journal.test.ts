import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoleBatch } from '../../../src/engine/batch.ts';
import { journalFact } from '../../../src/engine/journal.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { change, parallel, role, runBatch, told, until, type Circumstances } from './batch-bash.ts';

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
    expect(journalFact.parse(journal, [])).toEqual(
      new Map<string, unknown>([
        ['file:a-0', before],
        ['file:a-1', 7],
      ]),
    );
  });

  it('keeps a change that it cannot announce from being begun', async () => {
    await writeFile(join(root, 'journal'), 'a file where the folder should be');
    const { lines, status } = await run([[role('a', [change(sh`echo never`)])]]);
    expect(told(lines).at(-1)).toEqual('end 0 1');
    expect(told(lines)).toContain('out 0 the journal on the host could not be written, so the change was not begun');
    expect(told(lines)).not.toContain('out 0 never');
    expect(status).toBe(1);
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
    expect([...journalFact.parse(journal, []).keys()]).toEqual(['file:a-0']);
  });

  it('announces no change once nobody listens any more; the one in hand ends', async () => {
    const { journal } = await run(
      [
        [
          role('a', [
            change(lines([until(join(root, 'deaf')), sh`touch ${join(root, 'ended')}`])),
            change(sh`touch ${join(root, 'never')}`),
          ]),
        ],
      ],
      { deafAfter: 'begin 0' },
    );
    expect(existsSync(join(root, 'ended'))).toBe(true);
    expect(existsSync(join(root, 'never'))).toBe(false);
    expect([...journalFact.parse(journal, []).keys()]).toEqual(['file:a-0']);
  });
});
