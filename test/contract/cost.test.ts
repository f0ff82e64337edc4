import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoriesIn, filesIn } from '../../bench/roles/layout/layout.ts';
import { openWire, type Wire } from '../../bench/wire/wire.ts';
import { BUDGETS } from '../budgets.ts';
import { jts, workFolder } from '../e2e/jts.ts';
import { startFleet, type Fleet } from '../imagined-hosts/fleet.ts';
import { watchedJts } from '../imagined-hosts/watched-jts.ts';
import { startSshd, type Sshd } from './sshd.ts';

const PLAYBOOK = resolve('bench/playbooks/layout.yaml');

/** Milliseconds to the host and back: more than jts needs to answer all packets of one flight. */
const ROUND_TRIP = 200;

/** Where the wire is entered; the host is behind it. */
const NEAR = '127.11.0.1';

const folder = workFolder();
/** Not in the folder for temporary files, whose name is longer on some machines: jts says and hears each path. */
const root = join(mkdtempSync('/tmp/jts-cost-'), 'layout');
const vars = { root, owner: userInfo().username };

afterAll(() => {
  rmSync(dirname(root), { recursive: true });
});

beforeAll(() => {
  for (const path of directoriesIn(root)) {
    mkdirSync(path);
    chmodSync(path, 0o750);
  }
  for (const { path, content } of filesIn(root)) {
    writeFileSync(path, content);
    chmodSync(path, 0o640);
  }
});

describe('a host that is as wanted', () => {
  let sshd: Sshd;
  let wire: Wire;
  beforeAll(async () => {
    sshd = await startSshd();
    wire = await openWire([{ from: NEAR, to: '127.0.0.1', port: sshd.port }], ROUND_TRIP);
  });
  afterAll(async () => {
    await wire.close();
    await sshd.stop();
  });

  it('costs no more than its budget', async () => {
    const { port, user } = sshd;
    const knownHosts = sshd.write('known', sshd.read('known_hosts').replace('127.0.0.1', NEAR));
    const host = { address: NEAR, port, user, key: sshd.path('id'), knownHosts, become: 'none' };
    writeFileSync(join(folder, 'host.yaml'), JSON.stringify({ all: { vars, hosts: { near: host } } }));
    const { code, stdout, stderr } = await jts(['run', PLAYBOOK, '-i', 'host.yaml'], { folder });
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Every host is as wanted: nothing to do.') as string,
    });
    const { connections, turns, sent, received } = await wire.traffic();
    const { executions, roundTrips, ...bytes } = BUDGETS.converged;
    expect({ connections, executions: sshd.read('log').split('Starting session: ').length - 1 }).toEqual({
      connections: 1,
      executions,
    });
    expect(turns + 1).toBeLessThanOrEqual(roundTrips);
    expect(sent).toBeLessThanOrEqual(bytes.sent);
    expect(received).toBeLessThanOrEqual(bytes.received);
  });
});

describe('a thousand hosts that are as wanted', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet(1000, vars);
  });
  afterAll(() => fleet.stop());

  it('take no more memory than their budget', { timeout: 180_000 }, async () => {
    const words = ['run', PLAYBOOK, '-i', 'fleet.yaml'];
    const { ended, memory, output } = await watchedJts(words, fleet.folder, { patience: 120, columns: undefined });
    expect({ ended, output }).toEqual({
      ended: 0,
      output: expect.stringContaining('1000 unchanged') as string,
    });
    expect(output).toContain('Every host is as wanted: nothing to do.');
    expect(memory).toBeGreaterThan(50);
    expect(memory).toBeLessThanOrEqual(BUDGETS.fleet.memory);
  });
});
