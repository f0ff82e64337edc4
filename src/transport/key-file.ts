import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import type { Secret } from '../model/secret.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { thrownSaid } from '../model/said.ts';

/** What a key file holds, as far as it can be known without a passphrase. */
export type KeyFile =
  | { readonly state: 'open'; readonly key: ParsedKey }
  /** Encrypted; `publicKey` is undefined for old PEM files without a .pub beside them. */
  | { readonly state: 'locked'; readonly data: Buffer; readonly publicKey: ParsedKey | undefined }
  /** Only a public key; an agent may hold the private one. */
  | { readonly state: 'public'; readonly key: ParsedKey };

/** Why a key file cannot be used. */
export type KeyProblem =
  | { readonly problem: 'missing' }
  | { readonly problem: 'unreadable'; readonly reason: string }
  | { readonly problem: 'exposed'; readonly mode: string }
  | { readonly problem: 'malformed'; readonly reason: string };

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

const ARMOR = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END OPENSSH PRIVATE KEY-----/;
const MAGIC = 'openssh-key-v1\0';

/** The public key in an encrypted OpenSSH file, which that format leaves readable (PROTOCOL.key of OpenSSH). */
const publicPartOf = (data: Buffer): Buffer | undefined => {
  const body = Buffer.from(ARMOR.exec(data.toString('latin1'))?.[1] ?? '', 'base64');
  if (!body.toString('latin1').startsWith(MAGIC)) return undefined;
  let at = MAGIC.length;
  const next = (): Buffer => {
    const start = at + 4;
    at = start + (start > body.length ? 0 : body.readUInt32BE(at));
    return body.subarray(start, at);
  };
  // Cipher, key derivation and its options, the number of keys (always 1), the public key.
  next();
  next();
  next();
  at += 4;
  return next();
};

const parsed = (data: Buffer | undefined): ParsedKey | undefined => {
  if (data === undefined) return undefined;
  const key = ssh2.utils.parseKey(data);
  return key instanceof Error ? undefined : key;
};

const besides = (path: string): Promise<Buffer | undefined> => readFile(`${path}.pub`).catch(() => undefined);

/** Reads a key file, or the .pub of one that is not there; refuses as OpenSSH does a private key that others may read. */
export const readKeyFile = async (path: string): Promise<Result<KeyFile, KeyProblem>> => {
  let data: Buffer;
  let mode: number;
  let owner: number;
  try {
    ({ mode, uid: owner } = await stat(path));
    data = await readFile(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return fail({ problem: 'unreadable', reason: thrownSaid(error) });
    const key = parsed(await besides(path));
    return key === undefined ? fail({ problem: 'missing' }) : ok({ state: 'public', key });
  }
  const key = ssh2.utils.parseKey(data);
  if (!(key instanceof Error) && !key.isPrivateKey()) return ok({ state: 'public', key });
  if (owner === process.getuid?.() && (mode & 0o077) !== 0) {
    return fail({ problem: 'exposed', mode: (mode & 0o777).toString(8).padStart(4, '0') });
  }
  if (!(key instanceof Error)) return ok({ state: 'open', key });
  if (!/^Encrypted .* detected/.test(key.message)) return fail({ problem: 'malformed', reason: key.message });
  return ok({ state: 'locked', data, publicKey: parsed(publicPartOf(data)) ?? parsed(await besides(path)) });
};

/** Decrypts a key; undefined when the passphrase is wrong. Takes up to a second of processor time (bcrypt). */
export const unlock = (data: Buffer, passphrase: Secret): ParsedKey | undefined => {
  const key = ssh2.utils.parseKey(data, passphrase.reveal());
  return key instanceof Error ? undefined : key;
};
