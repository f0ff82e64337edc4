import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { hostOf, refused, sshOf } from './hosts.ts';
import { enters, fails } from './logins.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

/** The host and the login, as messages name them. */
const where = (user = sshd.user): string => `trader1 (${user}@127.0.0.1:${sshd.port})`;

describe('a login with a key file', () => {
  it('names the keys that a host does not accept', () =>
    fails(
      hostOf(sshd, { key: sshd.path('foreign') }),
      `${where()}: the host accepts none of the keys for ${sshd.user}: ${sshd.path('foreign')}`,
      `Correct \`user\` or \`key\` of trader1 in inventory/lab.yaml, or add the key's public part to ~${sshd.user}/.ssh/authorized_keys on the host.`,
    ));

  it('names the user that a host does not know', () =>
    fails(
      hostOf(sshd, { user: 'no-such-user' }),
      `${where('no-such-user')}: the host accepts none of the keys for no-such-user: ${sshd.path('id')}`,
      "Correct `user` or `key` of trader1 in inventory/lab.yaml, or add the key's public part to ~no-such-user/.ssh/authorized_keys on the host.",
    ));

  it('says that the file is missing', () =>
    fails(
      hostOf(sshd, { key: '/no/such key' }),
      `${where()}: the key /no/such key does not exist`,
      "Correct `key` of trader1 in inventory/lab.yaml, or make one: ssh-keygen -t ed25519 -f '/no/such key'",
    ));

  it('says that the file is no key', () =>
    fails(
      hostOf(sshd, { key: sshd.write('nonsense', 'nonsense') }),
      `${where()}: ${sshd.path('nonsense')} is not a private key: Unsupported key format`,
      'Correct `key` of trader1 in inventory/lab.yaml; OpenSSH and PEM files are understood.',
    ));

  it('refuses a key that others can read, as OpenSSH does', () => {
    const key = sshd.path('exposed');
    copyFileSync(sshd.path('id'), key);
    chmodSync(key, 0o644);
    return fails(
      hostOf(sshd, { key }),
      `${where()}: the key ${key} can be read by others (mode 0644), so it is not used`,
      `chmod 600 ${key}`,
    );
  });

  it('says that a public key alone is not enough', () => {
    const key = sshd.path('id.pub');
    return fails(
      hostOf(sshd, { key }),
      `${where()}: ${key} is a public key, and the ssh-agent does not hold its private one`,
      'Add it to the agent (ssh-add), or name the private key in `key` of trader1 in inventory/lab.yaml.',
    );
  });

  it.each([
    ['rsa', ['-t', 'rsa', '-b', '2048']],
    ['ecdsa', ['-t', 'ecdsa']],
    ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
  ])('takes a key of type %s', async (name, words) => {
    const key = sshd.path(`key ${name}`);
    execFileSync('ssh-keygen', ['-q', ...words, '-N', '', '-f', key]);
    sshd.write('authorized_keys', sshd.read('authorized_keys') + sshd.read(`key ${name}.pub`));
    await enters(hostOf(sshd, { key }), sshOf());
  });
});

describe('a login with an encrypted key', () => {
  const locked = (): Host => hostOf(sshd, { key: sshd.path('locked') });

  it('asks for its passphrase once, for all hosts', async () => {
    const ask = vi.fn(() => Promise.resolve('correct horse'));
    const ssh = sshOf({ ask });
    await Promise.all([enters(locked(), ssh), enters(locked(), ssh), enters(locked(), ssh)]);
    expect(ask.mock.calls).toEqual([[`passphrase of ${sshd.path('locked')}: `]]);
  });

  it('does not count the time in which the user types', async () => {
    const ask = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 1_500, 'correct horse'));
    await enters(hostOf(sshd, { key: sshd.path('locked'), connectTimeout: 1 }), sshOf({ ask }));
  });

  it('says that the passphrase is wrong', () =>
    fails(
      locked(),
      `${where()}: the passphrase given does not open the key ${sshd.path('locked')}`,
      `Run again and type it anew; to try it on its own: ssh-keygen -y -f ${sshd.path('locked')}`,
      sshOf({ ask: () => Promise.resolve('wrong') }),
    ));

  it('says that nobody gave the passphrase', () =>
    fails(
      locked(),
      `${where()}: the key ${sshd.path('locked')} is encrypted and nobody gave its passphrase`,
      `Add it to the ssh-agent (ssh-add ${sshd.path('locked')}), or run jts on a terminal, where it asks.`,
    ));

  it('asks for nothing where the host would not accept the key', async () => {
    const ask = vi.fn(() => Promise.resolve('correct horse'));
    await refused(hostOf(sshd, { key: sshd.path('locked'), user: 'no-such-user' }), sshOf({ ask }));
    expect(ask).not.toHaveBeenCalled();
  });
});
