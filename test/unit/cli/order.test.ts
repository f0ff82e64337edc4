import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunFlags } from '../../../src/cli/flags.ts';
import { brokenRun, orderOf } from '../../../src/cli/order.ts';

let root: string;
let before: string;
beforeEach(async () => {
  before = process.cwd();
  root = await mkdtemp(join(tmpdir(), 'jts-order-'));
  process.chdir(root);
});
afterEach(async () => {
  process.chdir(before);
  await rm(root, { recursive: true });
});

const flags = (more: Partial<RunFlags> = {}): RunFlags => ({
  inventory: 'inventory/hosts.yaml',
  extraVars: [],
  tags: [],
  forks: 10,
  allowWipe: [],
  destroyData: [],
  ...more,
});

const asked = flags({
  inventory: 'x.yaml',
  extraVars: ['a=1'],
  tags: ['hot'],
  forks: 3,
  limit: 'all',
  allowWipe: ['t1=S1'],
});
const OLD = '20261120T174012Z-0001';
const NEW = '20261121T174012Z-0002';

/** Leaves a run with an order, and the outcomes of those hosts that came to an end. */
const leave = async (run: string, order: object, outcomes: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(join('reports', run), { recursive: true });
  await writeFile(join('reports', run, 'order.json'), JSON.stringify(order));
  for (const [host, outcome] of Object.entries(outcomes)) {
    await writeFile(join('reports', run, `${host}.json`), JSON.stringify({ outcome }));
  }
};

const order = { ...orderOf('p.yaml', asked, new Set()), hosts: ['t1', 't2', 't3', 't4'] };
const outcomes = { t1: 'changed', t2: 'unreachable', t3: 'unchanged' };

describe('a run that is resumed', () => {
  it('is asked for what it was asked for, on the hosts on which it did not come to its end', async () => {
    await leave(OLD, order, outcomes);
    expect(await brokenRun(OLD, flags({ yes: true }))).toEqual({
      ok: true,
      value: { run: OLD, playbook: 'p.yaml', flags: { ...asked, limit: 't2,t4', yes: true } },
    });
  });

  it('is the last one that left an order to change something, where none is named', async () => {
    await leave(OLD, order, outcomes);
    await mkdir(join('reports', NEW));
    expect(await brokenRun(true, flags())).toMatchObject({ ok: true, value: { run: OLD } });
    await leave(NEW, { ...order, check: true }, {});
    expect(await brokenRun(true, flags())).toMatchObject({ ok: true, value: { run: OLD } });
    await leave(NEW, order, outcomes);
    expect(await brokenRun(true, flags())).toMatchObject({ ok: true, value: { run: NEW } });
  });

  it('keeps no secret, and wants it again', async () => {
    const given = { ...asked, extraVars: ['a=hunter2'] };
    const secret = { ...orderOf('p.yaml', given, new Set(['hunter2'])), hosts: ['t1'] };
    expect(secret.extraVars).toBeNull();
    await leave(OLD, secret, {});
    expect(await brokenRun(true, flags({ extraVars: ['a=2'] }))).toMatchObject({
      value: { flags: { extraVars: ['a=2'] } },
    });
    expect(await brokenRun(true, flags())).toEqual({
      ok: false,
      failure: {
        kind: 'usage',
        message: `run ${OLD} was given a secret with -e, which no file keeps`,
        advice: 'Pass its -e options again, beside --resume.',
      },
    });
  });

  it.each<[string, () => Promise<unknown>, string | true, string, string]>([
    [
      'there is none',
      () => Promise.resolve(),
      true,
      'reports has no run that could be resumed',
      'Run its playbook again: jts looks at the hosts first and goes on from what is there.',
    ],
    [
      'it is not there',
      () => leave(OLD, order, outcomes),
      '20261120T174012Z-0009',
      'reports has no run "20261120T174012Z-0009"',
      `did you mean "${OLD}"? known runs, newest first: ${OLD}`,
    ],
    [
      'it left no order',
      () => leave(OLD, { playbook: 7 }, {}),
      OLD,
      `run ${OLD} left no order to resume`,
      'Run its playbook again: jts looks at the hosts first and goes on from what is there.',
    ],
    [
      'it only looked',
      () => leave(OLD, { ...order, check: true }, {}),
      OLD,
      `run ${OLD} only looked: there is nothing to resume`,
      'Run it without --check.',
    ],
    [
      'it came to its end',
      () => leave(OLD, { ...order, hosts: ['t1', 't3'] }, outcomes),
      true,
      `run ${OLD} came to its end on all its hosts: there is nothing to resume`,
      'jts drift tells whether they are still as declared.',
    ],
  ])('is refused where %s', async (_, prepare, name, message, advice) => {
    await prepare();
    expect(await brokenRun(name, flags())).toEqual({ ok: false, failure: { kind: 'usage', message, advice } });
  });
});
