import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeOctal } from '../../../src/model/octal.ts';
import { redactor } from '../../../src/model/redaction.ts';
import { quote, sh } from '../../../src/shell/sh.ts';

const PEM = '-----BEGIN KEY-----\nMIIEabcd\n+/=\n-----END KEY-----\n';

describe('a text without its secrets', () => {
  it.each<[string, readonly string[], string, string]>([
    ['no secrets', [], 'as it is', 'as it is'],
    ['a secret, wherever it stands', ['hunter2'], 'hunter2: xhunter2hunter2x', '***: x******x'],
    ['one that is part of another', ['hunter2', 'hunter22'], 'hunter2 hunter22 hunter', '*** *** hunter'],
    ['some that overlap', ['abcdef', 'defghi'], '-abcdefghi-', '-***-'],
    ['one that the stars would make', ['x***y'], 'xx***yy', '***'],
    ['signs that mean something in patterns', ['a.*(b)[c]$^\\d|-/'], 'aXX(b) a.*(b)[c]$^\\d|-/', 'aXX(b) ***'],
    ['a secret of several lines as a whole', [PEM], `key:\n${PEM}end`, 'key:\n***\nend'],
    [
      'each line of it, indented or not',
      [PEM],
      '    MIIEabcd\nEND KEY\n-----END KEY-----\r\n',
      '    ***\nEND KEY\n***\r\n',
    ],
    ['white space around it left out', ['  hunter2 \n'], 'a hunter2.', 'a ***.'],
    ['letters of any kind', ['пароль💥'], 'мой пароль💥!', 'мой ***!'],
    ['what is shorter than four characters', ['abc', '12'], 'abc 12', 'abc 12'],
  ])('%s', (_, secrets, text, expected) => {
    expect(redactor(secrets).text(text)).toBe(expected);
  });

  const odd = `it's "a\tb" \\ é💥`;

  it.each<[string, string, string]>([
    ['JSON', JSON.stringify({ a: odd }), '{"a":"***"}'],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ a: odd })), '"{\\"a\\":\\"***\\"}"'],
    ['a word of a shell', quote(odd), "'***'"],
    ['a word of a shell in another', quote(`echo ${quote(odd)}`), "'echo '\\''***'\\'''"],
    ['a script', sh`printf %s ${odd}`.text, "printf %s '***'"],
    ['a script in JSON', JSON.stringify(sh`printf %s ${odd}`.text), '"printf %s \'***\'"'],
    ['fstab', `//nas/x /mnt cifs ${escapeOctal(`pass=${odd}`)} 0 0`, '//nas/x /mnt cifs pass=*** 0 0'],
    ['a URI', `https://me:${encodeURIComponent(odd)}@example.net/`, 'https://me:***@example.net/'],
    ['base64', Buffer.from(odd).toString('base64'), '***Q=='],
    ['base64 behind one byte', Buffer.from(`:${odd}`).toString('base64'), 'Om***U='],
    ['base64 behind two bytes', Buffer.from(`ab${odd}cde`).toString('base64'), 'YWJ***Y2Rl'],
    ['base64 in URIs', Buffer.from(`user:${odd}!`).toString('base64url'), 'dXNlcjp***IQ'],
  ])('one that is written as %s', (_, text, expected) => {
    expect(redactor([odd]).text(text)).toBe(expected);
  });

  it('whatever stands around them', () => {
    const secret = fc.string({ unit: 'binary', minLength: 4 }).filter((text) => text.trim().length >= 4);
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.array(fc.string()), (secrets, around) => {
        const text = around.flatMap((part, index) => [part, secrets[index % secrets.length] ?? '']).join('');
        const redacted = redactor(secrets).text(text);
        for (const each of secrets) expect(redacted.includes(each) && each !== '***').toBe(false);
      }),
    );
  });
});

describe('a document without its secrets', () => {
  it('keeps its form', () => {
    const document = { 'key hunter2': [{ a: 'x hunter2', b: 471147, c: 4711, d: true, e: null }], f: {} };
    expect(redactor(['hunter2', '471147']).json(document)).toEqual({
      'key ***': [{ a: 'x ***', b: '***', c: 4711, d: true, e: null }],
      f: {},
    });
  });
});

describe("an event without its secrets keeps jts's own words", () => {
  const redact = (event: unknown): unknown => redactor(['done', 'trader1', '2026', 'hunter2']).told(event);

  it('by which reporters and programs tell events apart', () => {
    expect(redact({ event: 'change-ended', host: 'trader1', outcome: 'done', seconds: 2026, reason: 'done' })).toEqual({
      event: 'change-ended',
      host: 'trader1',
      outcome: 'done',
      seconds: 2026,
      reason: '***',
    });
    expect(redact({ hosts: ['trader1'], started: '2026-11-20T00:00:00Z', output: ['trader1'] })).toEqual({
      hosts: ['trader1'],
      started: '2026-11-20T00:00:00Z',
      output: ['***'],
    });
  });

  it('but for what the journal keeps', () => {
    expect(redact({ before: { host: 'hunter2', mode: ['hunter2'] } })).toEqual({
      before: { host: '***', mode: ['***'] },
    });
  });

  it('and scripts as scripts', () => {
    expect(redact({ run: sh`mount -o ${'pass=hunter2'}` })).toEqual({ run: sh`mount -o ${'pass=***'}` });
  });

  it('and shows no file that holds one, because what was there before may be one as well', () => {
    const diff = { before: 'password=swordfish\n', after: 'password=hunter2\n' };
    expect(redact({ to: 'a file', diff })).toEqual({ to: 'a file' });
    expect(redact({ to: 'a file', diff: { before: 'a\n', after: 'b\n' } })).toEqual({
      to: 'a file',
      diff: { before: 'a\n', after: 'b\n' },
    });
  });
});
