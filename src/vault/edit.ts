import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ENCRYPTED_ENDING } from '../config/encrypted.ts';
import { misconfigured } from '../config/failure.ts';
import type { Failure, Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { keysOf } from './age.ts';
import { edit } from './editor.ts';
import { obstacleTo } from './files.ts';
import { readOwnKeys } from './key-file.ts';
import { openFile, secretText } from './open.ts';
import { withPrivateFile } from './private-file.ts';
import { RECIPIENTS_FILE, recipientsOf, type Recipients } from './recipients.ts';
import { encryptedFor, problemsIn, seal } from './seal.ts';

/** What a new file holds when the editor opens. */
const BEGINNING = '# Variables, as "name: value" lines. They are encrypted when you leave the editor.\n';

/** A file tells for how many keys it is, not for whose: nobody is to lose it without a word. */
const lockedOut = (keysBefore: number, { recipients }: Recipients): string =>
  keysBefore <= recipients.length
    ? ''
    : `\nIt was for ${keysBefore} keys before: list everybody who is to read it in ${RECIPIENTS_FILE}, and edit it again.`;

/** An editor that met a full disk leaves nothing as well. */
const emptied = (path: string): Problem => ({
  message: `nothing is left in ${path}`,
  advice: 'remove the file itself if that is what you want',
});

/** The text that the editor left, if jts can read it. */
const leftIn = (plain: string, path: string): Result<string, readonly Problem[]> => {
  const text = existsSync(plain) ? secretText(path, readFileSync(plain)) : ok('');
  if (!text.ok) return fail([text.failure]);
  const problems = text.value.trim() === '' ? [emptied(path)] : problemsIn(path, text.value);
  return problems.length > 0 ? fail(problems) : text;
};

/** Shows a failure, and asks whether to edit again what has it; otherwise the changes are given up. */
export type AskAgain = (failure: Failure) => Promise<boolean>;

/** Lets the operator edit an encrypted file, or begin one; gives what to say of it. */
export const editFile = async (path: string, askAgain: AskAgain): Promise<Result<string, Failure>> => {
  const refuse = (...problems: readonly Problem[]) => fail(misconfigured(problems));
  const own = await readOwnKeys();
  if (!own.ok) return refuse(own.failure);
  const isThere = existsSync(path);
  const before = isThere ? await openFile(path, own.value) : ok(BEGINNING);
  if (!before.ok) return refuse(before.failure);
  const keysBefore = isThere ? await keysOf(await readFile(path)) : 0;
  const recipients = await recipientsOf(path, [], own.value);
  if (!recipients.ok) return refuse(...recipients.failure);
  const obstacle = obstacleTo(path);
  if (obstacle) return refuse(obstacle);

  const keep = async (plain: string): Promise<Result<string, readonly Problem[]>> => {
    const text = leftIn(plain, path);
    if (!text.ok) return text;
    if (text.value === before.value) return ok(`Nothing was changed${isThere ? '' : `, so ${path} was not made`}.`);
    const unsaved = await seal(path, text.value, recipients.value, own.value);
    return unsaved
      ? fail([unsaved])
      : ok(encryptedFor(path, recipients.value) + lockedOut(keysBefore, recipients.value));
  };
  return withPrivateFile(basename(path, ENCRYPTED_ENDING), before.value, async (plain) => {
    for (;;) {
      const ended = await edit(plain);
      if (ended) return fail(ended);
      const kept = await keep(plain);
      if (kept.ok) return kept;
      if (!(await askAgain(misconfigured(kept.failure))))
        return refuse({ message: `your changes are given up: ${path} is as it was` });
    }
  });
};
