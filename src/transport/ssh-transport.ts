import pRetry from 'p-retry';
import type { ClientChannel } from 'ssh2';
import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { thrownSaid } from '../model/said.ts';
import type { Link } from './link.ts';
import { Running } from './running.ts';
import { loginOf, type Target } from './target.ts';
import type { Ending, Execution, OutputSink, Transport } from './transport.ts';

/** A host that has as many programs running as it allows a connection (MaxSessions) is asked again this often. */
const AGAIN = { retries: 120, minTimeout: 20, factor: 2, maxTimeout: 500, randomize: true, unref: true } as const;

/** An SSH connection as a way to run programs. */
export class SshTransport implements Transport {
  readonly host: string;
  readonly user: string;
  readonly closed: Promise<string>;
  readonly #link: Link;
  readonly #where: string;
  readonly #grace: number;

  /** `grace`: milliseconds without output after which a program that ended counts as done, though a child holds its output open. */
  constructor(link: Link, target: Target, grace: number) {
    this.host = target.host;
    this.user = target.user;
    this.closed = link.gone;
    this.#link = link;
    this.#where = `${target.host} (${loginOf(target)})`;
    this.#grace = grace;
  }

  async execute(command: string, sink: OutputSink): Promise<Result<Execution, Failure>> {
    const { client } = this.#link;
    const start = (): Promise<Execution> =>
      new Promise((resolve, reject) => {
        client.exec(command, (error, channel) => {
          // Within this callback: how the program ended may arrive in the same packet.
          if (error === undefined) resolve(this.#follow(channel, sink));
          else reject(error);
        });
      });
    try {
      const full = ({ error }: { readonly error: Error }): boolean =>
        this.#link.reason === undefined && error.message.includes('Channel open failure');
      return ok(await pRetry(start, { ...AGAIN, shouldRetry: full }));
    } catch (error) {
      return fail(this.#refusal(thrownSaid(error)));
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #follow(channel: ClientChannel, sink: OutputSink): Execution {
    const running = new Running(sink, this.#grace, () => {
      channel.close();
    });
    channel.on('data', (chunk: Buffer) => {
      running.receive('stdout', chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      running.receive('stderr', chunk);
    });
    channel.on('exit', (code: number | null, signal?: string) => {
      running.exited(endingOf(code, signal));
    });
    // ssh2 closes a channel without waiting for what it holds of stderr, and closes all when the connection is gone.
    let streams = 2;
    const closed = (): void => {
      streams -= 1;
      if (streams > 0) return;
      if (this.#link.reason === undefined) running.drained();
      else running.lose(this.#link.reason);
    };
    channel.once('close', closed);
    channel.stderr.once('close', closed);
    return execution(channel, running);
  }

  #refusal(message: string): Failure {
    const { host } = this;
    // Between the last packet and the end of the socket ssh2 already says "Not connected".
    const reason = this.#link.reason ?? (message === 'Not connected' ? 'the host ended the connection' : undefined);
    if (reason !== undefined) {
      return {
        kind: 'lost',
        host,
        message: `${this.#where}: the connection is gone: ${reason}`,
        advice: 'Run the same command again: it looks at the host first and goes on from what is there.',
      };
    }
    return {
      kind: 'unreachable',
      host,
      message: `${this.#where}: the host does not run a command: ${message}`,
      advice: `Look at sshd's log on the host, at MaxSessions and at ForceCommand in its sshd_config.`,
    };
  }
}

const endingOf = (code: number | null, signal: string | undefined): Ending =>
  code === null ? { ending: 'signalled', signal: signal ?? 'unknown' } : { ending: 'exited', code };

const execution = (channel: ClientChannel, running: Running): Execution => ({
  ended: running.ended,
  write(data) {
    if (running.alive) channel.write(data);
  },
  end() {
    channel.end();
  },
  abandon(reason) {
    running.lose(reason);
  },
});
