import type { Failure } from '../../src/model/failure.ts';
import type { Connection, Host } from '../../src/model/host.ts';
import { Questions, type Ask } from '../../src/transport/questions.ts';
import { Ssh, type SshSettings } from '../../src/transport/ssh.ts';
import type { Transport } from '../../src/transport/transport.ts';
import type { Sshd } from './sshd.ts';

/** The host that a server stands for, as an inventory that says everything would have it. */
export const hostOf = (sshd: Sshd, changes: Partial<Connection> = {}): Host => ({
  name: 'trader1',
  groups: [],
  vars: {},
  connection: {
    transport: 'ssh',
    address: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    key: sshd.path('id'),
    knownHosts: sshd.path('known_hosts'),
    become: { method: 'none' },
    connectTimeout: 20,
    reconnectTimeout: 20,
    ...changes,
  },
});

const nobody: Ask = () => Promise.resolve(undefined);

/** The SSH of one run, in which nobody answers questions unless `ask` does. */
export const sshOf = ({ ask = nobody, ...settings }: Partial<SshSettings> & { readonly ask?: Ask } = {}): Ssh =>
  new Ssh({ questions: new Questions(ask), inventory: 'inventory/lab.yaml', ...settings });

/** Opens a connection that must work. */
export const opened = async (host: Host, ssh = sshOf()): Promise<Transport> => {
  const transport = await ssh.open(host);
  if (!transport.ok) throw new Error(JSON.stringify(transport.failure));
  return transport.value;
};

/** The failure of a connection that must not work. */
export const refused = async (host: Host, ssh = sshOf()): Promise<Failure> => {
  const transport = await ssh.open(host);
  if (!transport.ok) return transport.failure;
  await transport.value.close();
  throw new Error('the connection was to fail');
};
