import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../src/model/host.ts';
import { sshLookUp } from '../../src/transport/ssh-config.ts';
import { startAgent, type Agent } from './agent.ts';
import { hostOf, refused, sshOf } from './hosts.ts';
import { configured, enters, fails } from './logins.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
let agent: Agent;
beforeAll(async () => {
  sshd = await startSshd(['MaxAuthTries 2']);
  agent = await startAgent(sshd.path('agent'));
});
afterAll(async () => {
  await agent.stop();
  await sshd.stop();
});

/** The host and the login, as messages name them. */
const where = (): string => `trader1 (${sshd.user}@127.0.0.1:${sshd.port})`;

describe("a login by the user's ssh configuration", () => {
  it('takes name, port, user, key and known hosts from it', async () => {
    const { host, ssh } = configured(sshd, [
      `User ${sshd.user}`,
      `IdentityFile ${sshd.path('id')}`,
      'IdentityAgent none',
    ]);
    await enters(host, ssh);
  });

  it('lets the inventory win', async () => {
    const { host, ssh } = configured(sshd, ['User nobody-at-all', `IdentityFile ${sshd.path('foreign')}`], {
      user: sshd.user,
      key: sshd.path('id'),
    });
    await enters(host, ssh);
  });

  it('knows a host by its HostKeyAlias', async () => {
    sshd.write('known_alias', sshd.read('known_hosts').replace(/^\S+/, 'the-trader'));
    const { host, ssh } = configured(
      sshd,
      [`User ${sshd.user}`, 'HostKeyAlias the-trader', `UserKnownHostsFile ${sshd.path('known_alias')}`],
      { key: sshd.path('id') },
    );
    await enters(host, ssh);
  });

  it('goes through its ProxyCommand', async () => {
    const relay = sshd.write(
      'relay.mjs',
      `import net from 'node:net';
       const socket = net.connect(Number(process.argv[3]), process.argv[2]);
       process.stdin.pipe(socket).pipe(process.stdout);`,
    );
    const { host, ssh } = configured(sshd, [`ProxyCommand ${process.execPath} ${relay} %h %p`], {
      user: sshd.user,
      key: sshd.path('id'),
    });
    await enters(host, ssh);
  });

  it('goes through its ProxyJump, with the ssh of the user', async () => {
    const config = sshd.write(
      'jump_config',
      `Host trader1
         ProxyJump bastion
       Host *
         HostName 127.0.0.1
         Port ${sshd.port}
         User ${sshd.user}
         IdentityFile ${sshd.path('id')}
         IdentityAgent none
         UserKnownHostsFile ${sshd.path('known_hosts')}`,
    );
    mkdirSync(sshd.path('bin'));
    sshd.write('bin/ssh', `#!/bin/sh\nexec /usr/bin/ssh -F ${config} "$@"\n`, 0o700);
    vi.stubEnv('PATH', `${sshd.path('bin')}:${process.env['PATH'] ?? ''}`);
    const before = sshd.read('log').length;
    await enters(
      {
        ...hostOf(sshd),
        connection: { transport: 'ssh', become: { method: 'none' }, connectTimeout: 20, reconnectTimeout: 20 },
      },
      sshOf(),
    );
    vi.unstubAllEnvs();
    expect(
      sshd
        .read('log')
        .slice(before)
        .match(/Accepted publickey/g),
    ).toHaveLength(2);
  });

  it('says what a ProxyCommand that fails has said', async () => {
    const { host, ssh } = configured(sshd, [`ProxyCommand echo no way to %h >&2; exit 1`], {
      user: sshd.user,
      key: sshd.path('id'),
    });
    expect(await refused(host, ssh)).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `${where()}: the proxy of your ssh configuration ended: no way to 127.0.0.1`,
      advice: `Make this work first: ssh -p ${sshd.port} -- ${sshd.user}@127.0.0.1 true`,
    });
  });

  it('says that ssh cannot read it', async () => {
    const { host, ssh } = configured(sshd, ['NoSuchOption yes']);
    const failure = await refused(host, ssh);
    expect(failure).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(
        `ssh cannot read its configuration: ${sshd.path('ssh_config')}: line 1: Bad configuration option: nosuchoption`,
      ) as unknown,
    });
  });

  it('says that there is no key at all', () => {
    const { host, ssh } = configured(sshd, [
      `User ${sshd.user}`,
      `IdentityFile ${sshd.path('missing')}`,
      'IdentityAgent none',
    ]);
    return fails(
      host,
      `${where()}: there is no key to log in with: none of ${sshd.path('missing')}, and no ssh-agent that holds one`,
      `Name one in \`key\` of trader1 in inventory/lab.yaml, or make one and give it to ${sshd.user}: ssh-keygen -t ed25519`,
      ssh,
    );
  });
});

