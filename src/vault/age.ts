import type * as Age from 'age-encryption';
import { isArmored } from '../config/encrypted.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Secret } from '../model/secret.ts';

/** The library takes 0.1 s to load, for which only those wait who meet an encrypted file. */
const age = (): Promise<typeof Age> => import('age-encryption');

/** Why a file cannot be decrypted; `keys` is for how many keys it was encrypted. */
export type Locked =
  | { readonly locked: 'damaged'; readonly reason: string }
  | { readonly locked: 'passphrase' }
  | { readonly locked: 'for-others'; readonly keys: number };

/** How the stanzas of a header begin, of which there is one for each key; rage adds some that mean nothing. */
const STANZA = /^-> (?!\S+-grease)(\S+)/gm;

const stanzasOf = (binary: Uint8Array): readonly string[] => {
  const [header = ''] = Buffer.from(binary).toString('latin1').split('\n---', 1);
  return Array.from(header.matchAll(STANZA), ([, type = '']) => type);
};

const binaryOf = ({ armor }: typeof Age, bytes: Uint8Array): Uint8Array =>
  isArmored(bytes) ? armor.decode(Buffer.from(bytes).toString('latin1')) : bytes;

/** For how many keys a file was encrypted that could be decrypted. */
export const keysOf = async (bytes: Uint8Array): Promise<number> => stanzasOf(binaryOf(await age(), bytes)).length;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Decrypts a file of age, binary or armored, with one of the keys. */
export const decrypt = async (bytes: Uint8Array, keys: readonly Secret[]): Promise<Result<Uint8Array, Locked>> => {
  const library = await age();
  let stanzas: readonly string[] = [];
  const decrypter = new library.Decrypter();
  for (const key of keys) decrypter.addIdentity(key.reveal());
  try {
    const binary = binaryOf(library, bytes);
    stanzas = stanzasOf(binary);
    return ok(await decrypter.decrypt(binary));
  } catch (error) {
    const reason = messageOf(error);
    if (!reason.startsWith('no identity matched')) return fail({ locked: 'damaged', reason });
    return fail(stanzas.includes('scrypt') ? { locked: 'passphrase' } : { locked: 'for-others', keys: stanzas.length });
  }
};

/** Encrypts a text for recipients, as armored text. */
export const encrypt = async (text: string, recipients: readonly string[]): Promise<string> => {
  const { Encrypter, armor } = await age();
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
};

/** The recipient that a secret key belongs to; undefined for a text that is no secret key. What the library says of it
 * is not told, because it says the key. */
export const recipientOf = async (key: Secret): Promise<string | undefined> => {
  const { Decrypter, identityToRecipient } = await age();
  try {
    new Decrypter().addIdentity(key.reveal());
    return await identityToRecipient(key.reveal());
  } catch {
    return undefined;
  }
};

/** Whether a text is a recipient such as `age1…`. */
export const isRecipient = async (text: string): Promise<boolean> => {
  const { Encrypter } = await age();
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
};
