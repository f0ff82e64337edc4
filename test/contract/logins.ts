import { expect } from 'vitest';
import type { Connection, Host } from '../../src/model/host.ts';
import { sshLookUp } from '../../src/transport/ssh-config.ts';
import type { Ssh } from '../../src/transport/ssh.ts';
import { opened, refused, sshOf } from './hosts.ts';
import { run } from './run.ts';
import type { Sshd } from './sshd.ts';

/** Expects a connection to come about. */
export const enters = async (host: Host, ssh = sshOf()): Promise<void> => {
  const transport = await opened(host, ssh);
  expect((await run(transport, 'echo in')).stdout).toBe('in\n');
  await transport.close();
};

/** Expects the whole failure of a connection, one that time alone does not mend. */
export const fails = async (host: Host, message: string, advice: string, ssh = sshOf()): Promise<void> => {
  expect(await refused(host, ssh)).toEqual({ kind: 'unreachable', host: host.name, message, advice, lasting: true });
};

/** An inventory that leaves much to the user's ssh configuration, which consists of the given lines. */
export const configured = (
  sshd: Sshd,
  lines: readonly string[],
  changes: Partial<Connection> = {},
): { readonly host: Host; readonly ssh: Ssh } => {
  const common = ['HostName 127.0.0.1', `Port ${sshd.port}`, `UserKnownHostsFile ${sshd.path('known_hosts')}`];
  const file = sshd.write('ssh_config', [...lines, ...common].map((line) => `${line}\n`).join(''));
  const connection: Connection = {
    transport: 'ssh',
    become: { method: 'none' },
    connectTimeout: 20,
    reconnectTimeout: 20,
    ...changes,
  };
  const host: Host = { name: 'trader1', groups: [], vars: {}, connection };
  return { host, ssh: sshOf({ lookUp: sshLookUp(['-F', file]) }) };
};
