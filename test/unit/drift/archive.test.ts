import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../../src/drift/archive.ts';
import type { RoleReport } from '../../../src/model/report.ts';
import { changeReport, hostReport, roleReport } from '../report/samples.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-archive-'));
  folder = join(root, 'reports');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const run = (day: number): string => `202611${String(day).padStart(2, '0')}T120000Z-00ff`;
const endOf = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T12:00:03.000Z`;

const put = async (name: string, file: string, content: string): Promise<void> => {
  const path = join(folder, name, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

/** Leaves the report that a run of a day made of a host. */
const report = (day: number, role: Partial<RoleReport>, host = 'trader1'): Promise<void> => {
  const plays = [{ play: 'a', mode: 'check' as const, roles: [roleReport(role)] }];
  return put(run(day), `${host}.json`, JSON.stringify(hostReport({ host, ended: endOf(day), plays })));
};

const opened = async (since: string): Promise<Archive> => {
  const archive = await Archive.open(folder, since);
  if (!archive.ok) throw new Error(archive.failure.message);
  return archive.value;
};

const differs = (resource: string, from: string) => changeReport({ resource, from, outcome: 'planned' });

describe('the reports of earlier runs', () => {
  it('tell how resources were in a run, and when each was last right', async () => {
    await report(1, { asWanted: ['a:1', 'a:2', 'a:3'] });
    await report(2, { changes: [differs('a:1', 'x')], asWanted: ['a:2'] });
    await report(3, { changes: [changeReport({ resource: 'a:1', outcome: 'done' }), differs('a:2', 'y')] });
    await report(4, { changes: [differs('a:1', 'z')] });
    const archive = await opened(run(2));
    expect(await archive.pastOf('trader1', ['a:1', 'a:2', 'a:3', 'a:4'])).toEqual({
      then: new Map([
        ['a:2', { state: 'as-wanted' }],
        ['a:1', { state: 'drifted', from: 'x' }],
      ]),
      lastRight: new Map([
        ['a:1', { run: run(3), time: endOf(3) }],
        ['a:2', { run: run(2), time: endOf(2) }],
        ['a:3', { run: run(1), time: endOf(1) }],
      ]),
    });
    expect(archive.passed).toEqual([]);
  });

  it('know nothing of a host that was in none of them', async () => {
    await report(1, { asWanted: ['a:1'] }, 'trader2');
    expect(await (await opened(run(1))).pastOf('trader1', ['a:1'])).toEqual({ then: new Map(), lastRight: new Map() });
  });

  it('are found for a host with any name', async () => {
    const plays = [{ play: 'a', mode: 'check' as const, roles: [roleReport({ asWanted: ['a:1'] })] }];
    const written = JSON.stringify(hostReport({ host: '../x', ended: endOf(1), plays }));
    await put(run(1), '%002e.%002fx.json', written);
    const { then } = await (await opened(run(1))).pastOf('../x', []);
    expect(then).toEqual(new Map([['a:1', { state: 'as-wanted' }]]));
  });

  it('are read from the newest to the oldest, no further than is needed', async () => {
    await put(run(1), 'trader1.json', 'never read');
    await report(2, { asWanted: ['a:2'] });
    await report(3, { asWanted: ['a:1'] });
    const archive = await opened(run(3));
    expect((await archive.pastOf('trader1', ['a:1', 'a:2'])).lastRight.size).toBe(2);
    expect(archive.passed).toEqual([]);
    await archive.pastOf('trader1', ['a:1', 'a:2', 'a:3']);
    expect(archive.passed).toEqual([`${folder}/${run(1)}/trader1.json is passed over: it is not JSON`]);
  });

  it('are passed over, and named once, where they are none', async () => {
    await report(1, { asWanted: ['a:1'] });
    await put(run(2), 'trader1.json', '{"host": "trader1"}');
    await mkdir(join(folder, run(3), 'trader1.json'), { recursive: true });
    await mkdir(join(folder, run(4)));
    await promisify(execFile)('mkfifo', [join(folder, run(4), 'trader1.json')]);
    await writeFile(join(folder, run(5)), 'a file in the way');
    await put('notes', 'trader1.json', 'not a run');
    const archive = await opened(run(2));
    const past = await archive.pastOf('trader1', ['a:1']);
    expect(past).toEqual({ then: new Map(), lastRight: new Map([['a:1', { run: run(1), time: endOf(1) }]]) });
    const path = (day: number): string => `${folder}/${run(day)}/trader1.json`;
    expect(archive.passed).toEqual([
      `${path(2)} is passed over: it is no report of a host`,
      `${path(5)} is passed over: ENOTDIR: not a directory, stat '${path(5)}'`,
      `${path(4)} is passed over: it is no file`,
      `${path(3)} is passed over: it is no file`,
    ]);
  });
});

describe('the run to compare with', () => {
  it('may be the latest', async () => {
    await report(1, {});
    await report(2, {});
    await symlink(run(1), join(folder, 'latest'));
    expect((await opened('latest')).since).toBe(run(1));
  });

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      'where there are no reports',
      () => Promise.resolve(),
      'FOLDER has no run "latest"',
      'It has no run at all: "jts run" and "jts drift" each leave one. Leave --since out this time.',
    ],
    [
      'where no link says which',
      () => report(1, {}),
      'FOLDER has no run "latest"',
      `known runs, newest first: ${run(1)}`,
    ],
    [
      'where the folder is none',
      () => writeFile(folder, 'a file in the way'),
      `the reports cannot be read: ENOTDIR: not a directory, scandir 'FOLDER'`,
      'Look at it: ls -ld FOLDER',
    ],
  ])('cannot be the latest %s', async (_, make, message, advice) => {
    await make();
    const archive = await Archive.open(folder, 'latest');
    const named = (text: string): string => text.replaceAll('FOLDER', folder);
    expect(archive).toEqual({ ok: false, failure: { kind: 'usage', message: named(message), advice: named(advice) } });
  });
});
