import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostKey } from '../../src/transport/host-key.ts';
import { remember, scanHostKeys, type ShownKeys } from '../../src/transport/trust.ts';
import { hostOf, opened, refused, sshOf } from './hosts.ts';
import { run } from './run.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

/** A line for the server as ssh would write it, with one of its keys or another. */
const line = (key: string, host = `[127.0.0.1]:${sshd.port}`): string => {
  const [type = '', base64 = ''] = sshd.read(`${key}.pub`).split(' ');
  return `${host} ${type} ${base64}\n`;
};

const fingerprint = (key: string): string => {
  const [, found = ''] = execFileSync('ssh-keygen', ['-lf', sshd.path(`${key}.pub`)], { encoding: 'utf8' }).split(' ');
  return found;
};

const where = (): string => `trader1 (${sshd.user}@127.0.0.1:${sshd.port})`;

describe('a host key that is trusted', () => {
  it.each<readonly [string, () => string]>([
    ['by its plain name', () => line('host_ed25519')],
    ['by its bare address, as OpenSSH does too', () => line('host_ed25519', '127.0.0.1')],
    ['in a list of names', () => line('host_ed25519', `elsewhere,[127.0.0.1]:${sshd.port}`)],
    ['by a pattern', () => line('host_ed25519', '[127.0.0.*]:*')],
    ['by its ECDSA key alone', () => line('host_ecdsa')],
    ['by its RSA key alone', () => line('host_rsa')],
    ['without a line break at the end', () => line('host_ed25519').trimEnd()],
    ['between comments and lines that make no sense', () => `# mine\n\nnonsense\n${line('host_ed25519')}@odd x y z\n`],
  ])('%s', async (_, text) => {
    const knownHosts = sshd.write('known_case', text());
    const transport = await opened(hostOf(sshd, { knownHosts }));
    expect((await run(transport, 'echo in')).stdout).toBe('in\n');
    await transport.close();
  });

  it('by its hashed name, as ssh-keygen -H writes it', async () => {
    const knownHosts = sshd.write('known_hashed', line('host_ed25519'));
    execFileSync('ssh-keygen', ['-q', '-H', '-f', knownHosts], { stdio: 'ignore' });
    expect(sshd.read('known_hashed')).toMatch(/^\|1\|/);
    const transport = await opened(hostOf(sshd, { knownHosts }));
    await transport.close();
  });
});

describe('a host key that is refused', () => {
  it('because nothing is known of the host', async () => {
    const knownHosts = sshd.path('no-such-file');
    expect(await refused(hostOf(sshd, { knownHosts }))).toEqual({
      kind: 'unreachable',
      lasting: true,
      host: 'trader1',
      message: `${where()}: its host key is not known yet: ssh-ed25519 ${fingerprint('host_ed25519')}`,
      advice:
        "Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then: jts trust trader1 -i inventory/lab.yaml",
    });
  });

  it('because only a certificate authority is known, which jts cannot use', async () => {
    const knownHosts = sshd.write('known_case', `@cert-authority ${line('foreign', '*')}`);
    const { advice } = await refused(hostOf(sshd, { knownHosts })).then((failure) => ({ advice: '', ...failure }));
    expect(advice).toBe(
      `jts cannot use the certificate authority at ${knownHosts}:1. Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then: jts trust trader1 -i inventory/lab.yaml`,
    );
  });

  it('because it has changed', async () => {
    const knownHosts = sshd.write('known_case', `# changed\n${line('foreign')}`);
    expect(await refused(hostOf(sshd, { knownHosts }))).toEqual({
      kind: 'unreachable',
      lasting: true,
      host: 'trader1',
      message: `${where()}: its host key has changed: it shows ssh-ed25519 ${fingerprint('host_ed25519')}, which is not the key at ${knownHosts}:2 (ssh-ed25519). Someone may be posing as the host (man in the middle)`,
      advice: `Only if you know why it changed: ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${knownHosts} && jts trust trader1 -i inventory/lab.yaml`,
    });
  });

  it('because it is revoked, wherever it is trusted as well', async () => {
    const knownHosts = sshd.write('known_case', `${line('host_ed25519')}@revoked ${line('host_ed25519', '*')}`);
    expect(await refused(hostOf(sshd, { knownHosts }))).toEqual({
      kind: 'unreachable',
      lasting: true,
      host: 'trader1',
      message: `${where()}: its host key ssh-ed25519 ${fingerprint('host_ed25519')} is revoked at ${knownHosts}:2. Someone may be posing as the host (man in the middle)`,
      advice: `Give the host a new key, and tell ${knownHosts} about it: jts trust trader1 -i inventory/lab.yaml`,
    });
  });

  it('because its name is excluded by a pattern', async () => {
    const knownHosts = sshd.write('known_case', line('host_ed25519', `*,![127.0.0.1]:${sshd.port},!127.0.0.1`));
    expect((await refused(hostOf(sshd, { knownHosts }))).kind).toBe('unreachable');
  });
});

