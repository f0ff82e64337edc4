import { spawn } from 'node:child_process';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proxy, Target } from './target.ts';

/** Bytes of what a host says first that are kept: enough for an SSH greeting and to recognise anything else. */
const FIRST_WORDS = 512;

/** Milliseconds for one address of a name with several, before the next is tried as well (Node's own 250 are short for a WAN). */
const ADDRESS_PATIENCE = 1_000;

/** Milliseconds that a proxy which has hung up may take to say why; what it started may keep its standard error open. */
const LAST_WORDS = 1_000;

/** A connection to a host's SSH port, before SSH. */
export interface Socket {
  readonly stream: Duplex;
  /** Whether the other end has taken the connection. */
  opened(): boolean;
  /** The first bytes that the other end sent. */
  heard(): string;
  /** What a proxy said on its standard error before it ended; undefined without a proxy. */
  complaint(): Promise<string | undefined>;
}

/** Starts a connection, directly or through the proxy of the user's ssh configuration. */
export const openSocket = (target: Target): Socket =>
  target.proxy === undefined ? openTcp(target) : openProxy(target.proxy);

/** Notes the first bytes as they pass; call once ssh2 has paused the stream, so that none passes it by. */
const listen = (stream: Duplex): (() => string) => {
  let heard = Buffer.alloc(0);
  const note = (chunk: Buffer): void => {
    heard = Buffer.concat([heard, chunk]).subarray(0, FIRST_WORDS);
    if (heard.length === FIRST_WORDS) stream.off('data', note);
  };
  stream.pause().on('data', note);
  return () => heard.toString('latin1');
};

const openTcp = ({ address, port, family }: Target): Socket => {
  const stream = net.connect({
    host: address,
    port,
    family,
    // ssh2 leaves Nagle's algorithm on, which costs 40 ms in every exchange.
    noDelay: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_PATIENCE,
  });
  let opened = false;
  stream.once('connect', () => {
    opened = true;
  });
  return { stream, opened: () => opened, heard: listen(stream), complaint: () => Promise.resolve(undefined) };
};

const openProxy = ({ file, arguments: words }: Proxy): Socket => {
  const child = spawn(file, words, { stdio: 'pipe', detached: true });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-FIRST_WORDS);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said = error.message;
      stream.destroy();
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  stream.once('close', () => {
    const timer = setTimeout(() => child.kill(), LAST_WORDS);
    child.once('exit', () => {
      clearTimeout(timer);
    });
  });
  const complaint = async (): Promise<string> => {
    await Promise.race([ended, sleep(LAST_WORDS, undefined, { ref: false })]);
    return said.trim();
  };
  return { stream, opened: () => true, heard: listen(stream), complaint };
};
