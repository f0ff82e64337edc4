import type { Event } from '../model/event.ts';

/** Prints or stores what the engine tells; `close` is called once, after the last event. */
export interface Reporter {
  on(event: Event): void;
  close(): void | Promise<void>;
}

/** How much a person wants to read. */
export interface Detail {
  /** Show also what is as wanted, what the commands print and what they are. */
  readonly verbose: boolean;
  /** Show the whole plan, with how the content of files changes. */
  readonly diff: boolean;
}

/** Where text goes, such as a stream of the process. */
export interface TextOutput {
  write(text: string): unknown;
}
