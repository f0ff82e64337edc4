import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { thrownSaid } from '../model/said.ts';
import { Deadline } from './deadline.ts';
import { KEY_FAMILIES, type HostKey } from './host-key.ts';
import { hashName, type KnownKeys, type Standing } from './known-hosts.ts';
import { openLink } from './link.ts';
import { explain } from './explain.ts';
import type { Obstacle } from './obstacle.ts';
import type { Ssh } from './ssh.ts';
import type { Target } from './target.ts';

/** The keys that a host shows, and where those that the user believes are to be kept. */
export interface ShownKeys {
  /** The host as a known_hosts file names it, e.g. `[127.0.0.1]:2201`. */
  readonly name: string;
  readonly file: string;
  /** Whether the user's configuration wants names hashed (HashKnownHosts). */
  readonly hashed: boolean;
  readonly trusted: readonly HostKey[];
  readonly unknown: readonly HostKey[];
}

type Refused = Exclude<Standing, { standing: 'trusted' }>;

/**
 * Asks a host for its key of each family (ed25519, ecdsa, rsa) without logging in, as ssh-keyscan does.
 * A key that differs from a known one, or is revoked, is a failure: it is not for a yes or no.
 */
export const scanHostKeys = async (ssh: Ssh, host: Host, inventory: string): Promise<Result<ShownKeys, Failure>> => {
  const found = await ssh.target(host);
  if (!found.ok) return found;
  const target = found.value;
  const known = await ssh.knownKeys(target);
  const scans = await Promise.all(KEY_FAMILIES.map((family) => showKey(target, family)));
  const keys = scans.filter((scan) => scan.ok).map(({ value }) => value);
  const [first] = scans;
  if (keys.length === 0 && first?.ok === false) return fail(explain(first.failure, target, inventory));
  const trusted = keys.filter((key) => known.standing(key).standing === 'trusted');
  const refused = keys.flatMap((key) => {
    const standing = standingBeside(known, key, trusted.length > 0);
    return standing.standing === 'trusted' ? [] : [{ key, standing }];
  });
  const bad = refused.find(({ standing }) => standing.standing !== 'unknown');
  if (bad !== undefined) return fail(explain({ obstacle: 'host key', ...bad }, target, inventory));
  const { names, knownHosts, hashNames } = target;
  return ok({
    name: names[0],
    file: knownHosts[0],
    hashed: hashNames,
    trusted,
    unknown: refused.map(({ key }) => key),
  });
};

/** A host that proved itself by one key may have others of which nothing is known yet. */
const standingBeside = (known: KnownKeys, key: HostKey, proven: boolean): Standing => {
  const standing = known.standing(key);
  const other = standing.standing === 'changed' && standing.known.every(({ type }) => type !== key.type);
  return proven && other ? { standing: 'unknown', authorities: [] } : standing;
};

/** Connects up to the key exchange, where it looks at the key and hangs up. */
const showKey = async (
  target: Target,
  hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[],
): Promise<Result<HostKey, Obstacle>> => {
  const decline = (): Refused => ({ standing: 'unknown', authorities: [] });
  const deadline = new Deadline(target.timeout);
  try {
    const link = await openLink({ target, identities: [], hostKeyAlgorithms, judge: decline, deadline, keepalive: 0 });
    if (link.ok) throw new Error('a connection went on although its host key was declined');
    return link.failure.obstacle === 'host key' ? ok(link.failure.key) : link;
  } finally {
    deadline.stop();
  }
};

/** Appends keys to a known_hosts file, which is made with mode 0600 where it is missing (its directory with 0700). */
export const remember = async (
  { name, file, hashed }: Pick<ShownKeys, 'name' | 'file' | 'hashed'>,
  keys: readonly HostKey[],
): Promise<Result<void, Failure>> => {
  const written = (): string => (hashed ? hashName(name, randomBytes(20)) : name);
  const lines = keys.map(({ type, base64 }) => `${written()} ${type} ${base64}\n`).join('');
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // One append: what ssh or another jts adds meanwhile stays, and so does a symbolic link.
    const handle = await open(file, 'a+', 0o600);
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      await handle.appendFile(size === 0 || last.toString() === '\n' ? lines : `\n${lines}`);
    } finally {
      await handle.close();
    }
    return ok(undefined);
  } catch (error) {
    return fail({
      kind: 'configuration',
      problems: [
        {
          message: `the host key cannot be written to ${file}: ${thrownSaid(error)}`,
          advice: `Correct its owner or mode.`,
        },
      ],
    });
  }
};
