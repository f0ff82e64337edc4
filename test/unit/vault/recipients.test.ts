import { describe, expect, it } from 'vitest';
import { misconfigured } from '../../../src/config/failure.ts';
import { fail } from '../../../src/model/result.ts';
import { recipientsOf } from '../../../src/vault/recipients.ts';
import { site, type Site } from '../config/site.ts';
import { mine, theirs } from './keys.ts';

const own = { keys: [], recipients: [mine.recipient] };

const asked = async (place: Site, file: string, to: readonly string[] = []) => recipientsOf(place.path(file), to, own);

const told = async (place: Site, file: string, to: readonly string[] = []): Promise<string> => {
  const recipients = await asked(place, file, to);
  return place.told(recipients.ok ? recipients : fail(misconfigured(recipients.failure)));
};

const both = `# the team\n${mine.recipient}\n\n  ${theirs.recipient}\r\n`;

describe('those for whom a file is encrypted', () => {
  it('are the operator alone where nobody is listed', async () => {
    expect(await asked(site({}), 'vars.yaml.age')).toEqual({
      ok: true,
      value: { recipients: [mine.recipient], by: 'your key file' },
    });
  });

  it.each<[string, string, string]>([
    ['beside a file', '.age-recipients', 'vars.yaml.age'],
    ['beside the inventory of group_vars', 'site/.age-recipients', 'site/group_vars/all.yaml.age'],
    ['beside the inventory of a folder in host_vars', 'site/.age-recipients', 'site/host_vars/h/eu/s.yaml.age'],
  ])('are listed %s', async (_, list, file) => {
    const place = site({ [list]: both });
    expect(await asked(place, file)).toEqual({
      ok: true,
      value: { recipients: [mine.recipient, theirs.recipient], by: place.path(list) },
    });
  });

  it('are not listed further up, where somebody else may write', async () => {
    const recipients = await asked(site({ '.age-recipients': both }), 'site/group_vars/all.yaml.age');
    expect(recipients.ok && recipients.value.by).toBe('your key file');
  });

  it('are those that are typed, before those that are listed', async () => {
    const place = site({ '.age-recipients': 'nonsense' });
    expect(await asked(place, 'vars.yaml', [mine.recipient, theirs.recipient, mine.recipient])).toEqual({
      ok: true,
      value: { recipients: [mine.recipient, theirs.recipient], by: '--to' },
    });
  });

  it.each<[string, string, string]>([
    ['nobody', '# later\n\n', 'error: .age-recipients lists nobody\n  expected: age1…, as age-keygen prints it'],
    [
      'a key of SSH',
      `${mine.recipient}\nssh-ed25519 AAAA me\n`,
      '.age-recipients:2:1: error: not a recipient\n  2 | ssh-ed25519 AAAA me\n    | ^~~~~~~~~~~~~~~~~~~\n  keys of SSH are not supported: take the age1… that age-keygen prints',
    ],
    [
      'a recipient with a mistake',
      `  age1xyz\n`,
      '.age-recipients:1:1: error: not a recipient\n  1 |   age1xyz\n    | ^~~~~~~~~\n  expected: age1…, as age-keygen prints it',
    ],
    [
      'a secret key, which is not shown',
      `${mine.key}\n`,
      '.age-recipients:1:1: error: not a recipient\n  a secret key is for its owner alone: write what "age-keygen -y" makes of it',
    ],
    [
      'others only',
      theirs.recipient,
      `error: your own key is not among the recipients (.age-recipients): you could not read vars.yaml any more\n  add it: ${mine.recipient}`,
    ],
  ])('cannot be %s', async (_, list, expected) => {
    expect(await told(site({ '.age-recipients': list }), 'vars.yaml')).toBe(expected);
  });

  it.each<[string, readonly string[], string]>([
    ['a name', ['alice'], 'error: --to takes a recipient, not "alice"\n  expected: age1…, as age-keygen prints it'],
    [
      'a secret key, which is not shown',
      [mine.key],
      'error: --to takes a recipient, not a secret key\n  a secret key is for its owner alone: write what "age-keygen -y" makes of it',
    ],
    [
      'others only',
      [theirs.recipient],
      `error: your own key is not among the recipients (--to): you could not read vars.yaml any more\n  add it: ${mine.recipient}`,
    ],
  ])('cannot be typed as %s', async (_, to, expected) => {
    expect(await told(site({}), 'vars.yaml', to)).toBe(expected);
  });
});
