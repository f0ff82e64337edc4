import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A real OpenSSH server on loopback, with host keys, client keys and known_hosts files in a directory of its own. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** Path of a file in the server's directory. */
  path(name: string): string;
  read(name: string): string;
  write(name: string, text: string, mode?: number): string;
  /** Process ids of the servers of open connections. */
  connections(): readonly number[];
  stop(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

const keygen = (...words: readonly string[]): void => {
  execFileSync('ssh-keygen', ['-q', ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
};

const childrenOf = (pid: number): readonly number[] => {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/** Makes the directory: three host keys, the client's key `id` (and `locked`, with a passphrase), known_hosts. */
const furnish = (directory: string, port: number): void => {
  const path = (name: string): string => join(directory, name);
  keygen('-t', 'ed25519', '-N', '', '-C', 'host', '-f', path('host_ed25519'));
  keygen('-t', 'ecdsa', '-N', '', '-C', 'host', '-f', path('host_ecdsa'));
  keygen('-t', 'rsa', '-b', '2048', '-N', '', '-C', 'host', '-f', path('host_rsa'));
  keygen('-t', 'ed25519', '-N', '', '-C', 'plain key', '-f', path('id'));
  keygen('-t', 'ed25519', '-N', 'correct horse', '-a', '4', '-C', 'locked key', '-f', path('locked'));
  keygen('-t', 'ed25519', '-N', '', '-C', 'foreign key', '-f', path('foreign'));
  const publicKeys = ['id', 'locked'].map((name) => readFileSync(path(`${name}.pub`), 'utf8'));
  writeFileSync(path('authorized_keys'), publicKeys.join(''));
  const [type, base64] = readFileSync(path('host_ed25519.pub'), 'utf8').split(' ');
  writeFileSync(path('known_hosts'), `[127.0.0.1]:${port} ${type ?? ''} ${base64 ?? ''}\n`);
};

/** Starts a server; `settings` are lines of sshd_config that come before its own and so win. */
export const startSshd = async (settings: readonly string[] = []): Promise<Sshd> => {
  if (!existsSync(SSHD)) throw new Error(`${SSHD} is missing: apt-get install openssh-server`);
  const { username, uid } = userInfo();
  if (uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const directory = mkdtempSync(join(tmpdir(), 'jts-sshd-'));
  const path = (name: string): string => join(directory, name);
  const port = await freePort();
  furnish(directory, port);
  const config = [
    ...settings,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...['ed25519', 'ecdsa', 'rsa'].map((type) => `HostKey ${path(`host_${type}`)}`),
    `AuthorizedKeysFile ${path('authorized_keys')}`,
    `PidFile none`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'LogLevel VERBOSE',
    // As if from a nested shell: bash then leaves the ~/.bashrc of whoever runs the tests alone.
    'SetEnv SHLVL=2',
  ];
  writeFileSync(path('sshd_config'), `${config.join('\n')}\n`);
  const daemon = spawn(SSHD, ['-D', '-E', path('log'), '-f', path('sshd_config')], { stdio: 'ignore' });
  const { pid } = daemon;
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries === 100 || pid === undefined || daemon.exitCode !== null) {
      throw new Error(`sshd does not start: ${existsSync(path('log')) ? readFileSync(path('log'), 'utf8') : ''}`);
    }
    await sleep(50);
  }
  return {
    port,
    user: username,
    path,
    read: (name) => readFileSync(path(name), 'utf8'),
    write(name, text, mode = 0o600) {
      writeFileSync(path(name), text, { mode });
      return path(name);
    },
    connections: () => (pid === undefined ? [] : childrenOf(pid)),
    async stop() {
      await ended(daemon);
      rmSync(directory, { recursive: true });
    },
  };
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
};
