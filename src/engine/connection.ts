import pRetry from 'p-retry';
import type { Notice } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import { BEAT_SECONDS, busy, readTaking, renewed, underLease, type Claim, type Lease } from './lease.ts';
import { Session, type ScriptOutcome, type StartRoot } from './session.ts';

/** A way to a host, ready for a session as root. */
export interface Reached {
  readonly start: StartRoot;
  close(): Promise<void>;
}

/** Waits between attempts to reach a host again, in milliseconds. */
const BACKOFF = { minTimeout: 500, factor: 2, maxTimeout: 10_000, randomize: true } as const;

/** How often in a row a connection may be lost without a word from the host in between. */
const MOST_LOSSES = 5;

/**
 * Seconds for which a connection that holds has held. Of those that do not, one may be lost in a row for each second that a
 * script may take, whatever the host says in between.
 */
const STEADY = 10;

/** How often a host may ask for patience: an hour long, at the 5 s that a real one takes each time. */
const MOST_WAITS = 720;

export interface ConnectionOptions {
  readonly host: string;
  readonly reach: () => Promise<Result<Reached, Failure>>;
  /** Takes the host's lease before anything else, where the run may change it. */
  readonly claim?: Claim;
  /** Seconds for which a host that was reached once is tried again after its connection was lost. */
  readonly patience: number;
  /** Whether the run that holds a lease was this machine's and is dead. */
  readonly isDead: (lease: Lease) => boolean;
  readonly notice: (notice: Notice) => void;
  /** Told when the host is reached for the first time, and how many seconds that took. */
  readonly connected: (seconds: number) => void;
  readonly stop: AbortSignal;
}

/** A script to be run; `text` makes it, anew whenever a lost connection has been opened again. */
export interface Repeatable {
  readonly text: (mark: string) => Shell;
  /** What its own deadlines add up to. */
  readonly seconds: number;
  /** Whether it runs in the session's own shell, as it needs the lease there. */
  readonly inSession?: true;
  readonly onLine?: (line: string) => void;
}

interface Open {
  readonly session: Session;
  readonly reached: Reached;
  readonly beats: NodeJS.Timeout | undefined;
  leased: boolean;
}

const isLasting = (failure: Failure): boolean =>
  failure.kind !== 'lost' && !(failure.kind === 'unreachable' && failure.lasting !== true);

const endless = (host: string): Failure => ({
  kind: 'protocol',
  host,
  message: `${host} says again and again that it is still at work for a controller that is gone`,
  advice: `See whose it is, and end that: jts unlock ${host}`,
});

