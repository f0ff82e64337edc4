import { dirname } from 'node:path';
import { ENCRYPTED_ENDING, isEncrypted, isEncryptedName } from '../config/encrypted.ts';
import { fileOfExtraVar } from '../config/extra-vars.ts';
import { misconfigured, type ConfigurationFailure } from '../config/failure.ts';
import { readBytes, sourceOf } from '../config/read.ts';
import { encryptedBeside } from '../config/vars-beside.ts';
import { Vault } from '../config/vault.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { sh } from '../shell/sh.ts';
import { decrypt, type Locked } from './age.ts';
import { KEY_FILE_VARIABLE, readOwnKeys, type OwnKeys } from './key-file.ts';
import { RECIPIENTS_FILE } from './recipients.ts';

const notEncrypted = (path: string): Problem => {
  const plain = path.slice(0, -ENCRYPTED_ENDING.length);
  return {
    message: `${path} is not encrypted, though its name ends in ${ENCRYPTED_ENDING}`,
    advice: sh`mv -- ${path} ${plain} && jts vault encrypt ${plain}`.text,
  };
};

const explain = (path: string, locked: Locked, { recipients }: OwnKeys): Problem => {
  switch (locked.locked) {
    case 'damaged':
      return {
        message: `${path} is damaged or cut short: ${locked.reason}`,
        advice: 'bring it back from version control or a backup',
      };
    case 'passphrase':
      return {
        message: `${path} is encrypted with a passphrase, and jts opens files with keys only`,
        advice: `decrypt it with "age -d", then encrypt it with "jts vault encrypt"`,
      };
    case 'for-others':
      return {
        message: `${path} is encrypted for ${locked.keys === 1 ? 'another key' : `${locked.keys} other keys`} than yours`,
        advice: `let somebody who can read it add ${recipients.join(' ')} to ${RECIPIENTS_FILE} and encrypt it again, or name another key file in ${KEY_FILE_VARIABLE}`,
      };
  }
};

/** The UTF-8 text of an encrypted file, of which a problem shows nothing. */
export const secretText = (path: string, bytes: Uint8Array): Result<string, Problem> => {
  const source = sourceOf(path, bytes, { isSecret: true });
  return source.ok ? ok(source.value.text) : source;
};

/** Opens an encrypted file and gives its text. */
export const openFile = async (path: string, own: OwnKeys): Promise<Result<string, Problem>> => {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  if (!isEncrypted(bytes.value)) return fail(notEncrypted(path));
  const opened = await decrypt(bytes.value, own.keys);
  return opened.ok ? secretText(path, opened.value) : fail(explain(path, opened.failure, own));
};

/** What a command reads. */
export interface Read {
  readonly inventory?: string;
  readonly playbook?: string;
  readonly extraVars?: readonly string[];
}

const encryptedFiles = ({ inventory, playbook, extraVars = [] }: Read): readonly string[] => {
  const folders = [inventory, playbook].flatMap((file) => (file === undefined ? [] : dirname(file)));
  return [
    ...[...new Set(folders)].flatMap(encryptedBeside),
    ...extraVars.flatMap((text) => fileOfExtraVar(text) ?? []).filter(isEncryptedName),
  ];
};

/** Opens the encrypted files that a command is about to read; the keys, and later what is in the files, go to `secrets`. */
export const openVault = async (read: Read, secrets: Set<string>): Promise<Result<Vault, ConfigurationFailure>> => {
  const files = encryptedFiles(read);
  if (files.length === 0) return ok(new Vault(secrets));
  const own = await readOwnKeys();
  if (!own.ok) return fail(misconfigured([own.failure]));
  for (const key of own.value.keys) secrets.add(key.reveal());
  const opened = new Map<string, string>();
  const problems: Problem[] = [];
  for (const file of files) {
    const text = await openFile(file, own.value);
    if (text.ok) opened.set(file, text.value);
    else problems.push(text.failure);
  }
  return problems.length > 0 ? fail(misconfigured(problems)) : ok(new Vault(secrets, opened));
};
