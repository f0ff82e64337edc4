import { NodeSSH } from 'node-ssh';
import type { Client, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import { fail, ok, type Result } from '../model/result.ts';
import { firstSaid } from '../model/said.ts';
import type { Deadline } from './deadline.ts';
import { hostKeyOf, type HostKey } from './host-key.ts';
import { Offer } from './identities.ts';
import { KeyUnusable, type Identity } from './key-ring.ts';
import type { Standing } from './known-hosts.ts';
import type { Obstacle, Stage } from './obstacle.ts';
import { openSocket, type Socket } from './socket.ts';
import type { Target } from './target.ts';

/** Without diffie-hellman-group-exchange, which blocks the process for 1.2 s a connection, and without SHA-1. */
const KEY_EXCHANGES: KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
];

/** How many questions for a sign of life may go unanswered. */
const UNANSWERED = 3;

export interface LinkOptions {
  readonly target: Target;
  readonly identities: readonly Identity[];
  readonly hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[];
  /** Decides on the key that the host shows, at once: ssh2 takes a promise for a yes. Only `trusted` goes on. */
  readonly judge: (key: HostKey) => Standing;
  readonly deadline: Deadline;
  /** Milliseconds between questions for a sign of life. */
  readonly keepalive: number;
}

/** What was seen of a connection while it was set up. */
interface Seen {
  exchanged: boolean;
  error: Error | undefined;
  hostKey: { key: HostKey; standing: Exclude<Standing, { standing: 'trusted' }> } | undefined;
  /** How often the host was ready to look at a way to log in: first the keys, then what else it would take. */
  turn: number;
  methods: readonly string[];
}

/** An SSH connection, logged in. */
export class Link {
  readonly client: Client;
  /** Resolves with the reason when the connection is gone. */
  readonly gone: Promise<string>;
  readonly #socket: Socket;
  readonly #seen: Seen;
  #reason: string | undefined;

  constructor(client: Client, socket: Socket, seen: Seen) {
    this.client = client;
    this.#socket = socket;
    this.#seen = seen;
    this.gone = new Promise((resolve) => {
      client.once('close', () => {
        this.#reason = reasonOf(seen.error);
        resolve(this.#reason);
      });
    });
  }

  /** Why the connection is gone; undefined while it is there. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Says goodbye, and hangs up when the host does not within a second. */
  async close(): Promise<void> {
    this.#seen.error ??= new Error('closed by jts');
    this.client.end();
    const timer = setTimeout(() => this.#socket.stream.destroy(), 1_000);
    await this.gone;
    clearTimeout(timer);
  }
}

const reasonOf = (error: Error | undefined): string => {
  if (error === undefined) return 'the host ended the connection';
  return error.message === 'Keepalive timeout' ? 'the host gives no sign of life' : firstSaid(error.message);
};

/** Connects, checks the host's key and logs in; one attempt. */
export const openLink = async (options: LinkOptions): Promise<Result<Link, Obstacle>> => {
  const { target, identities, hostKeyAlgorithms, judge, deadline, keepalive } = options;
  const seen: Seen = { exchanged: false, error: undefined, hostKey: undefined, turn: 0, methods: [] };
  const socket = openSocket(target);
  const hangUp = (): void => {
    socket.stream.destroy();
  };
  const offer = new Offer(identities, async (signature) => {
    const signed = await deadline.without(signature);
    // The host may have hung up while the user was asked; ssh2 throws when it is to sign for a dead connection.
    return socket.stream.destroyed ? new Promise<never>(() => undefined) : signed;
  });
  const ssh = new NodeSSH();
  const opening = ssh.connect({
    sock: socket.stream,
    username: target.user,
    readyTimeout: 0,
    keepaliveInterval: keepalive,
    keepaliveCountMax: UNANSWERED,
    algorithms: { kex: KEY_EXCHANGES, serverHostKey: [...hostKeyAlgorithms] },
    hostVerifier: (blob: Buffer): boolean => {
      const key = hostKeyOf(blob);
      const standing = judge(key);
      if (standing.standing === 'trusted') return true;
      seen.hostKey = { key, standing };
      return false;
    },
    authHandler: (methods: readonly string[] | null) => {
      seen.turn += 1;
      if (seen.turn === 1) return { type: 'agent', username: target.user, agent: offer };
      // Where no key will do: ssh2 only tells what the host wants instead in answer to another method.
      if (seen.turn === 2) return { type: 'none', username: target.user };
      seen.methods = (methods ?? []).map(firstSaid);
      return false;
    },
  });
  const client = ssh.connection;
  if (client === null) throw new Error('node-ssh made no client');
  // At once: node-ssh takes its own listener away after connecting, and an error without one ends the process.
  client.on('error', (error) => {
    seen.error ??= error;
  });
  client.on('handshake', () => {
    seen.exchanged = true;
  });
  const link = new Link(client, socket, seen);
  deadline.signal.addEventListener('abort', hangUp, { once: true });
  try {
    await opening;
    return ok(link);
  } catch {
    hangUp();
    return fail(await obstacleOf(seen, seen.error ?? new Error('the host hung up'), socket, options));
  } finally {
    deadline.signal.removeEventListener('abort', hangUp);
  }
};

const stageOf = (seen: Seen, socket: Socket): Stage => {
  if (!socket.opened()) return 'connecting';
  if (!/^SSH-/m.test(socket.heard())) return 'greeting';
  return seen.exchanged ? 'login' : 'key exchange';
};

const obstacleOf = async (
  seen: Seen,
  error: Error,
  socket: Socket,
  { identities, deadline }: LinkOptions,
): Promise<Obstacle> => {
  const stage = stageOf(seen, socket);
  const tried = identities.map(({ label }) => label);
  if (deadline.signal.aborted) return { obstacle: 'timeout', stage };
  if (seen.hostKey !== undefined) return { obstacle: 'host key', ...seen.hostKey };
  if (error instanceof KeyUnusable) return { obstacle: 'key', message: error.message, advice: error.advice };
  if (stage === 'connecting')
    return { obstacle: 'network', code: 'code' in error ? String(error.code) : error.message };
  if (stage === 'greeting') return silenceOf(socket.heard().trim(), await socket.complaint());
  const tooMany = /^Too many authentication failures/.test(error.message);
  if (tooMany && seen.turn === 1) return { obstacle: 'too many keys', tried };
  if (tooMany || /^All configured authentication methods failed/.test(error.message)) {
    return { obstacle: 'refused', tried, methods: seen.methods };
  }
  return { obstacle: 'broken', stage, reason: firstSaid(error.message) };
};

/** What it means that the other end hung up without an SSH greeting. */
const silenceOf = (heard: string, complaint: string | undefined): Obstacle => {
  if (complaint !== undefined) return { obstacle: 'proxy', said: complaint || heard };
  // Some versions of sshd say why they hang up.
  if (heard === '' || /^Exceeded MaxStartups|^Not allowed at this time/.test(heard)) {
    return { obstacle: 'dropped', attempts: 1 };
  }
  return { obstacle: 'not ssh', heard: heard.split(/\r?\n/, 1)[0] ?? '' };
};
