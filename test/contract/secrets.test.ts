import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jts, workFolder } from '../e2e/jts.ts';

// Looks at this machine, as root, and changes nothing on it.

const TOKEN = 'Tok-4711-abc';
const ODD = `it's "odd" \\ $(x)`;
const KEY = '-----BEGIN KEY-----\nMIIEabcd\n-----END KEY-----\n';
const PIN = 471147;

const ROLE = `
import { defineRole, file } from 'jts';
const text = { type: 'string' };
export default defineRole({
  name: 'leaky', summary: 'says what it is told', tier: 'all', after: [], parallelSafe: true,
  vars: { type: 'object', properties: { token: text, odd: text, key: text, pin: { type: 'integer' } } },
  desired: ({ token, odd, key, pin }) => {
    if (token === 'Boom-4711') throw new Error('it does not like ' + token);
    const content = [token, odd, key, pin].join('\\n');
    return [file({ path: '/var/tmp/jts-' + token, content, owner: 'root', group: 'root', mode: '0600' })];
  },
});
`;

const folder = workFolder();

const put = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content, { mode: 0o600 });
};

/** Everything that a run printed or stored. */
const leftBy = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await jts(['run', 'p.yaml', '-i', 'x.yaml', '--check', ...words], { folder });
  expect(code).toBe(2);
  const reports = join(folder, 'reports/latest');
  return [stdout, stderr, ...readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'))].join('\n');
};

beforeAll(async () => {
  const key = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(key));
  put('age.key', key);
  process.env['JTS_AGE_KEY_FILE'] = join(folder, 'age.key');
  put(
    'x.yaml',
    `all: { vars: { odd: !secret ${JSON.stringify(ODD)} }, hosts: { here: { transport: local, become: none } } }`,
  );
  put('group_vars/all.yaml.age', await encrypter.encrypt(JSON.stringify({ key: KEY, pin: PIN })));
  put('p.yaml', `- { name: leak, hosts: all, vars: { token: !secret ${TOKEN} }, roles: [leaky] }`);
  put('roles/leaky/role.ts', ROLE);
});
afterAll(() => {
  delete process.env['JTS_AGE_KEY_FILE'];
});

describe('the secrets of a run', () => {
  it.each([[[]], [['--verbose', '--diff']], [['--json', '--verbose']]])('are not shown: jts run %s', async (words) => {
    const left = await leftBy(...words);
    expect(left).toContain('file:/var/tmp/jts-***');
    for (const secret of [TOKEN, '"odd"', '\\"odd', 'MIIEabcd', 'BEGIN KEY', String(PIN)])
      expect(left).not.toContain(secret);
  });

  it('are not shown by an error that nobody foresaw', async () => {
    const words = ['run', 'p.yaml', '-i', 'x.yaml', '--check', '-e', 'token=!secret Boom-4711'];
    const { code, stdout, stderr } = await jts(words, { folder });
    expect([code, stdout, stderr.split('\n')[0]]).toEqual([1, '', 'Error: it does not like ***']);
    expect(stderr).not.toContain('Boom-4711');
  });
});
