import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { userInfo } from 'node:os';
import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { Running, withResolver } from './running.ts';
import type { Execution, OutputSink, Transport } from './transport.ts';

/** Milliseconds without output after which a program that ended counts as done, though a child holds its output open. */
const GRACE = 3_000;

/** The machine that jts runs on, as a host: command lines go to `sh`, in a process group of their own. */
export class LocalTransport implements Transport {
  readonly host: string;
  readonly user = userInfo().username;
  readonly closed: Promise<string>;
  readonly #grace: number;
  readonly #running = new Set<Running>();
  readonly #close: (reason: string) => void;
  #gone: string | undefined;

  constructor(host: string, grace = GRACE) {
    this.host = host;
    this.#grace = grace;
    const { promise, resolve } = withResolver<string>();
    this.closed = promise;
    this.#close = resolve;
  }

  execute(command: string, sink: OutputSink): Promise<Result<Execution, Failure>> {
    if (this.#gone !== undefined) return Promise.resolve(fail(this.#lost(this.#gone)));
    // A group of its own: Ctrl-C on the terminal is for jts, which lets the program come to its end.
    const child = spawn('sh', ['-c', command], { detached: true, stdio: 'pipe' });
    const running = this.#follow(child, sink);
    return new Promise((resolve) => {
      child.once('error', (error) => {
        running.lose(error.message);
        resolve(fail(this.#lost(`sh could not be started: ${error.message}`)));
      });
      child.once('spawn', () => {
        resolve(ok(execution(child, running)));
      });
    });
  }

  close(): Promise<void> {
    this.#gone ??= 'closed by jts';
    this.#close(this.#gone);
    for (const running of this.#running) running.lose(this.#gone);
    return Promise.resolve();
  }

  #follow(child: ChildProcessWithoutNullStreams, sink: OutputSink): Running {
    const running = new Running(sink, this.#grace, () => {
      this.#running.delete(running);
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
    });
    this.#running.add(running);
    child.stdout.on('data', (chunk: Buffer) => {
      running.receive('stdout', chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      running.receive('stderr', chunk);
    });
    // A program may end without reading its input (EPIPE): how it ended says whether that was well.
    child.stdin.on('error', () => child.stdin.destroy());
    child.once('exit', (code, signal) => {
      running.exited(
        signal === null ? { ending: 'exited', code: code ?? Number.NaN } : { ending: 'signalled', signal },
      );
    });
    child.once('close', () => {
      running.drained();
    });
    return running;
  }

  #lost(reason: string): Failure {
    return {
      kind: 'lost',
      host: this.host,
      message: `nothing can be run on ${this.host}: ${reason}`,
      advice: 'Run the same command again.',
    };
  }
}

const execution = (child: ChildProcessWithoutNullStreams, running: Running): Execution => ({
  ended: running.ended,
  write(data) {
    if (running.alive && child.stdin.writable) child.stdin.write(data);
  },
  end() {
    child.stdin.end();
  },
  abandon(reason) {
    running.lose(reason);
  },
});
