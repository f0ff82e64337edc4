import { describe, expect, it } from 'vitest';
import type { Connection, Host } from '../../../src/model/host.ts';
import { OPENSSH_DEFAULTS, type SshConfig } from '../../../src/transport/ssh-config.ts';
import { destinationOf, loginOf, targetOf, type LocalUser, type Target } from '../../../src/transport/target.ts';

const host = (connection: Partial<Connection> = {}): Host => ({
  name: 'trader1',
  groups: [],
  vars: {},
  connection: {
    transport: 'ssh',
    become: { method: 'none' },
    connectTimeout: 10,
    reconnectTimeout: 180,
    ...connection,
  },
});

const me: LocalUser = {
  name: 'me',
  home: '/home/me',
  machine: 'desk.example',
  environment: { SSH_AUTH_SOCK: '/run/agent', KEYS: '/keys' },
};

const target = (connection: Partial<Connection> = {}, config: Partial<SshConfig> = {}): Target =>
  targetOf(host(connection), { ...OPENSSH_DEFAULTS, ...config }, me);

describe('what is looked up in the ssh configuration', () => {
  it.each<readonly [string, Partial<Connection>, object | undefined]>([
    ['the name of the host', {}, { name: 'trader1', port: undefined, user: undefined }],
    [
      'its address, where there is one',
      { address: '10.0.0.5', port: 2201 },
      { name: '10.0.0.5', port: 2201, user: undefined },
    ],
    [
      'nothing, where the inventory says everything',
      { address: '10.0.0.5', port: 22, user: 'ops', key: 'key', knownHosts: 'known' },
      undefined,
    ],
  ])('is %s', (_, connection, destination) => {
    expect(destinationOf(host(connection))).toEqual(destination);
  });
});

describe('a target', () => {
  it('has the defaults of OpenSSH', () => {
    expect(target()).toEqual({
      host: 'trader1',
      address: 'trader1',
      port: 22,
      family: 0,
      user: 'me',
      proxy: undefined,
      names: ['trader1'],
      knownHosts: [
        '/home/me/.ssh/known_hosts',
        '/home/me/.ssh/known_hosts2',
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      hashNames: false,
      key: undefined,
      identityFiles: ['/home/me/.ssh/id_rsa', '/home/me/.ssh/id_ecdsa', '/home/me/.ssh/id_ed25519'],
      identitiesOnly: false,
      agent: '/run/agent',
      timeout: 10,
    });
  });

  it('has what the inventory says, whatever the configuration does', () => {
    const said = { address: 'DB1', port: 2201, user: 'ops', key: '~/keys/%h', knownHosts: '~/known' };
    const config = { hostname: 'elsewhere', port: 22, user: 'root', userKnownHosts: ['/other'] };
    expect(target(said, config)).toMatchObject({
      address: 'DB1',
      port: 2201,
      user: 'ops',
      key: '/home/me/keys/%h',
      names: ['[db1]:2201', 'db1'],
      knownHosts: ['/home/me/known', '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    });
  });

  it('has what the configuration says, its tokens and variables filled in', () => {
    const config = {
      hostname: '10.0.0.5',
      user: 'ops',
      identityFiles: ['~/.ssh/%r@%h:%p', '%d/%u-%l-%L-%n-%%', '${KEYS}/a', '~other/key', '%Z'],
    };
    expect(target({}, config).identityFiles).toEqual([
      '/home/me/.ssh/ops@10.0.0.5:22',
      '/home/me/me-desk.example-desk-trader1-%',
      '/keys/a',
      '~other/key',
      '%Z',
    ]);
  });

  it('is known by its alias alone', () => {
    expect(target({ port: 2201 }, { hostKeyAlias: 'Trader' }).names).toEqual(['trader']);
  });

  it.each([
    [undefined, '/run/agent'],
    ['SSH_AUTH_SOCK', '/run/agent'],
    ['$KEYS', '/keys'],
    ['${KEYS}', '/keys'],
    ['~/agent', '/home/me/agent'],
    ['none', undefined],
  ])('has the agent that IdentityAgent %s means', (identityAgent, agent) => {
    expect(target({}, { identityAgent }).agent).toBe(agent);
  });
});

describe('a proxy', () => {
  it.each([
    ['bastion', ['-o', 'BatchMode=yes', '-W', '[fd00::5]:22', '--', 'ssh://bastion']],
    ['a@bastion:2022', ['-o', 'BatchMode=yes', '-W', '[fd00::5]:22', '--', 'ssh://a@bastion:2022']],
    ['ssh://a@[::1]:22', ['-o', 'BatchMode=yes', '-W', '[fd00::5]:22', '--', 'ssh://a@[::1]:22']],
    ['a,b@c,d', ['-o', 'BatchMode=yes', '-J', 'a,b@c', '-W', '[fd00::5]:22', '--', 'ssh://d']],
  ])('for ProxyJump %s is ssh', (proxyJump, words) => {
    expect(target({ address: 'fd00::5' }, { proxyJump }).proxy).toEqual({ file: 'ssh', arguments: words });
  });

  it('for ProxyCommand is a shell, in which no address can break out', () => {
    const proxyCommand = 'nc -x %h %p %r %%';
    expect(target({ address: '10.0.0.5', user: '$(reboot)' }, { proxyCommand }).proxy).toEqual({
      file: 'sh',
      arguments: ['-c', "exec nc -x 10.0.0.5 22 '$(reboot)' %"],
    });
  });
});

it.each([
  ['10.0.0.5', 'ops@10.0.0.5:22'],
  ['fd00::5', 'ops@[fd00::5]:22'],
])('is told as a login at %s', (address, login) => {
  expect(loginOf(target({ address, user: 'ops' }))).toBe(login);
});
