import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection, type ConnectionOptions } from '../../src/engine/connection.ts';
import { gatherScript, readProbes } from '../../src/engine/gather.ts';
import { BATCH_FILE, LEASE_FILE, STOP_FILE } from '../../src/engine/places.ts';
import { breakLease, lookAtLease } from '../../src/engine/unlock.ts';
import type { Notice } from '../../src/model/event.ts';
import { ok } from '../../src/model/result.ts';
import { sh, type Shell } from '../../src/shell/sh.ts';
import { becomeRoot } from '../../src/transport/become.ts';
import { LocalTransport } from '../../src/transport/local.ts';

const open: Connection[] = [];
const notices: Notice[] = [];

/** A connection to this machine. */
const connect = (more: Partial<ConnectionOptions> = {}): Connection => {
  const connection = new Connection({
    host: 'here',
    reach: () => {
      const transport = new LocalTransport('here');
      const none = (): Promise<undefined> => Promise.resolve(undefined);
      return Promise.resolve(
        ok({
          start: (command: Shell, ready: string, sink: Parameters<typeof becomeRoot>[3]) =>
            becomeRoot(transport, { method: 'none' }, { command, ready, deadline: 20 }, sink, none),
          close: () => transport.close(),
        }),
      );
    },
    patience: 10,
    isDead: () => false,
    notice: (notice) => notices.push(notice),
    connected: () => undefined,
    stop: new AbortController().signal,
    ...more,
  });
  open.push(connection);
  return connection;
};

/** A controller of this machine, which takes it in the name of a run. */
const controller = (run: string, more: Partial<ConnectionOptions> = {}): Connection =>
  connect({ claim: { run, operator: `${run}'s owner@laptop`, controller: process.pid }, ...more });

const said = async (connection: Connection, script: Shell): Promise<unknown> => {
  const ran = await connection.run({ text: () => script, seconds: 5 });
  return ran.ok ? ran.value.stdout.trim() : ran.failure;
};

const lease = (): string => readFileSync(LEASE_FILE, 'utf8');

/** Lets a lease expire, as if its controller had been silent for long. */
const expire = (): void => {
  writeFileSync(LEASE_FILE, lease().replace(/^\d+/, '0000000001'));
};

beforeEach(() => {
  notices.length = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.close()));
  writeFileSync(BATCH_FILE, '');
  rmSync(STOP_FILE, { force: true });
});

const busyWith = (run: string) => ({
  kind: 'busy',
  host: 'here',
  message: expect.stringMatching(
    new RegExp(
      `^here is being changed by ${run}'s owner@laptop, run ${run}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC$`,
    ),
  ) as string,
  advice: expect.stringMatching(
    /^Wait until that run has ended, then run again\. If it is dead, its lease expires in \d+ s; jts unlock here ends it at once\.$/,
  ) as string,
});

