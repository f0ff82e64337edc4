import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { Host } from './hosts.ts';
import { hosts, traders } from './hosts.ts';
import { locked } from './lock.ts';
import { portOf } from './ports.ts';
import {
  hostKeyFile,
  keyFile,
  knownHostsFile,
  labInventory,
  lockFile,
  sshConfigFile,
  usualInventory,
} from './state.ts';

/** Writes what OpenSSH and jts need to reach the hosts at the ports they have now, and to know their keys. */
export async function writeSshFiles(): Promise<void> {
  await locked(lockFile('keys'), async () => {
    await replace(knownHostsFile, (await Promise.all(hosts.map(knownHost))).join(''));
    await replace(sshConfigFile, (await Promise.all(hosts.map(sshConfig))).join('\n'));
    await replace(labInventory, await inventory());
  });
}

// Others may be reading it.
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** The inventory of the project with the ports of this lab, for where its own ones are another lab's. */
async function inventory(): Promise<string> {
  const text = await readFile(usualInventory, 'utf8');
  const document = parseDocument(text);
  const group = ['all', 'children', 'traders'];
  document.setIn([...group, 'key'], keyFile);
  document.setIn([...group, 'knownHosts'], knownHostsFile);
  for (const host of traders) document.setIn([...group, 'hosts', host.name, 'port'], await portOf(host));
  return document.toString({ lineWidth: 0 });
}

async function knownHost(host: Host): Promise<string> {
  const [type, key] = (await readFile(`${hostKeyFile(host.name)}.pub`, 'utf8')).split(' ');
  return `[127.0.0.1]:${await portOf(host)} ${type ?? ''} ${key ?? ''}\n`;
}

// The usual key exchange, with a lattice beside the curve, takes an emulated guest longer.
async function sshConfig(host: Host): Promise<string> {
  return `Host ${host.name}
  HostName 127.0.0.1
  Port ${await portOf(host)}
  User root
  IdentityFile "${keyFile}"
  IdentitiesOnly yes
  UserKnownHostsFile "${knownHostsFile}"
  BatchMode yes
  KexAlgorithms curve25519-sha256
  ConnectTimeout 10
  ServerAliveInterval 15
  LogLevel ERROR
`;
}
