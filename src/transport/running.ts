import { thrownSaid } from '../model/said.ts';
import type { Ending, OutputSink } from './transport.ts';

/**
 * The life of one execution, which every transport tells alike: output, then an exit status, then the end of output.
 * A background child that holds the output open delays that end: once the status is known, `grace` milliseconds without
 * output are enough.
 */
export class Running {
  readonly ended: Promise<Ending>;
  readonly #sink: OutputSink;
  readonly #grace: number;
  readonly #letGo: () => void;
  readonly #resolve: (ending: Ending) => void;
  #settled = false;
  #exit: Ending | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `letGo` frees what the transport holds for this execution; it is called once, when nothing more is of interest. */
  constructor(sink: OutputSink, grace: number, letGo: () => void) {
    const { promise, resolve } = withResolver<Ending>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#sink = sink;
    this.#grace = grace;
    this.#letGo = letGo;
  }

  /** Whether the execution goes on, so that input still has a reader. */
  get alive(): boolean {
    return !this.#settled && this.#exit === undefined;
  }

  /** Hands out a piece of output. */
  receive(stream: 'stdout' | 'stderr', chunk: Uint8Array): void {
    if (this.#settled) return;
    this.#timer?.refresh();
    try {
      this.#sink[stream](chunk);
    } catch (error) {
      this.lose(`its output could not be taken: ${thrownSaid(error)}`);
    }
  }

  /** Notes how the program ended; output may follow. */
  exited(ending: Ending): void {
    if (this.#settled || this.#exit !== undefined) return;
    this.#exit = ending;
    this.#timer = setTimeout(() => {
      this.#settle(ending);
    }, this.#grace);
  }

  /** Notes that all output was handed out and nothing follows. */
  drained(): void {
    this.#settle(this.#exit ?? { ending: 'lost', reason: 'the host did not say how the program ended' });
  }

  /** Ends the execution without knowing how the program ended, or without all its output. */
  lose(reason: string): void {
    this.#settle({ ending: 'lost', reason });
  }

  #settle(ending: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#resolve(ending);
    this.#letGo();
  }
}

/** A promise with the function that resolves it (`Promise.withResolvers` needs Node 22). */
export const withResolver = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
