import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';

/** How an execution ended; `lost` means that nobody knows how it ended on the host. */
export type Ending =
  | { readonly ending: 'exited'; readonly code: number }
  | { readonly ending: 'signalled'; readonly signal: string }
  | { readonly ending: 'lost'; readonly reason: string };

/** A program running on a host, with its input open. */
export interface Execution {
  /** Sends bytes (text as UTF-8) to the program's standard input; what is sent after it ended goes nowhere. */
  write(data: string | Uint8Array): void;
  /** Closes the program's standard input. */
  end(): void;
  /** Resolves once when the program has ended and all its output was handed out; never rejects. */
  readonly ended: Promise<Ending>;
  /** Drops the channel without waiting; the program may go on. `ended` then resolves as `lost`. */
  abandon(reason: string): void;
}

/** Receives output as it arrives; chunks are raw bytes and may split characters and lines. A throw in one ends the execution as `lost`. */
export interface OutputSink {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
}

/** An open way to one host. */
export interface Transport {
  /** Name of the host in the inventory. */
  readonly host: string;
  /** Name of the login, which may come from the user's ssh configuration. */
  readonly user: string;
  /** Starts a command line, which the login user's shell parses; keep it short and send scripts through its input. */
  execute(command: string, sink: OutputSink): Promise<Result<Execution, Failure>>;
  /** Resolves when the connection is gone, with the reason, whether `close` was called or not. */
  readonly closed: Promise<string>;
  /** Ends the connection; never throws. */
  close(): Promise<void>;
}
