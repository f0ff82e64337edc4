import { chmodSync, writeFileSync } from 'node:fs';
import { armor, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, vi } from 'vitest';
import type { Site } from '../config/site.ts';

/** A key of age, and who reads with it. */
export interface Pair {
  readonly key: string;
  readonly recipient: string;
}

export const newPair = async (): Promise<Pair> => {
  const key = await generateX25519Identity();
  return { key, recipient: await identityToRecipient(key) };
};

export const mine = await newPair();
export const theirs = await newPair();

/** Encrypts a text as another program might. */
export const encryptFor = async (text: string | Uint8Array, ...recipients: readonly string[]): Promise<Uint8Array> => {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
};

export const armored = async (text: string, ...recipients: readonly string[]): Promise<string> =>
  armor.encode(await encryptFor(text, ...recipients));

/** Makes a file of a site the operator's key file, until the test ends. */
export const useKeyFile = (place: Site, content: string, mode = 0o600): string => {
  const path = place.path('age.key');
  writeFileSync(path, content);
  chmodSync(path, mode);
  vi.stubEnv('JTS_AGE_KEY_FILE', path);
  return path;
};

afterEach(() => {
  vi.unstubAllEnvs();
});
