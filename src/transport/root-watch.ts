import type { Ending, OutputSink } from './transport.ts';

/** Bytes of each stream kept from before the program is ready, to explain why it did not become so. */
const CHATTER = 8_192;

/** What happens on the way to a program that runs as root. */
export type Step =
  /** It runs, with this effective user id. */
  | { readonly step: 'ready'; readonly uid: string }
  | { readonly step: 'prompt' }
  | { readonly step: 'ended'; readonly ending: Ending }
  | { readonly step: 'late' };

/** Reads what comes before a program's own output: a login's greeting, sudo's complaints and prompt, the line that says ready. */
export class RootWatch implements OutputSink {
  readonly #ready: Buffer;
  readonly #prompt: Buffer;
  readonly #sink: OutputSink;
  readonly #steps: Step[] = [];
  #wake: () => void = () => undefined;
  #isReady = false;
  #out = Buffer.alloc(0);
  #err = Buffer.alloc(0);

  /** `ready` begins the line after which everything goes to the sink; `prompt` is what sudo asks for a password with. */
  constructor(ready: string, prompt: string, sink: OutputSink) {
    this.#ready = Buffer.from(`\n${ready}`);
    this.#prompt = Buffer.from(prompt);
    this.#sink = sink;
  }

  stdout(chunk: Uint8Array): void {
    if (this.#isReady) {
      this.#sink.stdout(chunk);
      return;
    }
    // The line break before it makes the first line one like the others.
    this.#out = Buffer.concat([this.#out.length === 0 ? Buffer.from('\n') : this.#out, chunk]);
    const start = this.#out.indexOf(this.#ready);
    const end = start === -1 ? -1 : this.#out.indexOf('\n', start + 1);
    if (end === -1) {
      this.#out = this.#out.subarray(-CHATTER);
      return;
    }
    this.#isReady = true;
    this.note({ step: 'ready', uid: this.#out.toString('latin1', start + this.#ready.length, end) });
    if (end + 1 < this.#out.length) this.#sink.stdout(this.#out.subarray(end + 1));
  }

  stderr(chunk: Uint8Array): void {
    if (this.#isReady) {
      this.#sink.stderr(chunk);
      return;
    }
    this.#err = Buffer.concat([this.#err, chunk]);
    for (let at = this.#err.indexOf(this.#prompt); at !== -1; at = this.#err.indexOf(this.#prompt)) {
      this.#err = Buffer.concat([this.#err.subarray(0, at), this.#err.subarray(at + this.#prompt.length)]);
      this.note({ step: 'prompt' });
    }
    this.#err = this.#err.subarray(-CHATTER);
  }

  /** Adds a step that is not seen in the output. */
  note(step: Step): void {
    this.#steps.push(step);
    this.#wake();
  }

  /** The next step, as soon as there is one. */
  async next(): Promise<Step> {
    for (;;) {
      const step = this.#steps.shift();
      if (step !== undefined) return step;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** What was printed instead of the line that says ready; standard error counts more. */
  get printed(): string {
    return `${this.#out.toString('utf8')}\n${this.#err.toString('utf8')}`;
  }
}
