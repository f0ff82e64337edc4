import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOGIN } from '../../containers/containers.ts';
import { TestHost } from '../../containers/test-host.ts';
import { jts, workFolder, type Outcome } from '../jts.ts';

const folder = workFolder();
const inventory = join(folder, 'hosts.yaml');
const file = (name: string): string => join(folder, name);

const PASSWORD = "it's $(opus)";

const ping = (host: string, input = ''): Promise<Outcome> => jts(['ping', host, '-i', inventory], { folder, input });

describe('a host', () => {
  let host: TestHost;
  let at: string;
  let keyFile: string;
  let fingerprint: string;

  beforeAll(async () => {
    host = await TestHost.start('reached');
    await host.run(`chpasswd <<'END'\nops:${PASSWORD}\nEND`);
    const { address, port } = host;
    at = `${address}:${port}`;
    keyFile = host.key;
    writeFileSync(file('known'), `[${address}]:${port} ${host.hostKey}\n`);
    fingerprint = execFileSync('ssh-keygen', ['-lf', file('known')], { encoding: 'utf8' }).split(' ')[1] ?? '';
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('other')]);
    const [type = '', other = ''] = readFileSync(file('other.pub'), 'utf8').split(' ');
    writeFileSync(file('changed'), `[${address}]:${port} ${type} ${other}\n`);
    writeFileSync(file('empty'), '');
    const here = `address: ${address}`;
    writeFileSync(
      inventory,
      `all:
  port: ${port}
  user: ${LOGIN}
  key: ${keyFile}
  knownHosts: known
  hosts:
    fine: { ${here} }
    down: { ${here}, port: 1 }
    user: { ${here}, user: nobody-here }
    key: { ${here}, key: other }
    nokey: { ${here}, key: nothing }
    unknown: { ${here}, knownHosts: empty }
    changed: { ${here}, knownHosts: changed }
    sudo: { ${here}, user: ops, become: { method: sudo, password: ask } }
    nosudo: { ${here}, user: ops }
`,
    );
  });
  afterAll(() => (host as TestHost | undefined)?.stop());

  it('is reached, and root is become', async () => {
    const { code, stdout, stderr } = await ping('fine');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^fine: root after \d+\.\d\d s\n$/);
  });

  it('gives root for the right sudo password', async () => {
    const { code, stdout } = await ping('sudo', `${PASSWORD}\n`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^sudo: root after/) as string });
  });

  const table: readonly [string, number, () => string][] = [
    [
      'down',
      3,
      () => `unreachable: down (${LOGIN}@${host.address}:1): nothing listens on ${host.address}:1 (ECONNREFUSED)
  Start sshd there, or correct \`address\` or \`port\` of down in ${inventory}.
`,
    ],
    [
      'user',
      3,
      () => `unreachable: user (nobody-here@${at}): the host accepts none of the keys for nobody-here: ${keyFile}
  Correct \`user\` or \`key\` of user in ${inventory}, or add the key's public part to ~nobody-here/.ssh/authorized_keys on the host.
`,
    ],
    [
      'key',
      3,
      () => `unreachable: key (${LOGIN}@${at}): the host accepts none of the keys for ${LOGIN}: ${file('other')}
  Correct \`user\` or \`key\` of key in ${inventory}, or add the key's public part to ~${LOGIN}/.ssh/authorized_keys on the host.
`,
    ],
    [
      'nokey',
      3,
      () => `unreachable: nokey (${LOGIN}@${at}): the key ${file('nothing')} does not exist
  Correct \`key\` of nokey in ${inventory}, or make one: ssh-keygen -t ed25519 -f ${file('nothing')}
`,
    ],
    [
      'unknown',
      3,
      () => `unreachable: unknown (${LOGIN}@${at}): its host key is not known yet: ssh-ed25519 ${fingerprint}
  Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then: jts trust unknown -i ${inventory}
`,
    ],
    [
      'changed',
      3,
      () => `unreachable: changed (${LOGIN}@${at}): its host key has changed: it shows ssh-ed25519 ${fingerprint}, which is not the key at ${file('changed')}:1 (ssh-ed25519). Someone may be posing as the host (man in the middle)
  Only if you know why it changed: ssh-keygen -R '[${host.address}]:${host.port}' -f ${file('changed')} && jts trust changed -i ${inventory}
`,
    ],
    [
      'nosudo',
      1,
      () => `cannot become root: nosudo: sudo on nosudo wants the password of ops
  Set \`become: {method: sudo, password: ask}\` for nosudo in the inventory, or allow sudo without a password (NOPASSWD in sudoers) there.
`,
    ],
    [
      'sudo',
      1,
      () => `sudo password: 
cannot become root: sudo on sudo refused the password of ops
  Run again and type it anew; jts tried it once only, so that the account is not locked.
`,
    ],
  ];
  it.each(table)('is refused with what to do: %s', async (name, code, stderr) => {
    const outcome = await ping(name, 'wrong\n');
    expect(outcome).toEqual({ code, stdout: '', stderr: stderr() });
  });

  it('is trusted after its fingerprint was shown, and reached then', async () => {
    const trusted = await jts(['trust', 'unknown', '-i', inventory, '--yes'], { folder });
    expect(trusted).toEqual({
      code: 0,
      stdout: `unknown: ssh-ed25519 ${fingerprint} is new\nunknown: stored in ${file('empty')}\n`,
      stderr: '',
    });
    expect((await ping('unknown')).code).toBe(0);
  });

  it('is not trusted where nobody says yes', async () => {
    writeFileSync(file('empty'), '');
    const { code, stderr } = await jts(['trust', 'unknown', '-i', inventory], { folder });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: `refused: unknown: its key was not stored
  Answer yes, or pass --yes where you have compared the fingerprint already.
`,
    });
    expect(readFileSync(file('empty'), 'utf8')).toBe('');
  });
});
