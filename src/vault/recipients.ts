import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { problemAt } from '../config/failure.ts';
import { Source } from '../config/source.ts';
import { GROUP_VARS, HOST_VARS } from '../config/vars-beside.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { isRecipient } from './age.ts';
import { readText } from './files.ts';
import type { OwnKeys } from './key-file.ts';

/** The file beside an inventory that lists who may read its encrypted files, one recipient a line. */
export const RECIPIENTS_FILE = '.age-recipients';

const SECRET_KEY = 'AGE-SECRET-KEY-';

/** The folder of the inventory or playbook whose variables a file holds; its own folder for other files. */
const baseOf = (file: string): string => {
  const own = dirname(resolve(file));
  for (let folder = own; dirname(folder) !== folder; folder = dirname(folder))
    if ([GROUP_VARS, HOST_VARS].includes(basename(folder))) return dirname(folder);
  return own;
};

const asSeenFromHere = (path: string): string => {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
};

const adviceOn = (text: string): string => {
  if (text.startsWith(SECRET_KEY)) return 'a secret key is for its owner alone: write what "age-keygen -y" makes of it';
  if (text.startsWith('ssh-')) return 'keys of SSH are not supported: take the age1… that age-keygen prints';
  return 'expected: age1…, as age-keygen prints it';
};

const listedIn = async (file: string): Promise<Result<readonly string[], readonly Problem[]>> => {
  const text = readText(file);
  if (!text.ok) return fail([text.failure]);
  const source = new Source(file, text.value, { isSecret: text.value.includes(SECRET_KEY) });
  const recipients: string[] = [];
  const problems: Problem[] = [];
  for (const { index, 0: word } of text.value.matchAll(/^(?!\s*#)[^\n]*\S/gm)) {
    const recipient = word.trim();
    if (await isRecipient(recipient)) recipients.push(recipient);
    else
      problems.push(
        problemAt({ source, start: index, end: index + word.length }, 'not a recipient', adviceOn(recipient)),
      );
  }
  if (problems.length > 0) return fail(problems);
  return recipients.length > 0 ? ok(recipients) : fail([{ message: `${file} lists nobody`, advice: adviceOn('') }]);
};

const typed = async (to: readonly string[]): Promise<Result<readonly string[], readonly Problem[]>> => {
  for (const recipient of to) {
    if (await isRecipient(recipient)) continue;
    const shown = recipient.startsWith(SECRET_KEY) ? 'a secret key' : JSON.stringify(recipient);
    return fail([{ message: `--to takes a recipient, not ${shown}`, advice: adviceOn(recipient) }]);
  }
  return ok(to);
};

/** For whom a file is encrypted, and what says so. */
export interface Recipients {
  readonly recipients: readonly string[];
  readonly by: string;
}

/** Those that are typed, else those in `.age-recipients` beside the inventory, else the operator; who must be among them. */
export const recipientsOf = async (
  file: string,
  to: readonly string[],
  own: OwnKeys,
): Promise<Result<Recipients, readonly Problem[]>> => {
  const list = asSeenFromHere(join(baseOf(file), RECIPIENTS_FILE));
  if (to.length === 0 && !existsSync(list)) return ok({ recipients: own.recipients, by: 'your key file' });
  const by = to.length > 0 ? '--to' : list;
  const named = await (to.length > 0 ? typed(to) : listedIn(list));
  if (!named.ok) return named;
  const recipients = [...new Set(named.value)];
  if (recipients.some((recipient) => own.recipients.includes(recipient))) return ok({ recipients, by });
  const message = `your own key is not among the recipients (${by}): you could not read ${file} any more`;
  return fail([{ message, advice: `add it: ${own.recipients.join(' ')}` }]);
};
