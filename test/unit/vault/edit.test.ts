import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { renderProblem } from '../../../src/config/render.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { quote } from '../../../src/shell/sh.ts';
import { decrypt } from '../../../src/vault/age.ts';
import { Secret } from '../../../src/model/secret.ts';
import { editFile } from '../../../src/vault/edit.ts';
import { site, type Site } from '../config/site.ts';
import { armored, mine, theirs, useKeyFile } from './keys.ts';

const FILE = 'group_vars/all.yaml.age';

beforeEach(() => {
  vi.stubEnv('VISUAL', undefined);
});

/** Files of the operator, whose editor is this shell; "$file" is what it is to edit. */
const at = (files: Readonly<Record<string, string>>, editor: string): Site => {
  const place = site({ 'group_vars/.keep': '', 'tmp/.keep': '', ...files });
  useKeyFile(place, mine.key);
  vi.stubEnv('XDG_RUNTIME_DIR', place.path('tmp'));
  vi.stubEnv('EDITOR', `sh -c ${quote(`file=$1 place=${quote(place.path(''))}; ${editor}`)} editor`);
  return place;
};

/** Edits the file as somebody who answers as given whether to go on; what was said, in the order in which it was. */
const edited = async (place: Site, file: string, ...answers: readonly boolean[]): Promise<string> => {
  const left = [...answers];
  const said: string[] = [];
  const say = (failure: Failure): void => {
    const text =
      failure.kind === 'configuration'
        ? failure.problems.map(renderProblem).join('\n')
        : `${failure.kind}: ${failure.message}`;
    said.push(text.replaceAll(`${place.path('')}/`, ''));
  };
  const result = await editFile(place.path(file), (failure) => {
    say(failure);
    return Promise.resolve(left.shift() ?? false);
  });
  if (result.ok) said.push(result.value.replaceAll(`${place.path('')}/`, ''));
  else say(result.failure);
  expect(readdirSync(place.path('tmp'))).toEqual(['.keep']);
  return said.join('\n');
};

const readAs = async (place: Site, key: string): Promise<string | undefined> => {
  const text = await decrypt(readFileSync(place.path(FILE)), [new Secret(key)]);
  return text.ok ? Buffer.from(text.value).toString('utf8') : undefined;
};

const secret = (text: string) => armored(text, mine.recipient);

describe('an encrypted file that is edited', () => {
  it('is encrypted again, for its owner alone to read', async () => {
    const place = at({ [FILE]: await secret('a: hunter2\n') }, 'sed -i s/hunter2/hunter3/ "$file"');
    expect(await edited(place, FILE)).toBe(`${FILE} is encrypted for one key (your key file).`);
    expect(await readAs(place, mine.key)).toBe('a: hunter3\n');
    expect(statSync(place.path(FILE)).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.path('group_vars'))).toEqual(['.keep', 'all.yaml.age']);
  });

  it('is shown to nobody else meanwhile', async () => {
    const place = at(
      { [FILE]: await secret('a: hunter2\n') },
      'stat -c "%a %F" "$file" "$(dirname "$file")" >"$place/seen"; echo "$file" >>"$place/seen"; cat "$file" >>"$place/seen"',
    );
    expect(await edited(place, FILE)).toBe('Nothing was changed.');
    const [file, folder, path, text] = readFileSync(place.path('seen'), 'utf8').split('\n');
    expect([file, folder, text]).toEqual(['600 regular file', '700 directory', 'a: hunter2']);
    expect(path?.replace(/vault-\w{6}/, 'vault-XXXXXX')).toBe(place.path('tmp/jts-vault-XXXXXX/all.yaml'));
  });

  it('is left alone where nothing was changed', async () => {
    const place = at({ [FILE]: await secret('a: hunter2\n') }, 'touch "$file"');
    const before = readFileSync(place.path(FILE));
    expect(await edited(place, FILE)).toBe('Nothing was changed.');
    expect(readFileSync(place.path(FILE))).toEqual(before);
  });

  it('is for the team that is listed', async () => {
    const list = `${mine.recipient}\n${theirs.recipient}\n`;
    const place = at({ [FILE]: await secret('a: hunter2\n'), '.age-recipients': list }, 'echo "b: hunter3" >>"$file"');
    expect(await edited(place, FILE)).toBe(`${FILE} is encrypted for 2 keys (.age-recipients).`);
    expect(await readAs(place, theirs.key)).toBe('a: hunter2\nb: hunter3\n');
  });

  it('takes nobody away without a word', async () => {
    const place = at(
      { [FILE]: await armored('a: hunter2\n', mine.recipient, theirs.recipient) },
      'echo "b: 12345" >>"$file"',
    );
    expect(await edited(place, FILE)).toBe(
      `${FILE} is encrypted for one key (your key file).\n` +
        'It was for 2 keys before: list everybody who is to read it in .age-recipients, and edit it again.',
    );
  });

  it('is made where there is none yet', async () => {
    const place = at({}, 'echo "a: hunter2" >>"$file"');
    expect(await edited(place, FILE)).toBe(`${FILE} is encrypted for one key (your key file).`);
    expect(await readAs(place, mine.key)).toBe(
      '# Variables, as "name: value" lines. They are encrypted when you leave the editor.\na: hunter2\n',
    );
  });

  it('is not made where nothing was written', async () => {
    const place = at({}, 'true');
    expect(await edited(place, FILE)).toBe(`Nothing was changed, so ${FILE} was not made.`);
    expect(existsSync(place.path(FILE))).toBe(false);
  });

  it('is edited again where it has mistakes, with what was written', async () => {
    const place = at(
      { [FILE]: await secret('a: hunter2\n') },
      'grep -q "b:" "$file" && sed -i "s/\\[//" "$file" || echo "b: [hunter3" >>"$file"',
    );
    expect(await edited(place, FILE, true)).toBe(
      `${FILE}:2:12: error: not valid YAML: a list in [ ] is not closed\n  close it, and indent its lines\n` +
        `${FILE} is encrypted for one key (your key file).`,
    );
    expect(await readAs(place, mine.key)).toBe('a: hunter2\nb: hunter3\n');
  });
});

