import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { readKeyFile, unlock } from '../../../src/transport/key-file.ts';

const plain = ssh2.utils.generateKeyPairSync('ed25519');
const locked = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'sesame', cipher: 'aes256-ctr', rounds: 4 });
const pem = `-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

AAAA
-----END RSA PRIVATE KEY-----
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jts-key-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const put = (name: string, text: string, mode = 0o600): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

/** The public part of a key, in one comparable word. */
const publicOf = (key: ssh2.ParsedKey | undefined): string | undefined => key?.getPublicSSH().toString('base64');
const [, plainPublic = ''] = plain.public.split(' ');
const [, lockedPublic = ''] = locked.public.split(' ');

it('reads an open key', async () => {
  const file = await readKeyFile(put('key', plain.private));
  expect(file.ok && file.value.state === 'open' && publicOf(file.value.key)).toBe(plainPublic);
});

it('reads the public part of an encrypted key, from the file itself', async () => {
  const file = await readKeyFile(put('key', locked.private));
  expect(file.ok && file.value.state === 'locked' && publicOf(file.value.publicKey)).toBe(lockedPublic);
});

it('reads the public part of an old encrypted key from the .pub beside it', async () => {
  put('key.pub', plain.public);
  const file = await readKeyFile(put('key', pem));
  expect(file.ok && file.value.state === 'locked' && publicOf(file.value.publicKey)).toBe(plainPublic);
});

it('knows no public part of an old encrypted key on its own', async () => {
  const file = await readKeyFile(put('key', pem));
  expect(file).toMatchObject({ ok: true, value: { state: 'locked', publicKey: undefined } });
});

it('takes a .pub for a private key that an agent may hold', async () => {
  put('key.pub', plain.public);
  const file = await readKeyFile(join(directory, 'key'));
  expect(file.ok && file.value.state === 'public' && publicOf(file.value.key)).toBe(plainPublic);
});

it.each<readonly [string, () => string, object]>([
  ['that is missing', () => join(directory, 'none'), { problem: 'missing' }],
  ['that is no key', () => put('key', 'nonsense'), { problem: 'malformed', reason: 'Unsupported key format' }],
  ['that the group may read', () => put('key', plain.private, 0o640), { problem: 'exposed', mode: '0640' }],
  ['that is encrypted and open to all', () => put('key', locked.private, 0o644), { problem: 'exposed', mode: '0644' }],
  [
    'that is a directory',
    () => directory,
    { problem: 'unreadable', reason: 'EISDIR: illegal operation on a directory, read' },
  ],
])('refuses a file %s', async (_, path, failure) => {
  expect(await readKeyFile(path())).toEqual({ ok: false, failure });
});

it('opens a key with its passphrase and with no other', () => {
  const data = Buffer.from(locked.private);
  expect(publicOf(unlock(data, new Secret('sesame')))).toBe(lockedPublic);
  expect(unlock(data, new Secret('wrong'))).toBeUndefined();
});
