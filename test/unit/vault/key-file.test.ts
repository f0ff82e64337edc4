import { mkdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { misconfigured } from '../../../src/config/failure.ts';
import { fail } from '../../../src/model/result.ts';
import { readOwnKeys } from '../../../src/vault/key-file.ts';
import { site, type Site } from '../config/site.ts';
import { armored, mine, theirs, useKeyFile } from './keys.ts';

const told = async (place: Site): Promise<string> => {
  const own = await readOwnKeys();
  return place.told(own.ok ? own : fail(misconfigured([own.failure])));
};

describe('the key file of the operator', () => {
  it.each<[string, string, readonly string[]]>([
    ['as age-keygen writes it', `# created: now\n# public key: ${mine.recipient}\n${mine.key}\n`, [mine.recipient]],
    ['with several keys', `${mine.key}\n\n  ${theirs.key}\r\n`, [mine.recipient, theirs.recipient]],
  ])('%s', async (_, content, recipients) => {
    useKeyFile(site({}), content);
    const own = await readOwnKeys();
    expect(own.ok && own.value.recipients).toEqual(recipients);
    expect(JSON.stringify(own)).not.toContain('AGE-SECRET-KEY');
  });

  it.each<[string, string, string]>([
    [
      'without a key',
      '# nothing\n',
      'error: age.key holds no key\n  expected: AGE-SECRET-KEY-1…, as age-keygen writes it',
    ],
    [
      'with a key that has a mistake',
      `# mine\n${mine.key.slice(0, -1)}\n`,
      'age.key:2:1: error: this line is no secret key of age\n  expected: AGE-SECRET-KEY-1…, as age-keygen writes it',
    ],
    [
      'with the public key',
      mine.recipient,
      'age.key:1:1: error: this line is no secret key of age\n  expected: AGE-SECRET-KEY-1…, as age-keygen writes it',
    ],
    [
      'that is one of SSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
      'error: age.key holds no key of age, but one of SSH or TLS\n  name a file that age-keygen made in JTS_AGE_KEY_FILE',
    ],
  ])('is refused %s', async (_, content, expected) => {
    const place = site({});
    useKeyFile(place, content);
    expect(await told(place)).toBe(expected);
  });

  it('is refused when it is encrypted itself', async () => {
    const place = site({});
    useKeyFile(place, await armored(mine.key, mine.recipient));
    expect(await told(place)).toBe(
      'error: the key in age.key is itself encrypted, and jts asks for no passphrase\n' +
        '  decrypt it into another file (age -d), and name that in JTS_AGE_KEY_FILE',
    );
  });

  it.each([0o640, 0o604, 0o777])('is refused when others may read it: mode %o', async (mode) => {
    const place = site({});
    useKeyFile(place, mine.key, mode);
    expect(await told(place)).toBe(
      `error: others may read the key in age.key, whose mode is 0${mode.toString(8)}\n  chmod 600 -- age.key`,
    );
  });

  it('is refused when it is a directory', async () => {
    const place = site({});
    mkdirSync(place.path('age.key'), { mode: 0o700 });
    vi.stubEnv('JTS_AGE_KEY_FILE', place.path('age.key'));
    expect(await told(place)).toBe('error: age.key cannot be read: it is a directory\n  look at it: ls -l -- age.key');
  });

  it('is asked for where it is missing, with how to make it', async () => {
    const place = site({});
    vi.stubEnv('HOME', place.path("o'home"));
    vi.stubEnv('JTS_AGE_KEY_FILE', undefined);
    expect(await told(place)).toBe(
      "error: there is no key for encrypted files: o'home/.config/jts/age.key does not exist\n" +
        "  make one: mkdir -p -- 'o'\\''home/.config/jts' && age-keygen -o 'o'\\''home/.config/jts/age.key' (age-keygen comes with the package age), or name yours in JTS_AGE_KEY_FILE",
    );
    vi.stubEnv('JTS_AGE_KEY_FILE', place.path('other.key'));
    expect(await told(place)).toContain('other.key, which JTS_AGE_KEY_FILE names, does not exist');
  });
});
