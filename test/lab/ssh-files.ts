import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Host } from './hosts.ts';
import { hosts } from './hosts.ts';
import { locked } from './lock.ts';
import { portOf } from './ports.ts';
import { hostKeyFile, keyFile, knownHostsFile, lockFile, sshConfigFile } from './state.ts';

/** Writes what OpenSSH needs to reach the hosts at the ports they have now, and to know their keys. */
export async function writeSshFiles(): Promise<void> {
  await locked(lockFile('keys'), async () => {
    await replace(knownHostsFile, (await Promise.all(hosts.map(knownHost))).join(''));
    await replace(sshConfigFile, (await Promise.all(hosts.map(sshConfig))).join('\n'));
  });
}

// Others may be reading it.
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

async function knownHost(host: Host): Promise<string> {
  const [type, key] = (await readFile(`${hostKeyFile(host.name)}.pub`, 'utf8')).split(' ');
  return `[127.0.0.1]:${await portOf(host)} ${type ?? ''} ${key ?? ''}\n`;
}

async function sshConfig(host: Host): Promise<string> {
  return `Host ${host.name}
  HostName 127.0.0.1
  Port ${await portOf(host)}
  User root
  IdentityFile "${keyFile}"
  IdentitiesOnly yes
  UserKnownHostsFile "${knownHostsFile}"
  BatchMode yes
  ConnectTimeout 10
  ServerAliveInterval 15
  LogLevel ERROR
`;
}