/** A root shell on one host, which is opened again, and the script of that moment run again, when its connection is lost. */
export class Connection {
  readonly #options: ConnectionOptions;
  #open: Open | undefined;
  /** Hanging up the last connection, which the next one does not wait for. */
  #leaving: Promise<void> = Promise.resolve();
  /** Whose lease may be taken although it has not expired. */
  #over = '';
  #wasOpen = false;
  /** Whether the last connection was lost, and not closed. */
  #isLost = false;
  /** Whether the host is to be told, on a new connection, that it can still be reached. */
  #isUnproved = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Runs a script, whose output comes whole; one that is repeated must do no harm by that. */
  async run(script: Repeatable): Promise<Result<ScriptOutcome, Failure>> {
    let losses = 0;
    let unsteady = 0;
    let waits = 0;
    const onLine = (line: string): void => {
      losses = 0;
      script.onLine?.(line);
    };
    for (;;) {
      const open = await this.#session();
      if (!open.ok) return open;
      const begun = performance.now();
      const ran = await this.#once(open.value, { ...script, onLine });
      if (ran === 'again') {
        waits += 1;
        if (waits <= MOST_WAITS) continue;
        return fail(endless(this.#options.host));
      }
      if (ran.ok || ran.failure.kind !== 'lost') return ran;
      await this.#hangUp();
      losses += 1;
      unsteady = performance.now() - begun < STEADY * 1000 ? unsteady + 1 : 0;
      if (losses > MOST_LOSSES || unsteady > script.seconds || this.#options.stop.aborted) return ran;
      this.#tellLost(ran.failure.message);
    }
  }

  /** Opens the connection anew with the next script, or at the end at last, by which the host is told that it can be reached. */
  renew(): void {
    this.#leaving = this.#hangUp();
    this.#isLost = false;
    this.#isUnproved = true;
  }

  /** Sends a word to the script that runs in the session; goes nowhere while there is no connection. */
  tell(word: 'stop'): void {
    this.#open?.session.tell(word);
  }

  /** Ends the shell and the connection, never what the host does under systemd. */
  async close(): Promise<void> {
    if (this.#isUnproved && !this.#isLost) await this.#prove();
    await Promise.all([this.#leaving, this.#hangUp()]);
  }

  /** Takes the lease on a new connection, for no other purpose; the operator has asked to stop, so there is one attempt. */
  async #prove(): Promise<void> {
    await this.#hangUp();
    const open = await this.#connect();
    if (!open.ok) return;
    this.#open = open.value;
    await this.#once(open.value, { text: () => sh`:`, seconds: 1 });
  }

  #tellLost(message: string): void {
    this.#isLost = true;
    this.#options.notice({ notice: 'connection-lost', message: `${message}; trying to reach it again` });
  }

  async #hangUp(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    clearInterval(open?.beats);
    open?.session.close();
    await open?.reached.close();
  }

  async #once(open: Open, script: Repeatable): Promise<Result<ScriptOutcome, Failure> | 'again'> {
    const { host, claim } = this.#options;
    const { session } = open;
    const own = script.text(session.mark);
    const body = script.inSession === true ? own : lines([sh`(`, own, sh`)`]);
    if (claim === undefined) return session.run(body, script.seconds, script.onLine);
    const held = renewed(script.seconds, body);
    if (open.leased) return session.run(held, script.seconds, script.onLine);
    const ran = await session.run(underLease(claim, held, this.#over), script.seconds, script.onLine);
    if (!ran.ok) return ran;
    const taking = readTaking(host, ran.value);
    switch (taking.taking) {
      case 'taken':
        open.leased = true;
        this.#isUnproved = false;
        return ran;
      case 'failed':
        return fail(taking.failure);
      case 'busy':
        if (this.#over === taking.lease.run || !this.#options.isDead(taking.lease)) {
          return fail(busy(host, taking.lease));
        }
        this.#over = taking.lease.run;
        return 'again';
      case 'winding down':
        return this.#waitFor(taking.batch);
    }
  }

  #waitFor(batch: string): 'again' | Result<never, Failure> {
    const { host, stop, notice } = this.#options;
    const message = `${host} still makes the last change of batch ${batch}, whose controller is gone`;
    if (stop.aborted) return fail({ kind: 'interrupted', message: `stopped by the operator while ${message}` });
    notice({ notice: 'waiting', message: `${message}; waiting for its end` });
    return 'again';
  }

  async #session(): Promise<Result<Open, Failure>> {
    if (this.#open !== undefined) return ok(this.#open);
    const begun = performance.now();
    const opened = this.#wasOpen ? await this.#reopen(begun) : await this.#connect();
    if (!opened.ok) return opened;
    if (!this.#wasOpen) this.#options.connected((performance.now() - begun) / 1000);
    this.#open = opened.value;
    this.#wasOpen = true;
    if (!this.#options.stop.aborted) return opened;
    const { host } = this.#options;
    return fail({ kind: 'interrupted', message: `stopped by the operator before ${host} was looked at` });
  }

  async #connect(): Promise<Result<Open, Failure>> {
    const reached = await this.#options.reach();
    if (!reached.ok) return reached;
    const session = await Session.open(this.#options.host, reached.value.start);
    if (!session.ok) {
      await reached.value.close();
      return session;
    }
    const beats =
      this.#options.claim &&
      setInterval(() => {
        session.value.tell('beat');
      }, BEAT_SECONDS * 1000).unref();
    return ok({ session: session.value, reached: reached.value, beats, leased: false });
  }

  async #reopen(begun: number): Promise<Result<Open, Failure>> {
    const { host, patience, stop, notice } = this.#options;
    let last: Result<Open, Failure> | undefined;
    const again = new Error('not reached');
    const attempt = async (): Promise<void> => {
      last = await this.#connect();
      if (last.ok || isLasting(last.failure)) return;
      if (!this.#isLost) this.#tellLost(last.failure.kind === 'configuration' ? '' : last.failure.message);
      throw again;
    };
    try {
      await pRetry(attempt, { ...BACKOFF, retries: Infinity, maxRetryTime: patience * 1000, signal: stop });
    } catch (error) {
      if (error !== again && !stop.aborted) throw error;
    }
    const seconds = Math.round((performance.now() - begun) / 1000);
    if (last?.ok === true) {
      if (this.#isLost) notice({ notice: 'reconnected', message: `${host} is reached again after ${seconds} s` });
      return last;
    }
    const why = last === undefined ? '' : `: ${last.failure.kind === 'configuration' ? '' : last.failure.message}`;
    return fail({
      kind: 'lost',
      host,
      message: `the connection to ${host} was lost, and it could not be reached again within ${seconds} s${why}`,
      advice:
        'Run the same command again once it can be reached: it looks at the host first and goes on from what is there.',
    });
  }
}
