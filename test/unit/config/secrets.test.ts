import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/config/located.ts';
import { Source } from '../../../src/config/source.ts';
import { Vault } from '../../../src/config/vault.ts';
import { parseYaml } from '../../../src/config/yaml.ts';
import { told, toldOfYaml } from './explaining.ts';
import { resolve } from './resolving.ts';
import { registryOf, role } from './roles.ts';
import { site, text, valueOf } from './site.ts';

const read = (yaml: string): { readonly value: unknown; readonly secrets: readonly string[] } => {
  const result = parseYaml(new Source('x.yaml', yaml));
  if (!result.ok || !result.value) throw new Error('not read');
  const vault = new Vault();
  vault.note(result.value);
  return { value: plain(result.value), secrets: [...vault.secrets] };
};

describe('a value that is tagged !secret', () => {
  it.each<[string, string, unknown, readonly string[]]>([
    ['text', 'a: !secret hunter2', { a: 'hunter2' }, ['hunter2']],
    ['text in quotes', 'a: !secret "12345"', { a: '12345' }, ['12345']],
    ['text on several lines', 'a: !secret |\n  one1\n  two2\n', { a: 'one1\ntwo2\n' }, ['one1\ntwo2\n']],
    ['text that looks like a tag', 'a: !secret "!secret"', { a: '!secret' }, ['!secret']],
    ['a number', 'a: !secret 471147', { a: 471147 }, ['471147']],
    ['a number with a fraction', 'a: !secret 3.1415', { a: 3.1415 }, ['3.1415']],
    [
      'a mapping, with all below it',
      'a: !secret { b: hunter2, c: [x123, 4711] }',
      { a: { b: 'hunter2', c: ['x123', 4711] } },
      ['hunter2', 'x123', '4711'],
    ],
    ['a list', 'a: !secret [hunter2]', { a: ['hunter2'] }, ['hunter2']],
    ['a mapping on lines of its own', 'a: !secret\n  b: hunter2', { a: { b: 'hunter2' } }, ['hunter2']],
    ['with an anchor', 'a: &x !secret hunter2\nb: *x', { a: 'hunter2', b: 'hunter2' }, ['hunter2']],
    ['around an alias', 'a: &x hunter2\nb: !secret [*x]', { a: 'hunter2', b: ['hunter2'] }, ['hunter2']],
    [
      'around what is merged',
      'a: &x { b: hunter2 }\nc: !secret { <<: *x }',
      { a: { b: 'hunter2' }, c: { b: 'hunter2' } },
      ['hunter2'],
    ],
    [
      'with true, null and nothing below',
      'a: !secret { b: true, c: null, d: "" }',
      { a: { b: true, c: null, d: '' } },
      [],
    ],
    [
      'in quotes that were left open',
      `a: "x\n  b: !secret 'hunter2'\n  c: "`,
      { a: "x b: !secret 'hunter2' c: " },
      ["x b: !secret 'hunter2' c: "],
    ],
    ['in a comment with its lines', 'a:\n  # b: !secret |\n  #   hunter2\n  c: x', { a: { c: 'x' } }, []],
    ['in a comment that is no tag', 'a: # nothing !secret in here\n  b: x', { a: { b: 'x' } }, []],
    ['not at all', 'a: "!secret" # !secret', { a: '!secret' }, []],
  ])('%s', (_, yaml, value, secrets) => {
    expect(read(yaml)).toEqual({ value, secrets });
  });

  it.each<[string, string, string]>([
    [
      'in front of nothing',
      'a: !secret',
      '1:11: error: !secret without a value\n  write it in front of one, in quotes if need be',
    ],
    [
      'without a ":" before it',
      'all2 !secret |\n  hunter2\n',
      '1:1: error: !secret in the middle of a text\n  look before it for a missing ":"; put the text in quotes if it hides nothing',
    ],
    [
      'in a comment, above its lines',
      'a:\n  # b: !secret |\n    hunter2\n',
      '2:3: error: a comment takes !secret from the lines below it\n  make these a comment too, or word the comment otherwise',
    ],
    [
      'in a comment behind a name, above its lines',
      'a: # !secret\n\n  - hunter2\n',
      '1:4: error: a comment takes !secret from the lines below it\n  make these a comment too, or word the comment otherwise',
    ],
    [
      'in a name',
      '"a !secret hunter2": x',
      '1:1: error: the name of a value cannot be secret\n  write !secret behind the ":"',
    ],
    ['in front of true', 'a: !secret true', '1:12: error: true and false cannot be hidden\n  write it without !secret'],
    [
      'in front of a text that is too short',
      'a: !secret "x y"',
      '1:12: error: a secret shorter than 4 characters cannot be hidden: it is part of too much else\n  take a longer one; if it is no secret, write it without !secret',
    ],
    [
      'around lines that are too short',
      'a: !secret\n  - |\n    ab\n    cd\n',
      '2:5: error: a secret shorter than 4 characters cannot be hidden: it is part of too much else\n  take a longer one; if it is no secret, write it without !secret',
    ],
    [
      'in front of a name',
      '!secret a: hunter2',
      '1:9: error: the name of a value cannot be secret\n  write !secret behind the ":"',
    ],
    [
      'without a space',
      'a: !secrethunter2',
      '1:18: error: jts has no YAML tag but !secret\n  put a space behind !secret, and a text that begins with "!" in quotes',
    ],
    [
      'in front of a second tag',
      'a: !secret !hunter2 x',
      '1:12: error: not valid YAML: what is wrong here is not said, as the file holds secrets\n  look at the line, and quote values with special characters',
    ],
    [
      'in front of what looks like an alias',
      'a: !secret *hunter2',
      '1:12: error: not valid YAML: an alias with a tag or an anchor\n  quote the value if it is text that begins with "*"',
    ],
    [
      'beside what looks like an alias',
      'a: !secret [*hunter2]',
      '1:13: error: an alias without a value\n  put a text that begins with "*" in quotes',
    ],
    [
      'in front of an endless number',
      'a: !secret 99999999999999999999',
      '1:12: error: this is not a number that jts can hold exactly\n  quote it if it is text',
    ],
    [
      'in front of a colon',
      'a: !secret hunter2: x',
      '1:4: error: not valid YAML: a mapping inside the value of a line\n  quote a value that contains ": ", and indent the names of one mapping alike',
    ],
    [
      'where the parser quotes what it meets',
      'a: !secret x123\n}hunter2',
      '2:1: error: not valid YAML: what is wrong here is not said, as the file holds secrets\n  look at the line, and quote values with special characters',
    ],
  ])('is refused %s, without a word of the file', (_, yaml, expected) => {
    expect(toldOfYaml(yaml)).toBe(`x.yaml:${expected}`);
  });
});

