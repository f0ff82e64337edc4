import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Connection, type ServerChannel, type ServerConfig } from 'ssh2';

/** How a host behaves; what is left out it does as others do. */
export interface Behaviour {
  readonly settings?: Partial<ServerConfig>;
  /** Seconds that jts gives it for a login; left out: a minute, as a machine that is busy with tests answers late. */
  readonly connectTimeout?: number;
  /** How it treats a login, of which `undefined` lets the key in. */
  readonly onLogin?: (connection: Connection) => void;
  /** Instead of opening what it is asked for, once a login is through. */
  readonly onOpen?: (connection: Connection) => void;
  /** Runs the command of a session. */
  readonly onCommand: (channel: ServerChannel, command: string, connection: Connection) => void;
}

/** An SSH server on loopback that lets any key in. */
export interface SshHost {
  /** Holds an inventory `hosts.yaml`, in which it is `trader1`. */
  readonly folder: string;
  stop(): void;
}

/** A new key: the private one as PEM, and the public one as OpenSSH writes it. */
const newKey = (): { readonly secret: string; readonly shown: string } => {
  const { privateKey: secret } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
  });
  const parsed = ssh2.utils.parseKey(secret);
  if (parsed instanceof Error) throw parsed;
  return { secret, shown: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}` };
};

const letIn = (connection: Connection): void => {
  connection.on('authentication', (context) => {
    if (context.method === 'publickey') context.accept();
    else context.reject(['publickey']);
  });
};

const serve = (connection: Connection, { onLogin = letIn, onOpen, onCommand }: Behaviour): void => {
  // As sshd does; else an answer in several pieces waits 40 ms for each, which ssh2 offers and its types do not know.
  (connection as Connection & { setNoDelay(isOn: boolean): unknown }).setNoDelay(true);
  // Whoever is hung up on says so, and that is what is wanted here.
  connection.on('error', () => undefined);
  onLogin(connection);
  connection.on('ready', () => {
    if (onOpen !== undefined) {
      onOpen(connection);
      return;
    }
    connection.on('session', (accept) => {
      accept().on('exec', (take, _refuse, { command }) => {
        const channel = take();
        channel.on('error', () => undefined);
        channel.stderr.on('error', () => undefined);
        onCommand(channel, command, connection);
      });
    });
  });
};

/** Starts a host that behaves as told. */
export const startSshHost = async (behaviour: Behaviour): Promise<SshHost> => {
  const [own, login] = [newKey(), newKey()];
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [own.secret], ...behaviour.settings }, (connection) => {
    connections.add(connection);
    serve(connection, behaviour);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'jts-imagined-'));
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  write('id', login.secret);
  chmodSync(join(folder, 'id'), 0o600);
  write('known_hosts', `[127.0.0.1]:${port} ${own.shown}\n`);
  const place = `address: 127.0.0.1, port: ${port}, user: ops, key: id, knownHosts: known_hosts, become: none, connectTimeout: ${behaviour.connectTimeout ?? 60}`;
  write('hosts.yaml', `all: { hosts: { trader1: { ${place}, disks: { warm: { serial: S1 } } } } }\n`);
  return {
    folder,
    stop() {
      for (const connection of connections) connection.end();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
};