describe('a login with an ssh-agent', () => {
  const withAgent = (lines: readonly string[], changes: Partial<Connection> = {}): ReturnType<typeof configured> =>
    configured(sshd, [`User ${sshd.user}`, `IdentityAgent ${agent.socket}`, ...lines], changes);

  it('goes on to the files where the agent is empty', () => {
    const { host, ssh } = withAgent([`IdentityFile ${sshd.path('foreign')}`]);
    return fails(
      host,
      `${where()}: the host accepts none of the keys for ${sshd.user}: ${sshd.path('foreign')}`,
      `Correct \`user\` or \`key\` of trader1 in inventory/lab.yaml, or add the key's public part to ~${sshd.user}/.ssh/authorized_keys on the host.`,
      ssh,
    );
  });

  it('uses a key of the agent', async () => {
    agent.add(sshd.path('id'));
    const { host, ssh } = withAgent([`IdentityFile ${sshd.path('missing')}`]);
    await enters(host, ssh);
  });

  it('uses the agent for an encrypted key that it holds, and asks nothing', async () => {
    const opened = sshd.path('opened');
    copyFileSync(sshd.path('locked'), opened);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', 'correct horse', '-N', '', '-f', opened]);
    agent.add(opened);
    const { host, ssh } = withAgent([], { key: sshd.path('locked') });
    await enters(host, ssh);
  });

  it('offers only the key that the inventory asks for, however many the agent holds', async () => {
    for (const name of ['one', 'two', 'three']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `${name}@desk`, '-f', sshd.path(name)]);
      agent.add(sshd.path(name));
    }
    const { host, ssh } = withAgent([], { key: sshd.path('id') });
    await enters(host, ssh);
  });

  it('says that the host lost patience with too many keys, and which', async () => {
    const full = await startAgent(sshd.path('agent2'));
    for (const name of ['one', 'two', 'three']) full.add(sshd.path(name));
    const { host } = withAgent([`IdentityFile ${sshd.path('missing')}`]);
    const lookUp = sshLookUp(['-F', sshd.path('ssh_config'), '-o', `IdentityAgent ${full.socket}`]);
    await fails(
      host,
      `${where()}: the host refuses to look at more keys (MaxAuthTries); offered one@desk (agent), two@desk (agent), three@desk (agent)`,
      'Set `key` of trader1 in inventory/lab.yaml: then only that one is offered.',
      sshOf({ lookUp }),
    );
    await full.stop();
  });

  it('says that the agent does not answer, where that leaves no key', () => {
    const { host, ssh } = configured(sshd, [
      `User ${sshd.user}`,
      'IdentityAgent /no/such/socket',
      `IdentityFile ${sshd.path('missing')}`,
    ]);
    return fails(
      host,
      `${where()}: there is no key to log in with: none of ${sshd.path('missing')}, and no ssh-agent that holds one; the ssh-agent at /no/such/socket does not answer`,
      `Name one in \`key\` of trader1 in inventory/lab.yaml, or make one and give it to ${sshd.user}: ssh-keygen -t ed25519`,
      ssh,
    );
  });
});
