import { Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { plainMap } from '../../../src/config/located.ts';
import { openVault } from '../../../src/vault/open.ts';
import { site, text, valueOf, type Site } from '../config/site.ts';
import { armored, encryptFor, mine, theirs, useKeyFile } from './keys.ts';

const INVENTORY = 'all: { children: { traders: { hosts: { trader1: } } } }';

type Files = Readonly<Record<string, string | Uint8Array>>;

const opened = async (place: Site, extraVars: readonly string[] = []) => {
  const secrets = new Set<string>();
  const vault = await openVault({ inventory: place.path('x.yaml'), extraVars }, secrets);
  return { vault, secrets };
};

/** What the user is told when an inventory with these files is read. */
const told = async (files: Files): Promise<string> => {
  const place = site({ 'x.yaml': INVENTORY, ...files });
  useKeyFile(place, mine.key);
  const { vault } = await opened(place);
  return place.told(vault.ok ? loadInventory(place.path('x.yaml'), vault.value) : vault);
};

describe('encrypted files of variables', () => {
  it.each<[string, (plain: string) => Promise<string | Uint8Array>]>([
    ['armored', (plain) => armored(plain, mine.recipient)],
    ['binary', (plain) => encryptFor(plain, mine.recipient)],
    ['for several keys', (plain) => armored(plain, theirs.recipient, mine.recipient)],
  ])('are read, and all in them is secret: %s', async (_, encrypt) => {
    const place = site({
      'x.yaml': INVENTORY,
      'group_vars/traders/plain.yaml': 'a: plain\nb: plain',
      'group_vars/traders/secret.yaml.age': await encrypt('a: hunter2\nc: { d: 4711, e: true }'),
    });
    useKeyFile(place, mine.key);
    const { vault, secrets } = await opened(place);
    const { beside } = valueOf(loadInventory(place.path('x.yaml'), valueOf(vault)));
    const vars = beside.groups.get('traders')?.vars;
    expect(vars && plainMap(vars)).toEqual({ a: 'hunter2', b: 'plain', c: { d: 4711, e: true } });
    expect([...secrets]).toEqual([mine.key, 'hunter2', '4711']);
  });

  it('may be named by -e', async () => {
    const place = site({ 'x.yaml': INVENTORY, 'some file.age': await armored('a: hunter2', mine.recipient) });
    useKeyFile(place, mine.key);
    const extra = [`@${place.path('some file.age')}`];
    const { vault, secrets } = await opened(place, extra);
    expect(plainMap(valueOf(readExtraVars(extra, valueOf(vault))))).toEqual({ a: 'hunter2' });
    expect([...secrets]).toEqual([mine.key, 'hunter2']);
  });

  it('need no key where there are none', async () => {
    const place = site({ 'x.yaml': INVENTORY, 'group_vars/traders.yaml': 'a: 1' });
    useKeyFile(place, 'nonsense');
    expect((await opened(place)).vault.ok).toBe(true);
  });

  it.each<[string, () => Promise<Files>, string]>([
    [
      'for another key',
      async () => ({ 'group_vars/all.yaml.age': await armored('a: 1', theirs.recipient) }),
      `error: group_vars/all.yaml.age is encrypted for another key than yours\n  let somebody who can read it add ${mine.recipient} to .age-recipients and encrypt it again, or name another key file in JTS_AGE_KEY_FILE`,
    ],
    [
      'for other keys',
      async () => ({ 'host_vars/trader1.yml.age': await encryptFor('a: 1', theirs.recipient, theirs.recipient) }),
      `error: host_vars/trader1.yml.age is encrypted for 2 other keys than yours\n  let somebody who can read it add ${mine.recipient} to .age-recipients and encrypt it again, or name another key file in JTS_AGE_KEY_FILE`,
    ],
    [
      'with a passphrase',
      async () => {
        const encrypter = new Encrypter();
        encrypter.setScryptWorkFactor(2);
        encrypter.setPassphrase('sesame');
        return { 'group_vars/all.yaml.age': await encrypter.encrypt('a: 1') };
      },
      'error: group_vars/all.yaml.age is encrypted with a passphrase, and jts opens files with keys only\n  decrypt it with "age -d", then encrypt it with "jts vault encrypt"',
    ],
    [
      'cut short',
      async () => ({ 'group_vars/all.yaml.age': (await armored('a: 1', mine.recipient)).slice(0, 200) }),
      'error: group_vars/all.yaml.age is damaged or cut short: invalid footer\n  bring it back from version control or a backup',
    ],
    [
      'cut short, binary',
      async () => ({ 'group_vars/all.yaml.age': (await encryptFor('a: 1', mine.recipient)).slice(0, -1) }),
      'error: group_vars/all.yaml.age is damaged or cut short: invalid tag\n  bring it back from version control or a backup',
    ],
    [
      'not encrypted at all',
      () => Promise.resolve({ 'group_vars/all.yaml.age': 'a: 1' }),
      'error: group_vars/all.yaml.age is not encrypted, though its name ends in .age\n  mv -- group_vars/all.yaml.age group_vars/all.yaml && jts vault encrypt group_vars/all.yaml',
    ],
    [
      'text that is not UTF-8',
      async () => ({ 'group_vars/all.yaml.age': await encryptFor(Uint8Array.of(0xff), mine.recipient) }),
      'group_vars/all.yaml.age:1:1: error: this is not UTF-8 text\n  save it as UTF-8',
    ],
    [
      'broken, which is told at the line of the plain text and without a word of it',
      async () => ({ 'group_vars/all.yaml.age': await armored('a: 1234\nb: [hunter2', mine.recipient) }),
      'group_vars/all.yaml.age:2:12: error: not valid YAML: a list in [ ] is not closed\n  close it, and indent its lines',
    ],
    [
      'with a value that is too short to be hidden',
      async () => ({ 'group_vars/all.yaml.age': await armored('a: hunter2\nport: 22', mine.recipient) }),
      'group_vars/all.yaml.age:2:7: error: a secret shorter than 4 characters cannot be hidden: it is part of too much else\n  take a longer one; if it is no secret, write it into a file that is not encrypted',
    ],
    [
      'no mapping',
      async () => ({ 'group_vars/all.yaml.age': await armored('hunter2', mine.recipient) }),
      'group_vars/all.yaml.age:1:1: error: a file of variables must be a mapping, not this secret text\n  write "name: value" lines',
    ],
    [
      'under another name',
      async () => ({ 'group_vars/all.yaml': await armored('a: 1', mine.recipient) }),
      'error: group_vars/all.yaml is encrypted\n  only files of variables may be, and their names end in .yaml.age',
    ],
    [
      'under a name that is not read',
      async () => ({ 'group_vars/all.age': await armored('a: 1', mine.recipient) }),
      'error: group_vars/all.age is not read\n  give it a name that ends in .yaml.age, or move it away',
    ],
    [
      'beside a plain one for the same group',
      async () => ({
        'group_vars/all.yaml': '',
        'group_vars/all.yaml.age': await armored('a: hunter2', mine.recipient),
      }),
      'group_vars/all.yaml.age:1:1: error: variables of all, which group_vars/all.yaml holds as well\n  move both into the folder group_vars/all, where all files are read',
    ],
  ])('are refused: %s', async (_, files, expected) => {
    expect(await told(await files())).toBe(expected);
  });

  it('are all told of at once', async () => {
    const files = { 'group_vars/all.yaml.age': 'a: 1', 'host_vars/trader1.yaml.age': 'b: 1' };
    expect((await told(files)).split('\n')).toHaveLength(4);
  });

  it('cannot be an inventory', async () => {
    const place = site({ 'x.yaml': await armored(INVENTORY, mine.recipient) });
    useKeyFile(place, mine.key);
    const { vault } = await opened(place);
    expect(place.told(loadInventory(place.path('x.yaml'), valueOf(vault)))).toBe(text`
      error: x.yaml is encrypted
        only files of variables may be, and their names end in .yaml.age
    `);
  });
});
