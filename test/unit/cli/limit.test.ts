import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostsOf } from '../../../src/cli/hosts.ts';
import { readPlays } from '../../../src/cli/plays.ts';
import type { SummaryReport } from '../../../src/model/report.ts';
import { row, summary } from '../report/samples.ts';
import { jts } from './command.ts';

const RUN = '20261120T174012Z-3f9a';

let root: string;
let before: string;
beforeEach(async () => {
  before = process.cwd();
  root = await realpath(await mkdtemp(join(tmpdir(), 'jts-limit-')));
  process.chdir(root);
  await writeFile('x.yaml', 'traders: { hosts: { t1: , t2: , t3: } }\nspare: { hosts: { s1: } }\n');
  await writeFile('p.yaml', '- { hosts: traders, roles: [perf-tuning] }\n');
});
afterEach(async () => {
  process.chdir(before);
  await rm(root, { recursive: true });
});

/** Leaves reports of a run as the last one, with this as its summary. */
const leave = async (content: string): Promise<void> => {
  await mkdir(join('reports', RUN), { recursive: true });
  await writeFile(join('reports', RUN, 'summary.json'), content);
  await symlink(RUN, 'reports/latest');
};

const failed = (...hosts: readonly string[]): SummaryReport => ({
  ...summary(row('t3'), ...hosts.map((host) => row(host, { outcome: 'failed' }))),
  run: RUN,
});
const leaveFailed = (...hosts: readonly string[]) => leave(JSON.stringify(failed(...hosts)));

/** The hosts that a command line would be for, and what it says on standard error. */
const pinged = async (pattern: string): Promise<readonly string[]> => {
  const hosts = await hostsOf('x.yaml', pattern, new Set());
  if (!hosts.ok) throw new Error('message' in hosts.failure ? hosts.failure.message : '');
  return hosts.value.map(({ name }) => name);
};

describe('the hosts that did not come through in the last run', () => {
  it('are those of @failed where a pattern names hosts', async () => {
    await leaveFailed('s1', 't1');
    expect(await pinged('@failed')).toEqual(['t1', 's1']);
    expect(await pinged('@failed:!spare')).toEqual(['t1']);
    expect(await pinged('traders:!@failed')).toEqual(['t2', 't3']);
  });

  it('are those of @failed in the limit of plays', async () => {
    await leaveFailed('s1', 't1');
    const flags = { inventory: 'x.yaml', extraVars: [], tags: [], forks: 1 };
    const plays = await readPlays('p.yaml', { ...flags, limit: '@failed,t3' }, new Set());
    expect(plays.ok && plays.value.map(({ hosts }) => hosts.map(({ host }) => host.name))).toEqual([['t1', 't3']]);
  });

  it('need not be known where nobody asks for them', async () => {
    await leave('[');
    expect(await pinged('traders')).toEqual(['t1', 't2', 't3']);
  });

  it('are not those of a playbook', async () => {
    await leaveFailed('t1');
    await writeFile('p.yaml', '- { hosts: "@failed", roles: [perf-tuning] }\n');
    expect(await jts('run', 'p.yaml', '-i', 'x.yaml', '-l', '@failed')).toEqual({
      code: 64,
      stdout: '',
      stderr: `p.yaml:1:12: error: there is no host or group "@failed"
  1 | - { hosts: "@failed", roles: [perf-tuning] }
    |            ^~~~~~~~~
  @failed is for limits: name hosts or groups here, and pass -l @failed
`,
    });
  });

  it('are no size of a batch', async () => {
    await leaveFailed('t1');
    await writeFile('p.yaml', '- { hosts: all, serial: "@failed", roles: [perf-tuning] }\n');
    expect(await jts('run', 'p.yaml', '-i', 'x.yaml')).toEqual({
      code: 64,
      stdout: '',
      stderr: `p.yaml:1:25: error: serial cannot be "@failed"
  1 | - { hosts: all, serial: "@failed", roles: [perf-tuning] }
    |                         ^~~~~~~~~
  expected: a percentage of the play's hosts such as "30%" (a number stands without quotes)
`,
    });
  });
});

describe('@failed', () => {
  const NAME_THEM = '  Name the hosts this time: every run that ends leaves a summary of its own there.\n';
  const NO_RUN =
    'error: there is no run in reports/latest whose failed hosts @failed could stand for\n' +
    '  Name the hosts, or go to the folder from which you ran jts: its reports are there.\n';

  const commands = [
    ['run', 'p.yaml', '-l', '@failed'],
    ['drift', 'p.yaml', '-l', '@failed'],
    ['ping', '@failed'],
    ['facts', '@failed'],
  ];
  it.each(commands)('is known to jts %s', async (...words) => {
    expect(await jts(...words, '-i', 'x.yaml')).toEqual({ code: 64, stdout: '', stderr: NO_RUN });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['the last run is gone', () => mkdir('reports').then(() => symlink(RUN, 'reports/latest')), NO_RUN],
    [
      'reports is no folder',
      () => writeFile('reports', ''),
      `error: reports/latest/summary.json does not tell which hosts @failed stands for: ENOTDIR: not a directory, stat 'reports/latest/summary.json'\n${NAME_THEM}`,
    ],
    [
      'the summary is a folder',
      () => mkdir('reports/latest/summary.json', { recursive: true }),
      `error: reports/latest/summary.json does not tell which hosts @failed stands for: it is no file\n${NAME_THEM}`,
    ],
    [
      'the summary is cut short',
      () => leave(JSON.stringify(failed('t1')).slice(0, 40)),
      `error: reports/latest/summary.json does not tell which hosts @failed stands for: it is not JSON\n${NAME_THEM}`,
    ],
    [
      'the summary is something else',
      () => leave('{ "hosts": [] }'),
      `error: reports/latest/summary.json does not tell which hosts @failed stands for: it is no summary of a run\n${NAME_THEM}`,
    ],
    [
      'no host failed',
      () => leaveFailed(),
      `error: every host came through in the last run, "${RUN}": @failed stands for none\n` +
        '  leave it out; "jts drift" tells whether the hosts are still as declared\n',
    ],
    [
      'none of the hosts is there any more',
      () => leaveFailed('\u001b[2J\nerror: *', 'all'),
      `error: none of the hosts that did not come through in the last run, "${RUN}", is in x.yaml: "\\u001b[2J\\nerror: *", "all"\n` +
        "  pass that run's inventory with -i, or name hosts of this one\n",
    ],
    [
      'the hosts are in no play',
      () => leaveFailed('s1'),
      'error: no play of p.yaml runs on @failed\n  its plays are for: traders\n',
    ],
    [
      'one of the hosts is no longer there',
      () => leaveFailed('s1', 't9', '\u202et1'),
      'Left out, as they did not come through in the last run and are no longer in x.yaml: "t9", "\\u{202e}t1"\n' +
        'error: no play of p.yaml runs on @failed\n  its plays are for: traders\n',
    ],
  ])('is told of where %s', async (_, prepare, stderr) => {
    await prepare();
    expect(await jts('run', 'p.yaml', '-i', 'x.yaml', '-l', '@failed')).toEqual({ code: 64, stdout: '', stderr });
  });
});