describe('an encrypted file stays as it was', () => {
  it.each<[string, string, string]>([
    [
      'when mistakes are given up',
      'echo "- x" >>"$file"',
      `${FILE}:2:1: error: not valid YAML: a name that goes over several lines\n  look above for a missing ":"\nerror: your changes are given up: ${FILE} is as it was`,
    ],
    [
      'when a secret is too short to be hidden',
      'echo "b: 12" >>"$file"',
      `${FILE}:2:4: error: a secret shorter than 4 characters cannot be hidden: it is part of too much else\n  take a longer one; if it is no secret, write it into a file that is not encrypted\nerror: your changes are given up: ${FILE} is as it was`,
    ],
    [
      'when nothing is left, as after a full disk',
      ': >"$file"',
      `error: nothing is left in ${FILE}\n  remove the file itself if that is what you want\nerror: your changes are given up: ${FILE} is as it was`,
    ],
    [
      'when the editor removed its file',
      'rm "$file"',
      `error: nothing is left in ${FILE}\n  remove the file itself if that is what you want\nerror: your changes are given up: ${FILE} is as it was`,
    ],
    [
      'when the editor saved it in another encoding',
      'printf "b: \\351\\351\\351\\351" >"$file"',
      `${FILE}:1:4: error: this is not UTF-8 text\n  save it as UTF-8\nerror: your changes are given up: ${FILE} is as it was`,
    ],
    ['when the editor is stopped', 'kill -s INT $$', 'interrupted: stopped by the operator: nothing was changed'],
  ])('%s', async (_, editor, expected) => {
    const place = at({ [FILE]: await secret('a: hunter2\n') }, editor);
    const before = readFileSync(place.path(FILE));
    expect(await edited(place, FILE)).toBe(expected);
    expect(readFileSync(place.path(FILE))).toEqual(before);
  });

  it.each<[string, string, string]>([
    [
      'fails',
      'false',
      'error: the editor false failed (status 1): nothing was changed\n  try it by itself, or name another in EDITOR',
    ],
    [
      'is not there',
      'jts-no-such-editor -w',
      'error: there is no editor jts-no-such-editor -w: nothing was changed\n  name yours: export EDITOR=nano',
    ],
  ])('when the editor %s', async (_, editor, expected) => {
    const place = at({ [FILE]: await secret('a: hunter2\n') }, '');
    vi.stubEnv('VISUAL', `${editor} 2>/dev/null`);
    expect((await edited(place, FILE)).replaceAll(' 2>/dev/null', '')).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'when it cannot be opened',
      { [FILE]: 'a: 1' },
      `error: ${FILE} is not encrypted, though its name ends in .age\n  mv -- ${FILE} group_vars/all.yaml && jts vault encrypt group_vars/all.yaml`,
    ],
    [
      'when the list of recipients is wrong',
      { '.age-recipients': theirs.recipient },
      `error: your own key is not among the recipients (.age-recipients): you could not read ${FILE} any more\n  add it: ${mine.recipient}`,
    ],
  ])('%s, and no editor opens', async (_, files, expected) => {
    const place = at(files, 'touch "$place/opened"');
    expect(await edited(place, FILE)).toBe(expected);
    expect(existsSync(place.path('opened'))).toBe(false);
  });

  it('when its folder is not there, and no editor opens', async () => {
    const place = at({}, 'touch "$place/opened"');
    expect(await edited(place, 'none/x.yaml.age')).toBe(
      'error: none/x.yaml.age cannot be written: its folder does not exist\n  make it: mkdir -p -- none',
    );
    expect(existsSync(place.path('opened'))).toBe(false);
  });
});
