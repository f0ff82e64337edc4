import { expect, it } from 'vitest';
import { parseSshConfig } from '../../../src/transport/ssh-config.ts';

it('reads what ssh -G prints', () => {
  const output = `host db1
user ops
hostname 10.0.0.5
port 2201
addressfamily inet6
hashknownhosts yes
identitiesonly yes
hostkeyalias trader
identityagent none
identityfile ~/.ssh/%r_key
identityfile /with space/key
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile /home/me/.ssh/known_hosts
proxyjump a@bastion:22,b
`;
  expect(parseSshConfig(output)).toEqual({
    hostname: '10.0.0.5',
    port: 2201,
    user: 'ops',
    identityFiles: ['~/.ssh/%r_key', '/with space/key'],
    identitiesOnly: true,
    identityAgent: 'none',
    userKnownHosts: ['/home/me/.ssh/known_hosts'],
    globalKnownHosts: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    hashKnownHosts: true,
    hostKeyAlias: 'trader',
    addressFamily: 6,
    proxyJump: 'a@bastion:22,b',
    proxyCommand: undefined,
  });
});

it('takes none for nothing', () => {
  expect(parseSshConfig('proxyjump none\nproxycommand none\nidentityfile none\nuserknownhostsfile none\n')).toEqual({
    hostname: undefined,
    port: 22,
    user: undefined,
    identityFiles: [],
    identitiesOnly: false,
    identityAgent: undefined,
    userKnownHosts: [],
    globalKnownHosts: [],
    hashKnownHosts: false,
    hostKeyAlias: undefined,
    addressFamily: 0,
    proxyJump: undefined,
    proxyCommand: undefined,
  });
});
