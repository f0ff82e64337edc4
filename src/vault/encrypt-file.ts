import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ENCRYPTED_ENDING } from '../config/encrypted.ts';
import { misconfigured, type ConfigurationFailure } from '../config/failure.ts';
import { reasonOf, readSource } from '../config/read.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { sh } from '../shell/sh.ts';
import { obstacleTo } from './files.ts';
import { readOwnKeys } from './key-file.ts';
import { recipientsOf } from './recipients.ts';
import { encryptedFor, problemsIn, seal } from './seal.ts';

const nameProblem = (path: string): Problem | undefined => {
  const encrypted = path + ENCRYPTED_ENDING;
  if (path.endsWith(ENCRYPTED_ENDING))
    return { message: `${path} is the name of an encrypted file`, advice: sh`jts vault edit ${path}`.text };
  if (!/\.ya?ml$/.test(path))
    return { message: `${path} is no name of a file of variables`, advice: 'give it a name that ends in .yaml' };
  if (existsSync(encrypted))
    return {
      message: `${encrypted} is there already`,
      advice: sh`put what is new into it (jts vault edit ${encrypted}), and remove ${path}`.text,
    };
  return obstacleTo(encrypted);
};

/** Encrypts a file of variables, and removes it once the encrypted one is safe; gives what to say of it. */
export const encryptFile = async (
  path: string,
  to: readonly string[],
): Promise<Result<string, ConfigurationFailure>> => {
  const refuse = (...problems: readonly Problem[]) => fail(misconfigured(problems));
  const problem = nameProblem(path);
  if (problem) return refuse(problem);
  const source = readSource(path);
  if (!source.ok) return refuse(source.failure);
  const { text } = source.value;
  const problems = problemsIn(path, text);
  if (problems.length > 0) return refuse(...problems);
  const own = await readOwnKeys();
  if (!own.ok) return refuse(own.failure);
  const recipients = await recipientsOf(path, to, own.value);
  if (!recipients.ok) return refuse(...recipients.failure);
  const encrypted = path + ENCRYPTED_ENDING;
  const unsaved = await seal(encrypted, text, recipients.value, own.value);
  if (unsaved) return refuse(unsaved);
  try {
    await rm(path);
  } catch (error) {
    return refuse({
      message: `${encrypted} is written, but ${path} could not be removed: ${reasonOf(error)}`,
      advice: sh`remove it yourself: rm -- ${path}`.text,
    });
  }
  return ok(
    `${encryptedFor(encrypted, recipients.value)} ${path} is removed.\n` +
      'If it was ever committed or copied, the secrets are still there: change them.',
  );
};
