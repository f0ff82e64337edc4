/** A time limit that stands still while the user is being asked. */
export class Deadline {
  readonly #controller = new AbortController();
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #pauses = 0;

  constructor(seconds: number) {
    this.#left = seconds * 1000;
    this.#run();
  }

  /** Aborts when the time is up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Follows something that may wait for the user; its time does not count. */
  async without<T>(waiting: Promise<T>): Promise<T> {
    this.#pauses += 1;
    if (this.#pauses === 1) this.#stand();
    try {
      return await waiting;
    } finally {
      this.#pauses -= 1;
      if (this.#pauses === 0) this.#run();
    }
  }

  /** Ends the limit: it never aborts from now on. */
  stop(): void {
    this.#left = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
  }

  #run(): void {
    if (this.#left === Number.POSITIVE_INFINITY) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, this.#left);
  }

  #stand(): void {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
  }
}
