import { execFile } from 'node:child_process';
import { fail, ok, type Result } from '../model/result.ts';

/** What `ssh -G` says of a destination, with OpenSSH's defaults in; paths may hold `~`, `${VARIABLE}` and %-tokens. */
export interface SshConfig {
  readonly hostname: string | undefined;
  readonly port: number;
  readonly user: string | undefined;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly identityAgent: string | undefined;
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  readonly hashKnownHosts: boolean;
  readonly hostKeyAlias: string | undefined;
  readonly addressFamily: 0 | 4 | 6;
  readonly proxyJump: string | undefined;
  readonly proxyCommand: string | undefined;
}

const FAMILIES: Readonly<Record<string, 0 | 4 | 6>> = { any: 0, inet: 4, inet6: 6 };

/** Reads what `ssh -G` prints: a keyword and its arguments a line; some keywords repeat. */
export const parseSshConfig = (output: string): SshConfig => {
  const lines = output.split('\n').map((line): [string, string] => {
    const [keyword = '', ...rest] = line.split(' ');
    return [keyword, rest.join(' ')];
  });
  const all = (keyword: string): string[] => lines.filter(([key]) => key === keyword).map(([, value]) => value);
  const one = (keyword: string): string | undefined => all(keyword).find((value) => value !== 'none');
  const words = (keyword: string): string[] =>
    all(keyword)
      .flatMap((value) => value.split(' '))
      .filter((word) => word !== '' && word !== 'none');
  return {
    hostname: one('hostname'),
    port: Number(one('port') ?? 22),
    user: one('user'),
    identityFiles: all('identityfile').filter((path) => path !== 'none'),
    identitiesOnly: one('identitiesonly') === 'yes',
    identityAgent: all('identityagent').at(0),
    userKnownHosts: words('userknownhostsfile'),
    globalKnownHosts: words('globalknownhostsfile'),
    hashKnownHosts: one('hashknownhosts') === 'yes',
    hostKeyAlias: one('hostkeyalias'),
    addressFamily: FAMILIES[one('addressfamily') ?? 'any'] ?? 0,
    proxyJump: one('proxyjump'),
    proxyCommand: one('proxycommand'),
  };
};

/** OpenSSH's own defaults, for a machine without ssh. */
export const OPENSSH_DEFAULTS: SshConfig = {
  hostname: undefined,
  port: 22,
  user: undefined,
  identityFiles: ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519'],
  identitiesOnly: false,
  identityAgent: undefined,
  userKnownHosts: ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'],
  globalKnownHosts: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
  hashKnownHosts: false,
  hostKeyAlias: undefined,
  addressFamily: 0,
  proxyJump: undefined,
  proxyCommand: undefined,
};

/** Where to look a destination up in the user's configuration. */
export interface Destination {
  readonly name: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
}

/** Finds the configuration of a destination; fails with what ssh says of a file that it cannot read. */
export type LookUp = (destination: Destination) => Promise<Result<SshConfig, string>>;

/** Asks `ssh -G`, which alone understands Include and Match; a machine without ssh has OpenSSH's defaults. */
export const sshLookUp =
  (options: readonly string[]): LookUp =>
  ({ name, port, user }) => {
    const words = [
      ...options,
      ...(port === undefined ? [] : ['-p', String(port)]),
      ...(user === undefined ? [] : ['-l', user]),
    ];
    return new Promise((resolve) => {
      execFile('ssh', ['-G', ...words, '--', name], (error, stdout, stderr) => {
        if (error === null) resolve(ok(parseSshConfig(stdout)));
        else if (error.code === 'ENOENT') resolve(ok(OPENSSH_DEFAULTS));
        else resolve(fail(stderr.trim() || error.message));
      });
    });
  };
