import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { filesReporter } from '../../../src/report/files.ts';
import { hostReport, row, runStarted, summary } from './samples.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-reports-'));
  folder = join(root, 'reports');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const ended = (host: string): Event => ({ event: 'host-ended', host, report: hostReport({ host }) });
const runEnded: Event = { event: 'run-ended', summary: summary(row('trader1')) };

const report = async (...events: readonly Event[]) => {
  const told: string[] = [];
  const reporter = filesReporter(folder, (text) => told.push(text));
  for (const event of events) reporter.on(event);
  await reporter.close();
  return told.join('');
};

const json = async (...path: readonly string[]): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, ...path), 'utf8'));
const mode = async (...path: readonly string[]) => ((await stat(join(folder, ...path))).mode & 0o777).toString(8);

describe('the reports of a run', () => {
  it('are one file a host, a summary and a link to the run', async () => {
    const told = await report(runStarted('trader1', 'trader2'), ended('trader1'), ended('trader2'), runEnded);
    expect(told).toBe(`Reports: ${folder}/r1\n`);
    expect((await readdir(join(folder, 'r1'))).sort()).toEqual(['summary.json', 'trader1.json', 'trader2.json']);
    expect(await json('r1', 'trader2.json')).toEqual(hostReport({ host: 'trader2' }));
    expect(await json('latest', 'summary.json')).toEqual(summary(row('trader1')));
    expect(await readlink(join(folder, 'latest'))).toBe('r1');
  });

  it('begin with what the run was asked for, where that is given', async () => {
    const reporter = filesReporter(folder, () => undefined, { playbook: 'p.yaml' });
    reporter.on(runStarted('trader1', 'order'));
    reporter.on(ended('order'));
    await reporter.close();
    expect(await json('r1', 'order.json')).toEqual({ playbook: 'p.yaml', hosts: ['trader1', 'order'] });
    expect(await mode('r1', 'order.json')).toBe('600');
    expect((await readdir(join(folder, 'r1'))).sort()).toEqual(['%006frder.json', 'order.json']);
  });

  it('are for their owner alone', async () => {
    await report(runStarted('trader1'), ended('trader1'), runEnded);
    expect([
      await mode(),
      await mode('r1'),
      await mode('r1', 'trader1.json'),
      await mode('r1', 'summary.json'),
    ]).toEqual(['700', '700', '600', '600']);
  });

  it('move the link on from an earlier run', async () => {
    await mkdir(join(folder, 'r0'), { recursive: true });
    await symlink('r0', join(folder, 'latest'));
    await report(runStarted('trader1'), runEnded);
    expect(await readlink(join(folder, 'latest'))).toBe('r1');
    expect((await readdir(folder)).sort()).toEqual(['latest', 'r0', 'r1']);
  });

  it('keep those of the hosts that ended when the run is cut short', async () => {
    await report(runStarted('trader1', 'trader2'), ended('trader1'));
    expect(await readdir(join(folder, 'r1'))).toEqual(['trader1.json']);
  });

  it.each([
    ['../../etc/passwd', '%002e.%002f..%002fetc%002fpasswd.json'],
    ['summary', '%0073ummary.json'],
    ['.hidden', '%002ehidden.json'],
    ['a b\n%', 'a%0020b%000a%0025.json'],
    ['trader-1.example_x', 'trader-1.example_x.json'],
  ])('give the host %j a file in their own folder', async (host, file) => {
    await report(runStarted(host), ended(host));
    expect(await readdir(join(folder, 'r1'))).toEqual([file]);
  });

  it('are told of where they cannot be written', async () => {
    await writeFile(folder, 'a file in the way');
    const told = await report(runStarted('trader1'), ended('trader1'), runEnded);
    expect(told).toBe(
      `The reports of this run are not complete: ENOTDIR: not a directory, mkdir '${folder}/r1'\n` +
        `  What was done on the hosts is not affected. Make ${folder} a folder that you can write to before the next run.\n`,
    );
  });

  it('leave no half-written file where one cannot be put in place', async () => {
    await mkdir(join(folder, 'r1', 'trader1.json'), { recursive: true });
    const told = await report(runStarted('trader1'), ended('trader1'), ended('trader2'));
    expect(told).toMatch(/^The reports of this run are not complete: EISDIR: /);
    expect((await readdir(join(folder, 'r1'))).sort()).toEqual(['trader1.json', 'trader2.json']);
  });

  it('are not spoken of when no run began', async () => {
    expect(await report()).toBe('');
    expect(await readdir(root)).toEqual([]);
  });
});
