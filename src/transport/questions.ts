import { Secret } from '../model/secret.ts';

/** Asks the user for a line without showing it; undefined when nobody can be asked or the user declines. */
export type Ask = (prompt: string) => Promise<string | undefined>;

/** The secrets that one run needs: each is asked for once, however many hosts need it, and one at a time. */
export class Questions {
  readonly #ask: Ask;
  readonly #answers = new Map<string, Promise<Secret | undefined>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The answer to a prompt, e.g. `sudo password: `. */
  secret(prompt: string): Promise<Secret | undefined> {
    const known = this.#answers.get(prompt);
    if (known !== undefined) return known;
    const answer = this.#last.then(async () => {
      const text = await this.#ask(prompt);
      return text === undefined ? undefined : new Secret(text);
    });
    this.#answers.set(prompt, answer);
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}
