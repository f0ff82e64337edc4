import { homedir, hostname, userInfo } from 'node:os';
import type { Host } from '../model/host.ts';
import { quote } from '../shell/sh.ts';
import type { HostNames } from './known-hosts.ts';
import type { Destination, SshConfig } from './ssh-config.ts';

/** A program whose input and output stand in for a TCP connection to the host. */
export interface Proxy {
  readonly file: string;
  readonly arguments: readonly string[];
}

/** Everything about reaching a host, with nothing left to look up; paths are absolute or relative to the working directory. */
export interface Target {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly family: 0 | 4 | 6;
  readonly user: string;
  readonly proxy: Proxy | undefined;
  /** Names under which known_hosts files may hold its key. */
  readonly names: HostNames;
  /** Files that hold keys of hosts; what is learned goes to the first. */
  readonly knownHosts: readonly [string, ...string[]];
  readonly hashNames: boolean;
  /** The private key that the inventory asks for; without one `identityFiles` and the agent are tried. */
  readonly key: string | undefined;
  readonly identityFiles: readonly string[];
  /** Whether the agent may only offer the keys of `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** Socket of the ssh-agent. */
  readonly agent: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** The user at this end, whose files and variables the configuration speaks of. */
export interface LocalUser {
  readonly name: string;
  readonly home: string;
  readonly machine: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const localUser = (): LocalUser => ({
  name: userInfo().username,
  home: homedir(),
  machine: hostname(),
  environment: process.env,
});

/**
 * What to look up in the user's ssh configuration: the address as typed in the inventory, or the host's name without one.
 * Undefined where the inventory says everything: such a host stands on its own, whoever runs jts, and costs no process.
 */
export const destinationOf = ({ name, connection }: Host): Destination | undefined => {
  const { address, port, user, key, knownHosts } = connection;
  const complete = [address, port, user, key, knownHosts].every((value) => value !== undefined);
  return complete ? undefined : { name: address ?? name, port, user };
};

type Tokens = Readonly<Record<string, string>>;

const expandTokens = (text: string, tokens: Tokens): string =>
  text.replace(/%(.)/g, (all, letter: string) => tokens[letter] ?? all);

const expandHome = (path: string, home: string): string => path.replace(/^~(?=\/|$)/, home);

const expandPath = (path: string, tokens: Tokens, { home, environment }: LocalUser): string =>
  expandHome(expandTokens(path, tokens), home).replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '');

const agentOf = (config: SshConfig, path: (text: string) => string, { environment }: LocalUser): string | undefined => {
  const { identityAgent = 'SSH_AUTH_SOCK' } = config;
  if (identityAgent === 'none') return undefined;
  if (identityAgent === 'SSH_AUTH_SOCK') return environment['SSH_AUTH_SOCK'];
  if (identityAgent.startsWith('$')) return environment[identityAgent.replace(/^\$\{?(\w+)\}?$/, '$1')];
  return path(identityAgent);
};

/** The address as a URL would have it: IPv6 in brackets. */
export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const proxyOf = (config: SshConfig, tokens: Tokens, address: string, port: number): Proxy | undefined => {
  const { proxyJump, proxyCommand } = config;
  if (proxyCommand !== undefined) {
    const quoted = Object.fromEntries(Object.entries(tokens).map(([letter, value]) => [letter, quote(value)]));
    return { file: 'sh', arguments: ['-c', `exec ${expandTokens(proxyCommand, { ...quoted, '%': '%' })}`] };
  }
  if (proxyJump === undefined) return undefined;
  const jumps = proxyJump.split(',');
  const last = jumps.pop() ?? proxyJump;
  const before = jumps.length === 0 ? [] : ['-J', jumps.join(',')];
  const url = last.startsWith('ssh://') ? last : `ssh://${last}`;
  // Batch mode: many hosts may go through the jump host at once, so it must not ask on the terminal.
  const options = ['-o', 'BatchMode=yes', ...before];
  return { file: 'ssh', arguments: [...options, '-W', `${bracketed(address)}:${port}`, '--', url] };
};

/** Names under which OpenSSH writes a host: with its port unless that is 22, and then it believes the bare name too. */
const namesOf = (alias: string | undefined, address: string, port: number): HostNames => {
  if (alias !== undefined) return [alias.toLowerCase()];
  const name = address.toLowerCase();
  return port === 22 ? [name] : [`[${name}]:${port}`, name];
};

/** Puts together what the inventory says, which wins, and what the user's ssh configuration says. */
export const targetOf = ({ name, connection }: Host, config: SshConfig, local: LocalUser): Target => {
  const address = connection.address ?? config.hostname ?? name;
  const port = connection.port ?? config.port;
  const user = connection.user ?? config.user ?? local.name;
  const tokens: Tokens = {
    '%': '%',
    d: local.home,
    h: address,
    k: config.hostKeyAlias ?? address,
    L: local.machine.replace(/\..*/, ''),
    l: local.machine,
    n: connection.address ?? name,
    p: String(port),
    r: user,
    u: local.name,
  };
  const path = (text: string): string => expandPath(text, tokens, local);
  const chosen = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : expandHome(text, local.home);
  const own = chosen(connection.knownHosts);
  const users = own === undefined ? config.userKnownHosts.map(path) : [own];
  const [first = path('~/.ssh/known_hosts'), ...rest] = [...users, ...config.globalKnownHosts.map(path)];
  return {
    host: name,
    address,
    port,
    family: config.addressFamily,
    user,
    proxy: proxyOf(config, tokens, address, port),
    names: namesOf(config.hostKeyAlias, address, port),
    knownHosts: [first, ...rest],
    hashNames: config.hashKnownHosts,
    key: chosen(connection.key),
    identityFiles: config.identityFiles.map(path),
    identitiesOnly: config.identitiesOnly,
    agent: agentOf(config, path, local),
    timeout: connection.connectTimeout,
  };
};

/** Who is to log in where, e.g. `ops@[::1]:2201`. */
export const loginOf = ({ user, address, port }: Target): string => `${user}@${bracketed(address)}:${port}`;
