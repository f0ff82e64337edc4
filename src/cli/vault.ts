import { existsSync } from 'node:fs';
import { ENCRYPTED_ENDING } from '../config/encrypted.ts';
import { misconfigured } from '../config/failure.ts';
import type { Failure, Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { sh } from '../shell/sh.ts';
import { editFile } from '../vault/edit.ts';
import { encryptFile } from '../vault/encrypt-file.ts';
import { readOwnKeys } from '../vault/key-file.ts';
import { openFile } from '../vault/open.ts';
import { askLine } from './prompt.ts';
import { showFailure } from './show.ts';

const refuse = (problem: Problem) => fail(misconfigured([problem]));

/** Refuses a name under which no command would read an encrypted file. */
const nameOf = (path: string): Result<string, Failure> => {
  if (/\.ya?ml\.age$/.test(path)) return ok(path);
  const encrypted = path + ENCRYPTED_ENDING;
  if (existsSync(encrypted)) return refuse({ message: `${path} is not there`, advice: `did you mean "${encrypted}"?` });
  const advice = existsSync(path)
    ? sh`encrypt it: jts vault encrypt ${path}`.text
    : `give it a name that ends in .yaml${ENCRYPTED_ENDING}`;
  return refuse({ message: `${path} is no name of an encrypted file of variables`, advice });
};

const show = (result: Result<string, Failure>, secrets: Iterable<string>): number => {
  if (!result.ok) return showFailure(result.failure, secrets);
  process.stdout.write(`${result.value.replace(/\n$/, '')}\n`);
  return 0;
};

const textOf = async (path: string): Promise<Result<string, Failure>> => {
  const own = await readOwnKeys();
  if (!own.ok) return refuse(own.failure);
  const text = await openFile(path, own.value);
  return text.ok ? text : refuse(text.failure);
};

/** Prints what is in an encrypted file. */
export const viewVault = async (path: string, secrets: Iterable<string>): Promise<number> => {
  const name = nameOf(path);
  return show(name.ok ? await textOf(name.value) : name, secrets);
};

/** Encrypts a file of variables for those who may read it. */
export const encryptVault = async (path: string, to: readonly string[], secrets: Iterable<string>): Promise<number> =>
  show(await encryptFile(path, to), secrets);

/** Opens the operator's editor on what is in an encrypted file. */
export const editVault = async (path: string, secrets: Iterable<string>): Promise<number> => {
  const askAgain = async (failure: Failure): Promise<boolean> => {
    showFailure(failure, secrets);
    for (;;) {
      const answer = await askLine('Edit again? With "no" your changes are lost. (yes/no) ');
      if (answer === undefined || answer === 'no') return false;
      if (answer === 'yes') return true;
    }
  };
  const name = nameOf(path);
  return show(name.ok ? await editFile(name.value, askAgain) : name, secrets);
};
