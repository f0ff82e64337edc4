import { existsSync, realpathSync } from 'node:fs';
import { mapIn } from '../config/read-map.ts';
import { Source } from '../config/source.ts';
import type { Problem } from '../model/failure.ts';
import { decrypt, encrypt } from './age.ts';
import { replace } from './files.ts';
import type { OwnKeys } from './key-file.ts';
import type { Recipients } from './recipients.ts';

/** What is said of a text that was encrypted. */
export const encryptedFor = (path: string, { recipients, by }: Recipients): string =>
  `${path} is encrypted for ${recipients.length === 1 ? 'one key' : `${recipients.length} keys`} (${by}).`;

/** Problems of the variables in a text that is to be encrypted as this file. */
export const problemsIn = (path: string, text: string): readonly Problem[] => {
  const map = mapIn(new Source(path, text, { isSecret: true }));
  return map.ok ? [] : map.failure;
};

/** Writes a text as an encrypted file, once what is to be in the file has been decrypted again and compared. */
export const seal = async (
  path: string,
  text: string,
  { recipients }: Recipients,
  own: OwnKeys,
): Promise<Problem | undefined> => {
  const armored = await encrypt(text, recipients);
  return replace(existsSync(path) ? realpathSync(path) : path, armored, async (written) => {
    const again = await decrypt(written, own.keys);
    if (again.ok && Buffer.from(text).equals(again.value)) return undefined;
    return {
      message: `${path} was left as it was: what was written could not be read again`,
      advice: 'look at the disk and the system log, then run the command again',
    };
  });
};
