import type { Host, HostName } from './hosts.ts';
import { hostNamed, hosts } from './hosts.ts';
import { machineOf } from './machine.ts';
import type { LastBoot } from './last-boot.ts';
import { lastBootOf } from './last-boot.ts';
import { portOf } from './ports.ts';
import { keyFile, knownHostsFile } from './state.ts';

/** How to log in to a host: `keyFile` opens root, jts (sudo without a password) and ops (sudo with one). */
export interface Connection {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** A host of the lab as it is now; `pid` only while it runs, `last` once it was started. */
export interface HostStatus {
  readonly host: Host;
  readonly pid: number | undefined;
  readonly last: LastBoot | undefined;
}

/** How to reach a host as root. */
export async function connectionTo(name: HostName): Promise<Connection> {
  return { address: '127.0.0.1', port: await portOf(hostNamed(name)), user: 'root', keyFile, knownHostsFile };
}

/** All hosts of the lab. */
export async function labStatus(): Promise<HostStatus[]> {
  return Promise.all(
    hosts.map(async (host) => ({ host, pid: await machineOf(host.name), last: await lastBootOf(host.name) })),
  );
}