describe('the lease of a host', () => {
  it('is held by one controller at a time, which others are told, and is free once its holder is gone', async () => {
    const one = controller('r1');
    const two = controller('r2');
    expect(await said(one, sh`echo looked; exit 3`)).toBe('looked');
    expect(await said(two, sh`echo never`)).toEqual(busyWith('r1'));
    await one.close();
    await expect.poll(() => said(two, sh`echo looked`)).toBe('looked');
  });

  it('is not kept by what a look at the host leaves running', async () => {
    const one = controller('r1');
    const two = controller('r2');
    const probe = { name: 'hung', deadline: 20, script: sh`setsid sleep 300 >/dev/null 2>&1 & echo "$!"` };
    const looked = await one.run({ text: () => gatherScript([probe], 'm'), seconds: 20 });
    if (!looked.ok) throw new Error(JSON.stringify(looked.failure));
    const reading = readProbes([probe], 'm', looked.value).get('hung');
    const left = reading?.status === 'ok' ? Number(reading.value) : NaN;
    try {
      process.kill(left, 0);
      await one.close();
      await expect.poll(() => said(two, sh`echo looked`)).toBe('looked');
    } finally {
      process.kill(left);
    }
  });

  it('goes to the next one when its holder was silent until it expired, whose shell ends', async () => {
    const one = controller('r1', { patience: 0 });
    const two = controller('r2');
    expect(await said(one, sh`echo looked`)).toBe('looked');
    expire();
    expect(await said(two, sh`echo looked`)).toBe('looked');
    expect(lease()).toContain(' r2 ');
    expect(await said(one, sh`echo never`)).toMatchObject({ kind: 'busy' });
  });

  it('is renewed by a sign of life', async () => {
    const one = controller('r1');
    await said(one, sh`:`);
    expire();
    await said(one, sh`:`);
    expect(Number(lease().slice(0, 10))).toBeGreaterThan(1);
  });

  it('of a batch without a controller holds until it expires, for all but its own run', async () => {
    await said(controller('r1'), sh`:`);
    await open.pop()?.close();
    writeFileSync(BATCH_FILE, 'r1-1 1\n');
    expect(await said(controller('r2'), sh`echo never`)).toEqual(busyWith('r1'));
    expect(await said(controller('r1'), sh`echo looked`)).toBe('looked');
  });

  it('waits for the last change of a batch whose controller is gone', async () => {
    await said(controller('r1'), sh`:`);
    await open.pop()?.close();
    expire();
    writeFileSync(BATCH_FILE, 'r1-1 1\n');
    const two = controller('r2', {
      notice: (notice) => {
        notices.push(notice);
        writeFileSync(BATCH_FILE, '');
      },
    });
    expect(await said(two, sh`echo looked`)).toBe('looked');
    expect(notices).toEqual([
      {
        notice: 'waiting',
        message: 'here still makes the last change of batch r1-1, whose controller is gone; waiting for its end',
      },
    ]);
  });

  it('of a run of this machine that is dead goes to the next one at once', async () => {
    await said(controller('r1'), sh`:`);
    await open.pop()?.close();
    writeFileSync(BATCH_FILE, 'r1-1 1\n');
    const two = controller('r2', {
      isDead: ({ run, operator, controller: pid }) =>
        run === 'r1' && operator === "r1's owner@laptop" && pid === process.pid,
      notice: () => {
        writeFileSync(BATCH_FILE, '');
      },
    });
    expect(await said(two, sh`echo looked`)).toBe('looked');
  });
});

describe('jts unlock', () => {
  it('shows nobody where nothing of a run is left', async () => {
    await said(controller('r1'), sh`:`);
    await open.pop()?.close();
    await expect.poll(() => lookAtLease(connect())).toEqual({ ok: true, value: undefined });
  });

  it('shows whose a host is, and ends its session and its batch', async () => {
    const one = controller('r1', { patience: 0 });
    await said(one, sh`:`);
    writeFileSync(BATCH_FILE, 'r1-1 1\n');
    const looked = await lookAtLease(connect());
    if (!looked.ok || looked.value === undefined) throw new Error(JSON.stringify(looked));
    const { lease: held, connected, batch } = looked.value;
    expect({ connected, batch }).toEqual({ connected: true, batch: 'r1-1' });
    expect(held).toMatchObject({ run: 'r1', operator: "r1's owner@laptop", controller: process.pid });
    expect(held.left).toBeGreaterThan(60);
    expect(await breakLease('here', connect(), held)).toEqual({ ok: true, value: null });
    expect(existsSync(STOP_FILE)).toBe(true);
    writeFileSync(BATCH_FILE, '');
    expect(await said(controller('r2'), sh`echo looked`)).toBe('looked');
  });

  it('ends nothing once the host is in other hands', async () => {
    await said(controller('r2'), sh`:`);
    const other = { run: 'r1', operator: 'me', controller: 1, since: 0, left: 90 };
    expect(await breakLease('here', connect(), other)).toEqual({
      ok: false,
      failure: {
        kind: 'stale',
        host: 'here',
        message: 'here is no longer held by run r1; nothing was ended',
        advice: 'Look again: jts unlock here',
      },
    });
  });
});

describe('a connection that is lost', () => {
  it('is opened again under the same lease, and its script run again', async () => {
    const one = controller('r1');
    await said(one, sh`:`);
    const since = lease().split(' ')[2];
    let runs = 0;
    const ran = await one.run({
      text: () => {
        runs += 1;
        return runs === 1 ? sh`kill -KILL $$` : sh`echo again`;
      },
      seconds: 5,
    });
    expect(ran.ok && ran.value.stdout.trim()).toBe('again');
    expect(lease().split(' ')[2]).toBe(since);
    expect(notices).toEqual([
      {
        notice: 'connection-lost',
        message:
          'the connection to here was lost: the shell on the host exited with status 137; trying to reach it again',
      },
      { notice: 'reconnected', message: 'here is reached again after 0 s' },
    ]);
  });

  it('is given up when it is lost again and again without a word from the host', async () => {
    const one = controller('r1');
    expect(await said(one, sh`kill -KILL $$`)).toMatchObject({ kind: 'lost' });
    expect(notices.filter(({ notice }) => notice === 'reconnected')).toHaveLength(5);
  });
});
