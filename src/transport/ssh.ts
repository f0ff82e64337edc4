import { readFile } from 'node:fs/promises';
import pRetry from 'p-retry';
import type { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { Deadline } from './deadline.ts';
import { algorithmsFor } from './host-key.ts';
import { identitiesFor } from './identities.ts';
import { KeyRing } from './key-ring.ts';
import { KnownHostsFile, KnownKeys } from './known-hosts.ts';
import { openLink, type Link } from './link.ts';
import { explain } from './explain.ts';
import type { Obstacle } from './obstacle.ts';
import type { Questions } from './questions.ts';
import { OPENSSH_DEFAULTS, sshLookUp, type LookUp } from './ssh-config.ts';
import { SshTransport } from './ssh-transport.ts';
import { destinationOf, localUser, targetOf, type Target } from './target.ts';
import type { Transport } from './transport.ts';

/** How often and how fast a host that hangs up at once is tried again, as far as the deadline allows. */
const AGAIN = { retries: 8, minTimeout: 200, factor: 2, maxTimeout: 3_000, randomize: true, unref: true } as const;

/** Milliseconds between questions for a sign of life. */
const KEEPALIVE_MILLISECONDS = 10_000;

export interface SshSettings {
  /** Asks for passphrases. */
  readonly questions: Questions;
  /** The inventory as the user typed it, for the commands in advice. */
  readonly inventory: string;
  /** Reads the user's ssh configuration; by default through `ssh -G`. */
  readonly lookUp?: LookUp;
  /** Milliseconds between questions for a sign of life; three unanswered ones mean that the host is gone. */
  readonly keepalive?: number;
  /** Milliseconds without output after which a program that ended counts as done, though a child holds its output open. */
  readonly grace?: number;
}

/** Opens SSH connections for one run: keys, agents and known_hosts files are read once for all hosts. */
export class Ssh {
  readonly #settings: SshSettings;
  readonly #ring: KeyRing;
  readonly #user = localUser();
  readonly #known = new Map<string, Promise<KnownHostsFile>>();

  constructor(settings: SshSettings) {
    this.#settings = settings;
    this.#ring = new KeyRing(settings.questions);
  }

  /** Connects and logs in; every failure is `unreachable` and says what to do. */
  async open(host: Host): Promise<Result<Transport, Failure>> {
    const found = await this.target(host);
    if (!found.ok) return found;
    const target = found.value;
    const link = await this.#login(target);
    if (!link.ok) return fail(explain(link.failure, target, this.#settings.inventory));
    return ok(new SshTransport(link.value, target, this.#settings.grace ?? 3_000));
  }

  /** Everything about reaching a host, from the inventory and the user's ssh configuration. */
  async target(host: Host): Promise<Result<Target, Failure>> {
    const destination = destinationOf(host);
    const { lookUp = sshLookUp([]) } = this.#settings;
    const config = destination === undefined ? ok(OPENSSH_DEFAULTS) : await lookUp(destination);
    const target = targetOf(host, config.ok ? config.value : OPENSSH_DEFAULTS, this.#user);
    if (config.ok) return ok(target);
    return fail(explain({ obstacle: 'configuration', said: config.failure }, target, this.#settings.inventory));
  }

  /** The keys that the user's files know for a host. */
  async knownKeys({ knownHosts, names }: Target): Promise<KnownKeys> {
    const files = await Promise.all(knownHosts.map((file) => this.#knownHosts(file)));
    return new KnownKeys(files, names);
  }

  async #login(target: Target): Promise<Result<Link, Obstacle>> {
    const [identities, known] = await Promise.all([identitiesFor(this.#ring, target), this.knownKeys(target)]);
    if (!identities.ok) return fail({ obstacle: 'no identity', why: identities.failure });
    const deadline = new Deadline(target.timeout);
    try {
      return await patiently(deadline, () =>
        openLink({
          target,
          identities: identities.value,
          hostKeyAlgorithms: algorithmsFor(known.types),
          judge: (key) => known.standing(key),
          deadline,
          keepalive: this.#settings.keepalive ?? KEEPALIVE_MILLISECONDS,
        }),
      );
    } finally {
      deadline.stop();
    }
  }

  #knownHosts(file: string): Promise<KnownHostsFile> {
    const known =
      this.#known.get(file) ??
      // A file that cannot be read knows no host, as for ssh: no key is trusted on its word.
      readFile(file, 'utf8').then(
        (text) => new KnownHostsFile(text, file),
        () => new KnownHostsFile('', file),
      );
    this.#known.set(file, known);
    return known;
  }
}

/** Tries again while the host hangs up before it says anything, as sshd does with too many logins at once (MaxStartups). */
const patiently = async (
  { signal }: Deadline,
  attempt: () => Promise<Result<Link, Obstacle>>,
): Promise<Result<Link, Obstacle>> => {
  const dropped = new Error('the host hung up at once');
  let attempts = 0;
  let last: Result<Link, Obstacle> = fail({ obstacle: 'dropped', attempts });
  const once = async (): Promise<void> => {
    attempts += 1;
    last = await attempt();
    if (last.ok || last.failure.obstacle !== 'dropped') return;
    last = fail({ obstacle: 'dropped', attempts });
    throw dropped;
  };
  try {
    await pRetry(once, { ...AGAIN, signal, shouldRetry: ({ error }) => error === dropped });
  } catch (error) {
    // The end of patience or of the time: the last attempt says more.
    if (error !== dropped && !signal.aborted) throw error;
  }
  return last;
};
