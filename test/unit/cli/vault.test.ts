import { describe, expect, it, vi } from 'vitest';
import { site, type Site } from '../config/site.ts';
import { armored, mine, useKeyFile } from '../vault/keys.ts';
import { jts } from './command.ts';

const FILE = 'group_vars/all/s.yaml';

const at = (files: Readonly<Record<string, string>>): Site => {
  const place = site({ 'x.yaml': 'all: { hosts: { t1: { user: !secret operator } } }', ...files });
  useKeyFile(place, mine.key);
  return place;
};

/** What a command printed, with paths as seen from the folder of the files. */
const typed = async (place: Site, ...words: readonly string[]) => {
  const { code, stdout, stderr } = await jts(...words);
  const short = (text: string): string => text.replaceAll(`${place.path('')}/`, '');
  return { code, stdout: short(stdout), stderr: short(stderr) };
};

describe('jts vault', () => {
  it('takes a file from plain to encrypted, to edited and to a run', async () => {
    const place = at({ [FILE]: 'say: hunter2\npin: 471147\n' });
    const encrypted = `${place.path(FILE)}.age`;
    expect(await typed(place, 'vault', 'encrypt', place.path(FILE))).toEqual({
      code: 0,
      stdout:
        'group_vars/all/s.yaml.age is encrypted for one key (your key file). group_vars/all/s.yaml is removed.\n' +
        'If it was ever committed or copied, the secrets are still there: change them.\n',
      stderr: '',
    });
    vi.stubEnv('VISUAL', 'sed -i s/hunter2/hunter3/');
    expect(await typed(place, 'vault', 'edit', encrypted)).toEqual({
      code: 0,
      stdout: 'group_vars/all/s.yaml.age is encrypted for one key (your key file).\n',
      stderr: '',
    });
    expect(await typed(place, 'vault', 'view', encrypted)).toEqual({
      code: 0,
      stdout: 'say: hunter3\npin: 471147\n',
      stderr: '',
    });
    const { stdout } = await typed(place, 'inventory', '--list', '-i', place.path('x.yaml'));
    expect(JSON.parse(stdout)).toMatchObject({
      _meta: { hostvars: { t1: { ansible_user: '***', say: '***', pin: '***' } } },
    });
    expect((await typed(place, 'inventory', '-i', place.path('x.yaml'))).stdout).toBe(
      'all\n└── ungrouped\n    └── t1  ***@t1\n',
    );
  });

  it.each<[string, readonly string[], string]>([
    [
      'a file that is not encrypted',
      ['view', 'plain.yaml'],
      'error: plain.yaml is no name of an encrypted file of variables\n  encrypt it: jts vault encrypt plain.yaml\n',
    ],
    [
      'the name that it had before',
      ['edit', 'vars.yaml'],
      'error: vars.yaml is not there\n  did you mean "vars.yaml.age"?\n',
    ],
    [
      'a name that is not read',
      ['edit', 'vars.age'],
      'error: vars.age is no name of an encrypted file of variables\n  give it a name that ends in .yaml.age\n',
    ],
    [
      'a file that is not there',
      ['view', 'vras.yaml.age'],
      'error: vras.yaml.age does not exist\n  did you mean "vars.yaml.age"?\n',
    ],
  ])('tells of %s', async (_, [command = '', file = ''], expected) => {
    const place = at({ 'plain.yaml': 'a: 1', 'vars.yaml.age': await armored('a: hunter2', mine.recipient) });
    expect(await typed(place, 'vault', command, place.path(file))).toEqual({ code: 64, stdout: '', stderr: expected });
  });

  it('tells of mistakes without a terminal, and asks nobody', async () => {
    const place = at({ 'vars.yaml.age': await armored('a: hunter2\n', mine.recipient) });
    vi.stubEnv('VISUAL', 'sed -i s/hunter2/@hunter2/');
    expect(await typed(place, 'vault', 'edit', place.path('vars.yaml.age'))).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'vars.yaml.age:1:4: error: not valid YAML: what is wrong here is not said, as the file holds secrets\n  quote the value\n' +
        'error: your changes are given up: vars.yaml.age is as it was\n',
    });
  });

  it.each<[string, readonly string[], string]>([
    ['a file', ['vault', 'edit'], "error: missing required argument 'file'\n(jts vault edit --help tells more)\n"],
    [
      'a command',
      ['vault', 'veiw', 'x'],
      "error: unknown command 'veiw'\n(Did you mean view?)\n(jts vault --help tells more)\n",
    ],
  ])('asks for %s', async (_, words, stderr) => {
    expect(await jts(...words)).toEqual({ code: 64, stdout: '', stderr });
  });
});
