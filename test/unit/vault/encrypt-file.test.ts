import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { decrypt } from '../../../src/vault/age.ts';
import { encryptFile } from '../../../src/vault/encrypt-file.ts';
import { site, text, type Site } from '../config/site.ts';
import { armored, mine, theirs, useKeyFile } from './keys.ts';

const at = (files: Readonly<Record<string, string>>): Site => {
  const place = site(files);
  useKeyFile(place, mine.key);
  return place;
};

describe('a file of variables that is encrypted', () => {
  it.each<[string, readonly string[], string, readonly string[]]>([
    ['for the operator', [], 'one key (your key file)', [mine.key]],
    ['for those who are named', [theirs.recipient, mine.recipient], '2 keys (--to)', [mine.key, theirs.key]],
  ])('%s', async (_, to, by, keys) => {
    const plain = 'a: hunter2 # пароль\n';
    const place = at({ 'sub dir/$(x) "v".yaml': plain });
    const path = place.path('sub dir/$(x) "v".yaml');
    const result = await encryptFile(path, to);
    expect(result).toEqual({
      ok: true,
      value: `${path}.age is encrypted for ${by}. ${path} is removed.\nIf it was ever committed or copied, the secrets are still there: change them.`,
    });
    expect(readdirSync(place.path('sub dir'))).toEqual(['$(x) "v".yaml.age']);
    expect(statSync(`${path}.age`).mode & 0o777).toBe(0o600);
    const written = readFileSync(`${path}.age`);
    expect(written.toString()).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    for (const key of keys) {
      const opened = await decrypt(written, [new Secret(key)]);
      expect(opened.ok && Buffer.from(opened.value).toString('utf8')).toBe(plain);
    }
  });

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    [
      'what is not there',
      { 'vras.yaml': '' },
      'vars.yaml',
      'error: vars.yaml does not exist\n  did you mean "vras.yaml"?',
    ],
    [
      'what is no YAML by its name',
      { vars: 'a: 1' },
      'vars',
      'error: vars is no name of a file of variables\n  give it a name that ends in .yaml',
    ],
    [
      'what is encrypted by its name',
      {},
      'vars.yaml.age',
      'error: vars.yaml.age is the name of an encrypted file\n  jts vault edit vars.yaml.age',
    ],
    [
      'what would take the place of another',
      { 'vars.yaml': 'a: hunter2', 'vars.yaml.age': 'x' },
      'vars.yaml',
      'error: vars.yaml.age is there already\n  put what is new into it (jts vault edit vars.yaml.age), and remove vars.yaml',
    ],
    [
      'what jts could not read',
      { 'vars.yaml': 'a: [hunter2' },
      'vars.yaml',
      'vars.yaml:1:12: error: not valid YAML: a list in [ ] is not closed\n  close it, and indent its lines',
    ],
    [
      'what has a value that is too short to be hidden',
      { 'vars.yaml': 'port: 22' },
      'vars.yaml',
      text`
        vars.yaml:1:7: error: a secret shorter than 4 characters cannot be hidden: it is part of too much else
          take a longer one; if it is no secret, write it into a file that is not encrypted
      `,
    ],
  ])('is refused: %s', async (_, files, file, expected) => {
    const place = at(files);
    const before = readdirSync(place.path(''));
    expect(place.told(await encryptFile(place.path(file), []))).toBe(expected);
    expect(readdirSync(place.path(''))).toEqual(before);
  });

  it('is refused where it is encrypted already', async () => {
    const place = at({ 'vars.yaml': await armored('a: hunter2', mine.recipient) });
    expect(place.told(await encryptFile(place.path('vars.yaml'), []))).toBe(text`
      error: vars.yaml is encrypted
        only files of variables may be, and their names end in .yaml.age
    `);
  });

  it('is kept where nobody could read it again', async () => {
    const place = at({ 'vars.yaml': 'a: hunter2' });
    const result = await encryptFile(place.path('vars.yaml'), [theirs.recipient]);
    expect(place.told(result)).toBe(
      'error: your own key is not among the recipients (--to): you could not read vars.yaml any more\n' +
        `  add it: ${mine.recipient}`,
    );
    expect(existsSync(place.path('vars.yaml'))).toBe(true);
  });
});
