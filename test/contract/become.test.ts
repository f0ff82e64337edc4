import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { Become } from '../../src/model/host.ts';
import { sh, type Shell } from '../../src/shell/sh.ts';
import { becomeRoot, type AskPassword } from '../../src/transport/become.ts';
import { LocalTransport } from '../../src/transport/local.ts';
import type { Failure } from '../../src/model/failure.ts';

const NONE: Become = { method: 'none' };
const SUDO: Become = { method: 'sudo', password: 'none' };
const SUDO_ASKING: Become = { method: 'sudo', password: 'ask' };
const ME = userInfo().username;

/** Says that it is ready, as the given user id, and echoes what it reads on both outputs. */
const program = (uid: number): Shell =>
  sh`bash -c ${`printf 'ready %s\n' ${uid}; while IFS= read -r line; do echo "$line"; echo "$line" >&2; done`}`;

const nobody = (): Promise<undefined> => Promise.resolve(undefined);
const answer = (text: string): AskPassword => vi.fn(() => Promise.resolve(new Secret(text)));

let directory: string;
let transport: LocalTransport;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jts-become-'));
  for (const name of ['sh', 'env', 'bash', 'sleep']) symlinkSync(`/usr/bin/${name}`, join(directory, name));
  vi.stubEnv('PATH', directory);
  vi.stubEnv('FAKE_SUDO_LOG', join(directory, 'log'));
  transport = new LocalTransport('trader1');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await transport.close();
  rmSync(directory, { recursive: true });
});

const installSudo = (behaviour: string): void => {
  symlinkSync(fileURLToPath(new URL('fake-sudo.sh', import.meta.url)), join(directory, 'sudo'));
  vi.stubEnv('FAKE_SUDO', behaviour);
};

/** Passwords that sudo was given. */
const given = (): string => (existsSync(join(directory, 'log')) ? readFileSync(join(directory, 'log'), 'utf8') : '');

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

/** Becomes root, sends one line and collects what comes back. */
const talk = async (become: Become, command: Shell, askPassword: AskPassword): Promise<Outcome | Failure> => {
  const printed = { stdout: '', stderr: '' };
  const root = await becomeRoot(
    transport,
    become,
    { command, ready: 'ready ', deadline: 1 },
    {
      stdout: (chunk) => {
        printed.stdout += Buffer.from(chunk).toString();
      },
      stderr: (chunk) => {
        printed.stderr += Buffer.from(chunk).toString();
      },
    },
    askPassword,
  );
  if (!root.ok) return root.failure;
  root.value.write('hello\n');
  root.value.end();
  await root.value.ended;
  return printed;
};

const ECHOED: Outcome = { stdout: 'hello\n', stderr: 'hello\n' };

describe('a program becomes root', () => {
  it('as it is, where the login is root', async () => {
    expect(await talk(NONE, program(0), nobody)).toEqual(ECHOED);
  });

  it('through sudo without a password', async () => {
    installSudo('nopasswd');
    expect(await talk(SUDO, program(0), nobody)).toEqual(ECHOED);
  });

  it('through sudo with a password, which nobody but sudo sees', async () => {
    installSudo('password');
    expect(await talk(SUDO_ASKING, program(0), answer('swordfish'))).toEqual(ECHOED);
    expect(given()).toBe('swordfish\n');
  });

  it('without being asked where sudo wants no password after all', async () => {
    installSudo('nopasswd');
    const ask = answer('swordfish');
    expect(await talk(SUDO_ASKING, program(0), ask)).toEqual(ECHOED);
    expect(ask).not.toHaveBeenCalled();
  });

  it('however long the user takes to type the password', async () => {
    installSudo('password');
    const ask: AskPassword = () => new Promise((resolve) => setTimeout(resolve, 1_300, new Secret('swordfish')));
    expect(await talk(SUDO_ASKING, program(0), ask)).toEqual(ECHOED);
  });

  it('though the login shell greets first', async () => {
    const greeting = sh`bash -c ${'echo Welcome, not ready yet; exec "$@"'} greeting ${program(0)}`;
    expect(await talk(NONE, greeting, nobody)).toEqual(ECHOED);
  });
});

describe('a program does not become root', () => {
  it('because the login is not root', async () => {
    expect(await talk(NONE, program(1000), nobody)).toEqual({
      kind: 'become',
      host: 'trader1',
      message: `${ME} on trader1 is not root: what it starts runs as user 1000`,
      advice:
        'Set `become: {method: sudo, password: none}` (or `password: ask`) for trader1 in the inventory, or log in as root.',
    });
  });

  it('because the login runs nothing', async () => {
    const nologin = sh`bash -c ${'echo This account is currently not available.; exit 1'}`;
    expect(await talk(NONE, nologin, nobody)).toEqual({
      kind: 'unreachable',
      host: 'trader1',
      message: `the login of ${ME} on trader1 does not run bash (exit status 1): This account is currently not available.`,
      advice: `Look at the login shell of ${ME} there (getent passwd ${ME}), at ForceCommand in sshd_config, and that bash is installed.`,
    });
  });

  it('because sudo is not installed', async () => {
    expect(await talk(SUDO, program(0), nobody)).toEqual({
      kind: 'become',
      host: 'trader1',
      message: 'sudo is not installed on trader1',
      advice: 'Install it there as root (apt-get install sudo), or log in as root with `become: {method: none}`.',
    });
  });

  it('because sudo wants a password that the inventory does not speak of', async () => {
    installSudo('password');
    expect(await talk(SUDO, program(0), answer('swordfish'))).toEqual({
      kind: 'become',
      host: 'trader1',
      message: `sudo on trader1 wants the password of ${ME}`,
      advice:
        'Set `become: {method: sudo, password: ask}` for trader1 in the inventory, or allow sudo without a password (NOPASSWD in sudoers) there.',
    });
  });

  it.each(['password', 'one-try'])('because the password is wrong, which is tried once (%s)', async (behaviour) => {
    installSudo(behaviour);
    expect(await talk(SUDO_ASKING, program(0), answer('wrong'))).toEqual({
      kind: 'become',
      host: 'trader1',
      message: `sudo on trader1 refused the password of ${ME}`,
      advice: 'Run again and type it anew; jts tried it once only, so that the account is not locked.',
    });
    expect(given()).toBe('wrong\n');
  });

  it('because nobody gives the password', async () => {
    installSudo('password');
    expect(await talk(SUDO_ASKING, program(0), nobody)).toEqual({
      kind: 'become',
      host: 'trader1',
      message: `sudo on trader1 wants the password of ${ME}, and nobody gave it`,
      advice: 'Run jts on a terminal, where it asks, or allow sudo without a password (NOPASSWD in sudoers) there.',
    });
    expect(given()).toBe('');
  });

  it('because nothing happens in time', async () => {
    installSudo('hangs');
    expect(await talk(SUDO, program(0), nobody)).toEqual({
      kind: 'become',
      host: 'trader1',
      message: `nothing ran as root for ${ME} on trader1 within 1 s: it printed nothing`,
      advice: `Try it by hand: sudo true as ${ME} on trader1.`,
    });
  });

  it('because the connection is lost', async () => {
    installSudo('hangs');
    setTimeout(() => void transport.close(), 200);
    expect(await talk(SUDO, program(0), nobody)).toEqual({
      kind: 'lost',
      host: 'trader1',
      message: 'the connection to trader1 was lost on the way to root: closed by jts',
      advice: 'Run the same command again.',
    });
  });
});
