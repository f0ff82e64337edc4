import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostKeyOf, type HostKey } from '../../../src/transport/host-key.ts';
import {
  hashName,
  KnownHostsFile,
  KnownKeys,
  parseKnownHosts,
  type HostNames,
} from '../../../src/transport/known-hosts.ts';

/** A key of the given type whose other bytes spell a name. */
const keyOf = (type: string, name: string): HostKey => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return hostKeyOf(Buffer.concat([length, Buffer.from(type), Buffer.from(name)]));
};

const A = keyOf('ssh-ed25519', 'A');
const B = keyOf('ssh-ed25519', 'B');
const RSA = keyOf('ssh-rsa', 'R');

const lineOf = (hosts: string, { type, base64 }: HostKey): string => `${hosts} ${type} ${base64}`;

const known = (text: string, names: HostNames): KnownKeys => new KnownKeys([new KnownHostsFile(text, 'known')], names);

describe('a line names a host', () => {
  const name = '[10.0.0.5]:2201';
  it.each([
    ['by its exact name', '[10.0.0.5]:2201', true],
    ['in a list', 'a,[10.0.0.5]:2201,b', true],
    ['in any case', '[10.0.0.5]:2201'.toUpperCase(), true],
    ['by *', '*', true],
    ['by ? for one character', '[10.0.0.?]:2201', true],
    ['but not by ? for none', '[10.0.0.5?]:2201', false],
    ['but not with another port', '[10.0.0.5]:2202', false],
    ['but not by a part of its name', '10.0.0.5', false],
    ['but not by a name in which a dot stands for anything', '[10x0.0.5]:2201', false],
    ['but not where a pattern excludes it', '*,![10.0.0.5]:2201', false],
    ['whatever a pattern excludes besides', '*,!elsewhere', true],
    ['but not by an exclusion alone', '!elsewhere', false],
    ['by its hash', hashName(name, Buffer.from('salt')), true],
    ['but not by the hash of another', hashName('[10.0.0.6]:2201', Buffer.from('salt')), false],
    ['but not by something like a hash', '|1|c2FsdA==', false],
  ])('%s', (_, hosts, trusted) => {
    expect(known(lineOf(hosts, A), [name]).standing(A).standing).toBe(trusted ? 'trusted' : 'unknown');
  });

  it('by a hash that ssh-keygen -H made', () => {
    const hosts = '|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg=';
    expect(known(lineOf(hosts, A), ['192.168.1.61']).standing(A)).toEqual({ standing: 'trusted' });
  });
});

describe('a key is', () => {
  const names: HostNames = ['[db1]:2201', 'db1'];
  const place = (hosts: string, key: HostKey, line: number, marker = 'none'): object => ({
    marker,
    hosts,
    type: key.type,
    base64: key.base64,
    file: 'known',
    line,
  });

  it.each([
    ['unknown to an empty file', '', { standing: 'unknown', authorities: [] }],
    [
      'trusted by one of several lines',
      `${lineOf('[db1]:2201', B)}\n${lineOf('[db1]:2201', A)}`,
      { standing: 'trusted' },
    ],
    ['trusted under the name without a port', lineOf('db1', A), { standing: 'trusted' }],
    ['not changed by another key under that name', lineOf('db1', B), { standing: 'unknown', authorities: [] }],
    [
      'changed where another of its type is known',
      `# first\n${lineOf('[db1]:2201', B)}`,
      { standing: 'changed', known: [place('[db1]:2201', B, 2)] },
    ],
    [
      'changed where only another type is known: an impostor would show a new type',
      lineOf('[db1]:2201', RSA),
      { standing: 'changed', known: [place('[db1]:2201', RSA, 1)] },
    ],
    [
      'changed where others are known, which are told in the order of the file',
      `${lineOf('[db?]:2201', B)}\n${lineOf('[db1]:2201', RSA)}\n${lineOf('x,[DB1]:2201', B)}`,
      {
        standing: 'changed',
        known: [place('[db?]:2201', B, 1), place('[db1]:2201', RSA, 2), place('x,[DB1]:2201', B, 3)],
      },
    ],
    [
      'revoked, though trusted as well',
      `${lineOf('[db1]:2201', A)}\n@revoked ${lineOf('*', A)}`,
      { standing: 'revoked', by: place('*', A, 2, 'revoked') },
    ],
    ['trusted where another is revoked', `${lineOf('db1', A)}\n@revoked ${lineOf('*', B)}`, { standing: 'trusted' }],
    [
      'unknown where only an authority is known',
      `@cert-authority ${lineOf('*', B)}`,
      { standing: 'unknown', authorities: [place('*', B, 1, 'cert-authority')] },
    ],
    [
      'unknown to a certificate authority with the same key',
      `@cert-authority ${lineOf('*', A)}`,
      { standing: 'unknown', authorities: [place('*', A, 1, 'cert-authority')] },
    ],
  ])('%s', (_, text, standing) => {
    expect(known(text, names).standing(A)).toEqual(standing);
  });
});

it('tells which types of keys would be trusted', () => {
  const text = `${lineOf('db1', RSA)}\n@revoked ${lineOf('db1', A)}\n${lineOf('db2', B)}`;
  expect(known(text, ['db1']).types).toEqual(['ssh-rsa']);
});

it('passes over what is no entry', () => {
  expect(
    parseKnownHosts('\n# comment\n  \nhost\nhost ssh-rsa\n@unheard-of h t k\n\tdb1  ssh-rsa\tAAAA comment\r\n', 'f'),
  ).toEqual([{ marker: 'none', hosts: 'db1', type: 'ssh-rsa', base64: 'AAAA', file: 'f', line: 7 }]);
});

/** Characters that mean something in a known_hosts file, and some that do not. */
const SPECIAL = ['*', '?', '!', ',', '|', '1', ' ', '\n', '@', '#', '[', ']', ':', '.', 'a', '='];

it('trusts no key because of anything that does not hold it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...SPECIAL), maxLength: 80 }), fc.string(), (text, name) => {
      fc.pre(!text.includes(A.base64));
      expect(known(text, [name]).standing(A).standing).not.toBe('trusted');
    }),
  );
});
