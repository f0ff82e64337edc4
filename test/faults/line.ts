import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostName } from '../lab/hosts.ts';
import { hostNamed } from '../lab/hosts.ts';
import { portOf } from '../lab/ports.ts';
import { knownHostsFile, labInventory } from '../lab/state.ts';

/**
 * How a line fails: both ends are told, nothing goes through any more, or only one direction is silent: the host no longer
 * hears the laptop (`up`), or the other way round (`down`).
 */
export const FAULTS = ['reset', 'stall', 'up', 'down'] as const;
export type Fault = (typeof FAULTS)[number];

interface Pair {
  readonly laptop: Socket;
  readonly host: Socket;
  /** Whether the host is not told that the laptop has gone. */
  isHostLeft: boolean;
}

/** How many times longer than the laptop the host takes to find out about a silent line. */
const HOST_IS_SLOWER = 10;

/** The line between this machine and a host, which fails on demand; new connections always go through. */
export interface Line {
  /** An inventory in which the host is reached through this line. */
  readonly inventory: string;
  /** Whether something is connected. */
  readonly connected: boolean;
  /** Fails all that is connected now; a silent fault is told the laptop after `toldAfter` seconds, if at all, and the host much later. */
  fail(fault: Fault, toldAfter?: number): void;
  close(): Promise<void>;
}

/** Where a line begins. */
const NEAR = '127.0.0.1';

/** The lab's inventory with another port for one host, and its key known at that port too. */
const inventoryAt = (folder: string, was: number, port: number): string => {
  const known = readFileSync(knownHostsFile, 'utf8');
  writeFileSync(join(folder, 'known_hosts'), known.replaceAll(`[127.0.0.1]:${was} `, `[127.0.0.1]:${port} `));
  const text = readFileSync(labInventory, 'utf8')
    .replace(`port: ${was}\n`, `port: ${port}\n`)
    .replace(knownHostsFile, join(folder, 'known_hosts'));
  writeFileSync(join(folder, 'lab.yaml'), text);
  return join(folder, 'lab.yaml');
};

/** Where a line leads to. */
export interface Far {
  readonly address: string;
  readonly port: number;
  /** Writes an inventory in which the host has another address and port. */
  readonly inventory: (address: string, port: number) => string;
}

/** Opens a line to a host of the lab. */
export const openLine = async (name: HostName): Promise<Line> => {
  const port = await portOf(hostNamed(name));
  const folder = mkdtempSync(join(tmpdir(), 'jts-line-'));
  const line = await openLineTo({
    address: NEAR,
    port,
    inventory: (_, at) => inventoryAt(folder, port, at),
  });
  return {
    inventory: line.inventory,
    get connected() {
      return line.connected;
    },
    fail: (fault, toldAfter) => {
      line.fail(fault, toldAfter);
    },
    close: async () => {
      await line.close();
      rmSync(folder, { recursive: true });
    },
  };
};

/** Opens a line to a host. */
export const openLineTo = async ({ address, port: to, inventory }: Far): Promise<Line> => {
  const pairs = new Set<Pair>();
  const server = net.createServer({ pauseOnConnect: true }, (laptop) => {
    const host = net.connect(to, address);
    const pair = { laptop, host, isHostLeft: false };
    pairs.add(pair);
    for (const socket of [laptop, host]) socket.on('error', () => socket.destroy());
    laptop.on('close', () => {
      if (!pair.isHostLeft) host.destroy();
    });
    host.on('close', () => {
      pairs.delete(pair);
      laptop.destroy();
    });
    laptop.pipe(host);
    host.pipe(laptop);
  });
  await new Promise<void>((listening) => server.listen(0, NEAR, listening));
  const { port } = server.address() as net.AddressInfo;
  const going = (): readonly Pair[] => [...pairs].filter(({ laptop, host }) => !laptop.isPaused() && !host.isPaused());
  return {
    inventory: inventory(NEAR, port),
    get connected() {
      return going().length > 0;
    },
    fail(fault, toldAfter) {
      for (const pair of going()) {
        const { laptop, host } = pair;
        if (fault === 'reset') for (const socket of [laptop, host]) socket.resetAndDestroy();
        if (fault === 'stall' || fault === 'up') laptop.unpipe(host).pause();
        if (fault === 'stall' || fault === 'down') host.unpipe(laptop).pause();
        if (fault === 'reset' || toldAfter === undefined) continue;
        pair.isHostLeft = true;
        setTimeout(() => laptop.resetAndDestroy(), toldAfter * 1000).unref();
        setTimeout(() => host.resetAndDestroy(), toldAfter * HOST_IS_SLOWER * 1000).unref();
      }
    },
    async close() {
      for (const { laptop, host } of pairs) for (const socket of [laptop, host]) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
};
