import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isEncrypted } from '../config/encrypted.ts';
import { problemAt } from '../config/failure.ts';
import { Source } from '../config/source.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { Secret } from '../model/secret.ts';
import { sh } from '../shell/sh.ts';
import { recipientOf } from './age.ts';
import { readText } from './files.ts';

/** The environment variable that names the operator's key file. */
export const KEY_FILE_VARIABLE = 'JTS_AGE_KEY_FILE';

/** The operator's keys, and the recipients that belong to them. */
export interface OwnKeys {
  readonly keys: readonly Secret[];
  readonly recipients: readonly string[];
}

const keyFile = (): string => process.env[KEY_FILE_VARIABLE] ?? join(homedir(), '.config/jts/age.key');

const missing = (file: string): Problem => {
  const named = process.env[KEY_FILE_VARIABLE] === undefined ? file : `${file}, which ${KEY_FILE_VARIABLE} names,`;
  const command = sh`mkdir -p -- ${dirname(file)} && age-keygen -o ${file}`.text;
  return {
    message: `there is no key for encrypted files: ${named} does not exist`,
    advice: `make one: ${command} (age-keygen comes with the package age), or name yours in ${KEY_FILE_VARIABLE}`,
  };
};

/** As OpenSSH does it: a secret key of one's own that others may read is refused. */
const exposed = (file: string): Problem | undefined => {
  const { mode, uid } = statSync(file);
  if (uid !== process.getuid?.() || (mode & 0o077) === 0) return undefined;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return {
    message: `others may read the key in ${file}, whose mode is ${octal}`,
    advice: sh`chmod 600 -- ${file}`.text,
  };
};

/** Why a file that is there holds no keys of age, where that can be told at a glance. */
const otherFile = (file: string, text: string): Problem | undefined => {
  if (isEncrypted(Buffer.from(text)))
    return {
      message: `the key in ${file} is itself encrypted, and jts asks for no passphrase`,
      advice: `decrypt it into another file (age -d), and name that in ${KEY_FILE_VARIABLE}`,
    };
  if (!text.includes('PRIVATE KEY-----')) return undefined;
  return {
    message: `${file} holds no key of age, but one of SSH or TLS`,
    advice: `name a file that age-keygen made in ${KEY_FILE_VARIABLE}`,
  };
};

const EXPECTED = 'expected: AGE-SECRET-KEY-1…, as age-keygen writes it';

const keysIn = async (file: string, text: string): Promise<Result<OwnKeys, Problem>> => {
  const source = new Source(file, text, { isSecret: true });
  const keys: Secret[] = [];
  const recipients: string[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const at = { source, start, end: start + line.length };
    start = at.end + 1;
    if (/^\s*(#|$)/.test(line)) continue;
    const key = new Secret(line.trim());
    const recipient = await recipientOf(key);
    if (recipient === undefined) return fail(problemAt(at, 'this line is no secret key of age', EXPECTED));
    keys.push(key);
    recipients.push(recipient);
  }
  return keys.length > 0 ? ok({ keys, recipients }) : fail({ message: `${file} holds no key`, advice: EXPECTED });
};

/** Reads the operator's key file: `JTS_AGE_KEY_FILE`, or ~/.config/jts/age.key. */
export const readOwnKeys = async (): Promise<Result<OwnKeys, Problem>> => {
  const file = keyFile();
  if (!existsSync(file)) return fail(missing(file));
  const text = readText(file);
  if (!text.ok) return text;
  const problem = exposed(file) ?? otherFile(file, text.value);
  return problem ? fail(problem) : keysIn(file, text.value);
};
