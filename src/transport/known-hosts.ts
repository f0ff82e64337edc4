import { createHmac } from 'node:crypto';
import type { HostKey } from './host-key.ts';

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** Host patterns, separated by commas, or one hashed name. */
  readonly hosts: string;
  readonly type: string;
  readonly base64: string;
  readonly file: string;
  readonly line: number;
}

/** Names of a host: the first as OpenSSH writes it, the others where a matching key is believed too. */
export type HostNames = readonly [name: string, ...others: string[]];

/** What known_hosts files say of a key that a host shows; the entries are those that say so. */
export type Standing =
  | { readonly standing: 'trusted' }
  /** Nothing is known of the host; `authorities` are certificate authorities for it, which jts cannot ask. */
  | { readonly standing: 'unknown'; readonly authorities: readonly KnownHost[] }
  /** Other keys are known for the host. */
  | { readonly standing: 'changed'; readonly known: readonly [KnownHost, ...KnownHost[]] }
  | { readonly standing: 'revoked'; readonly by: KnownHost };

const markerOf = (word: string): KnownHost['marker'] | undefined => {
  if (!word.startsWith('@')) return 'none';
  if (word === '@revoked') return 'revoked';
  return word === '@cert-authority' ? 'cert-authority' : undefined;
};

/** Reads a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"); lines that make no sense are passed over, as by ssh. */
export const parseKnownHosts = (text: string, file: string): readonly KnownHost[] =>
  text.split('\n').flatMap((raw, index) => {
    const words = raw.trim().split(/\s+/);
    const [first = ''] = words;
    const marker = markerOf(first);
    if (first.startsWith('#') || marker === undefined) return [];
    const [hosts, type, base64] = marker === 'none' ? words : words.slice(1);
    if (hosts === undefined || type === undefined || base64 === undefined) return [];
    return [{ marker, hosts, type, base64, file, line: index + 1 }];
  });

const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/;

/** Hashes a name as HashKnownHosts does: HMAC-SHA1 of the name, keyed with a salt of 20 bytes. */
export const hashName = (name: string, salt: Buffer): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

/** Whether the host field of a line means a name: one of its patterns matches and no negated one does. */
const means = (hosts: string, name: string): boolean => {
  const [, salt] = HASHED.exec(hosts) ?? [];
  if (salt !== undefined) return hashName(name.toLowerCase(), Buffer.from(salt, 'base64')) === hosts;
  const patterns = hosts.split(',');
  const negated = patterns.filter((pattern) => pattern.startsWith('!'));
  if (negated.some((pattern) => glob(pattern.slice(1)).test(name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && glob(pattern).test(name));
};

/** Whether a host field is one name, which means itself alone. */
const isName = (hosts: string): boolean => !/[*?!,|]/.test(hosts);

/** The lines of a known_hosts file, found by name: the file of a thousand hosts is not to be read for each of them anew. */
export class KnownHostsFile {
  readonly #named = new Map<string, KnownHost[]>();
  readonly #patterns: readonly KnownHost[];

  constructor(text: string, file: string) {
    const entries = parseKnownHosts(text, file);
    this.#patterns = entries.filter(({ hosts }) => !isName(hosts));
    for (const entry of entries.filter(({ hosts }) => isName(hosts))) {
      const name = entry.hosts.toLowerCase();
      const known = this.#named.get(name);
      if (known === undefined) this.#named.set(name, [entry]);
      else known.push(entry);
    }
  }

  /** The lines that speak of a host under any of some names, in their order. */
  of(names: readonly string[]): readonly KnownHost[] {
    const named = names.flatMap((name) => this.#named.get(name.toLowerCase()) ?? []);
    const matching = this.#patterns.filter(({ hosts }) => names.some((name) => means(hosts, name)));
    return [...new Set([...named, ...matching])].sort((one, other) => one.line - other.line);
  }
}

/** The lines that speak of a host under its first name, or under another. */
export class KnownKeys {
  readonly #named: readonly KnownHost[];
  readonly #others: readonly KnownHost[];

  constructor(files: readonly KnownHostsFile[], [name, ...others]: HostNames) {
    this.#named = files.flatMap((file) => file.of([name]));
    this.#others = files.flatMap((file) => file.of(others)).filter((entry) => !this.#named.includes(entry));
  }

  /** Types of the keys that would be trusted. */
  get types(): readonly string[] {
    return [...this.#named, ...this.#others].filter(({ marker }) => marker === 'none').map(({ type }) => type);
  }

  /** What is known of a key that the host shows; a revocation anywhere outweighs trust. */
  standing({ base64 }: HostKey): Standing {
    const all = [...this.#named, ...this.#others];
    const by = all.find((entry) => entry.marker === 'revoked' && entry.base64 === base64);
    if (by !== undefined) return { standing: 'revoked', by };
    if (all.some((entry) => entry.marker === 'none' && entry.base64 === base64)) return { standing: 'trusted' };
    const [first, ...rest] = this.#named.filter(({ marker }) => marker === 'none');
    if (first !== undefined) return { standing: 'changed', known: [first, ...rest] };
    return { standing: 'unknown', authorities: all.filter(({ marker }) => marker === 'cert-authority') };
  }
}