describe('a message about a secret says its type alone', () => {
  const number = Type.Object({ pin: Type.Integer() });
  const password = Type.Object({ password: Type.String({ pattern: '^[a-z]+$', description: 'small letters' }) });
  const kind = Type.Object({ kind: Type.Union([Type.Literal('ext4'), Type.Literal('xfs')]) });

  it.each<[string, Parameters<typeof told>[0], string, string]>([
    [
      'of the wrong type',
      password,
      'password: !secret 123456',
      '1:19: error: password must be text, not this secret number\n  expected: small letters',
    ],
    [
      'that would be taken in quotes',
      Type.Object({ password: Type.String() }),
      'password: !secret 123456',
      '1:19: error: password must be text, not this secret number\n  quote it',
    ],
    [
      'that would be taken without quotes',
      number,
      'pin: !secret "123456"',
      '1:14: error: pin must be a whole number, not this secret text',
    ],
    [
      'that is below a bound',
      Type.Object({ pin: Type.Integer({ minimum: 10_000 }) }),
      'pin: !secret 4711',
      '1:14: error: pin must be at least 10000, not ***',
    ],
    [
      'of the wrong form',
      password,
      'password: !secret Hunter2',
      '1:19: error: password cannot be this secret text\n  expected: small letters',
    ],
    [
      'that is close to what is meant',
      kind,
      'kind: !secret ext44',
      '1:15: error: kind must be ext4 or xfs, not this secret text',
    ],
    [
      'that is there twice',
      Type.Object({ a: Type.Array(Type.String(), { uniqueItems: true }) }),
      'a: !secret [hunter2, hunter2]',
      '1:13: error: a has this secret text twice\n  keep one of them',
    ],
  ])('%s', (_, schema, yaml, expected) => {
    expect(told(schema, yaml)).toBe(`x.yaml:${expected}`);
  });

  it('and shows the other lines of the file', () => {
    const schema = Type.Object({ pin: Type.Integer(), port: Type.Integer() });
    expect(told(schema, 'pin: !secret hunter2\nport: x')).toBe(text`
      x.yaml:1:14: error: pin must be a whole number, not this secret text
      x.yaml:2:7: error: port must be a whole number, not "x"
        2 | port: x
          |       ^
    `);
  });

  it('and no line that another value shares with it', () => {
    const schema = Type.Object({ a: Type.Object({ pin: Type.String(), port: Type.Integer() }) });
    expect(told(schema, 'a: { pin: !secret hunter2, port: x }')).toBe(
      'x.yaml:1:34: error: a.port must be a whole number, not "x"',
    );
  });
});

describe('a run knows the secrets of all it reads', () => {
  const probe = role('probe', { vars: { say: Type.Optional(Type.Unknown()) } });
  const say = (secret: string): string => `{ say: !secret ${secret} }`;
  const files = {
    'x.yaml': `all: { vars: ${say('all-inline')}, hosts: { h: { user: !secret operator, vars: ${say('host-inline')} } } }`,
    'group_vars/all.yaml': say('group-vars'),
    'host_vars/h.yaml': say('host-vars'),
    'p.yaml': `- { hosts: h, vars: ${say('play-vars')}, roles: [{ role: probe, vars: ${say('role-vars')} }] }`,
    'e.yaml': say('extra-file'),
  };

  it('and gives roles the values as they are', () => {
    const place = site(files);
    const vault = new Vault();
    const extra = [`@${place.path('e.yaml')}`, 'say=!secret extra-value'];
    const plays = valueOf(resolve(place, { registry: registryOf(probe), extra, vault }));
    expect(plays[0]?.hosts[0]?.roles[0]?.vars).toEqual({ say: 'extra-value' });
    expect([...vault.secrets].sort()).toEqual([
      ...['all-inline', 'extra-file', 'extra-value', 'group-vars', 'host-inline', 'host-vars', 'operator'],
      ...['play-vars', 'role-vars'],
    ]);
  });
});
