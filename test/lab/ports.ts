import { once } from 'node:events';
import { createServer } from 'node:net';
import { hosts, type Host } from './hosts.ts';
import { LabError } from './lab-error.ts';
import { lastBootOf } from './last-boot.ts';
import { machineOf } from './machine.ts';

const defaultBase = 2200;

/** The port of this machine that leads to a host's SSH: that of the running host, or that of its next start. */
export async function portOf(host: Host): Promise<number> {
  const running = (await machineOf(host.name)) === undefined ? undefined : await lastBootOf(host.name);
  return running?.port ?? portBase() + host.index;
}

/** The port for a host that is about to start; fails with what to do when something else listens there. */
export async function claimPort(host: Host): Promise<number> {
  const port = portBase() + host.index;
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return port;
  } catch {
    const advice = `set JTS_LAB_PORT_BASE (now ${portBase()}) to move the ports of the lab`;
    throw new LabError(`port ${port} of ${host.name} is taken by another program; ${advice}`);
  } finally {
    server.close();
  }
}

/** Makes sure that every host that is off can start at its port; fails with what to do where one cannot. */
export async function checkPorts(): Promise<void> {
  for (const host of hosts) if ((await machineOf(host.name)) === undefined) await claimPort(host);
}

/** Whether the hosts have the ports that inventory/lab.yaml names. */
export const portsAreUsual = (): boolean => portBase() === defaultBase;

function portBase(): number {
  const base = Number(process.env['JTS_LAB_PORT_BASE'] ?? defaultBase);
  if (Number.isInteger(base) && base >= 1024 && base <= 65_000) return base;
  throw new LabError('JTS_LAB_PORT_BASE must be a number from 1024 to 65000');
}