describe('trust', () => {
  const scan = async (knownHosts: string): Promise<ShownKeys> => {
    const shown = await scanHostKeys(sshOf(), hostOf(sshd, { knownHosts }), 'inventory/lab.yaml');
    if (!shown.ok) throw new Error(JSON.stringify(shown.failure));
    return shown.value;
  };
  const prints = (keys: readonly HostKey[]): readonly string[] => keys.map((key) => key.fingerprint);
  const all = (): readonly string[] => ['host_ed25519', 'host_ecdsa', 'host_rsa'].map(fingerprint);

  it('shows every key of a host that nobody knows, keeps them, and is asked no more', async () => {
    const file = sshd.path('new/known_hosts');
    const shown = await scan(file);
    expect(prints(shown.unknown)).toEqual(all());
    expect(shown).toMatchObject({ name: `[127.0.0.1]:${sshd.port}`, file, trusted: [] });
    expect(await remember(shown, shown.unknown)).toEqual({ ok: true, value: undefined });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(sshd.path('new')).mode & 0o777).toBe(0o700);
    expect(sshd.read('new/known_hosts')).toBe(`${line('host_ed25519')}${line('host_ecdsa')}${line('host_rsa')}`);
    const again = await scan(file);
    expect([prints(again.trusted), prints(again.unknown)]).toEqual([all(), []]);
    await (await opened(hostOf(sshd, { knownHosts: file }))).close();
  });

  it('adds to a file without a line break at its end', async () => {
    const file = sshd.write('known_case', '# last line');
    const shown = await scan(file);
    await remember(shown, shown.unknown.slice(0, 1));
    expect(sshd.read('known_case')).toBe(`# last line\n${line('host_ed25519')}`);
  });

  it('hashes the name where the configuration wants it, so that OpenSSH finds it', async () => {
    const file = sshd.write('known_case', '');
    const shown = await scan(file);
    await remember({ ...shown, hashed: true }, shown.unknown);
    expect(sshd.read('known_case')).not.toContain('127.0.0.1');
    const found = execFileSync('ssh-keygen', ['-F', shown.name, '-f', file], { encoding: 'utf8' });
    expect(found.split('\n').filter((text) => text.startsWith('|1|'))).toHaveLength(3);
    await (await opened(hostOf(sshd, { knownHosts: file }))).close();
  });

  it('takes further keys of a host that proved itself by one for new, not for changed', async () => {
    const shown = await scan(sshd.write('known_case', line('host_rsa')));
    expect(prints(shown.trusted)).toEqual([fingerprint('host_rsa')]);
    expect(prints(shown.unknown)).toEqual(['host_ed25519', 'host_ecdsa'].map(fingerprint));
  });

  it('refuses a changed key instead of asking about it', async () => {
    const knownHosts = sshd.write('known_case', line('foreign'));
    const shown = await scanHostKeys(sshOf(), hostOf(sshd, { knownHosts }), 'inventory/lab.yaml');
    expect(shown).toMatchObject({ ok: false, failure: { kind: 'unreachable', host: 'trader1' } });
  });

  it('says that the file cannot be written', async () => {
    const file = sshd.path('id/known_hosts');
    const shown = await scan(file);
    expect(await remember(shown, shown.unknown)).toEqual({
      ok: false,
      failure: {
        kind: 'configuration',
        problems: [
          {
            message: `the host key cannot be written to ${file}: EEXIST: file already exists, mkdir '${sshd.path('id')}'`,
            advice: 'Correct its owner or mode.',
          },
        ],
      },
    });
  });
});
