import { randomBytes } from 'node:crypto';
import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { sh, type Shell } from '../shell/sh.ts';
import type { Ending, Execution, OutputSink } from '../transport/transport.ts';
import { LineSplitter } from './line-splitter.ts';

/** Most characters of output that one script may send; the largest honest answer seen is below 100 kB. */
const MOST_OUTPUT = 32 * 1_048_576;

/** What keeping a line costs beyond its characters, counted so that endless short lines end as soon as long ones. */
const LINE_COST = 256;

/** Seconds that a host may take on top of the deadlines within a script: a loaded host, a slow line. */
const GRACE = 30;

/** How a script ended and what it printed, the session's own marks left out. */
export interface ScriptOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly stdout: string[];
  readonly stderr: string[];
  size: number;
  status: number | undefined;
  overs: number;
  readonly onLine: ((line: string) => void) | undefined;
  readonly settle: (result: Result<ScriptOutcome, Failure>) => void;
}

/**
 * The program that serves a session: reads `SIZE\n` and a script of that many bytes, runs it, says how it ended, and so on
 * until its input ends. It is one line without `!`, because the login shell that parses it may be any.
 */
export const sessionCommand = (mark: string): Shell => {
  const loop =
    `exec {control}<&0 </dev/null; umask 022; cd /; unset CDPATH; export LC_ALL=C TZ=UTC ` +
    `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; mark=${mark}; renew() { :; }; printf "%s ready %s\\n" "$mark" "$EUID"; ` +
    `while IFS= read -r -u "$control" size; do [[ $size == beat ]] && renew; [[ $size =~ ^[0-9]+$ ]] || continue; script=$(head -c "$size" <&"$control"); eval "$script"; status=$?; ` +
    `printf "\\n%s over %s\\n" "$mark" "$status"; printf "\\n%s over %s\\n" "$mark" "$status" >&2; done`;
  return sh`bash --norc --noprofile -c ${loop}`;
};

/** The line by which the session's program says that it runs, up to its effective user id. */
export const readyLine = (mark: string): string => `${mark} ready `;

/** Starts the session's program on a host as root. */
export type StartRoot = (command: Shell, ready: string, sink: OutputSink) => Promise<Result<Execution, Failure>>;

/** One shell as root on one host, which runs one script after the other, and ends with its connection. */
export class Session {
  readonly mark: string;
  readonly #host: string;
  readonly #execution: Execution;
  #running: Running | undefined;
  #ended: Failure | undefined;

  /** Starts the shell; fails when the host does not let us become root. */
  static async open(host: string, start: StartRoot): Promise<Result<Session, Failure>> {
    const mark = `jts-${randomBytes(8).toString('hex')}`;
    // Output only arrives for a session that runs a script, so the sink may come before the session.
    const opened: { session?: Session } = {};
    const stdout = new LineSplitter((line) => opened.session?.hear('stdout', line));
    const stderr = new LineSplitter((line) => opened.session?.hear('stderr', line));
    const started = await start(sessionCommand(mark), readyLine(mark), {
      stdout: (chunk) => {
        stdout.add(chunk);
      },
      stderr: (chunk) => {
        stderr.add(chunk);
      },
    });
    if (!started.ok) return started;
    opened.session = new Session(host, mark, started.value);
    return ok(opened.session);
  }

  private constructor(host: string, mark: string, execution: Execution) {
    this.#host = host;
    this.mark = mark;
    this.#execution = execution;
    void execution.ended.then((ending) => {
      this.#end(this.#lost(ending));
    });
  }

  /** Runs a script in the session's own shell; `seconds` is what its own deadlines add up to. One at a time. */
  async run(script: Shell, seconds: number, onLine?: (line: string) => void): Promise<Result<ScriptOutcome, Failure>> {
    if (this.#ended !== undefined) return fail(this.#ended);
    if (this.#running !== undefined) throw new Error('a session runs one script at a time');
    const outcome = new Promise<Result<ScriptOutcome, Failure>>((settle) => {
      this.#running = { stdout: [], stderr: [], size: 0, status: undefined, overs: 0, onLine, settle };
    });
    // At once, so that it takes one packet where it fits in one.
    this.#execution.write(`${Buffer.byteLength(script.text) + 1}\n${script.text}\n`);
    const timer = setTimeout(
      () => {
        this.#giveUp({
          kind: 'deadline',
          host: this.#host,
          message: `${this.#host} did not finish a script within ${seconds + GRACE} s`,
          advice: `Look at the load of the host (jts ping ${this.#host}), then run again; what it does right now is not known.`,
        });
      },
      (seconds + GRACE) * 1000,
    );
    try {
      return await outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs a script in a shell of its own, which cannot change or end the session's. */
  async runApart(
    script: Shell,
    seconds: number,
    onLine?: (line: string) => void,
  ): Promise<Result<ScriptOutcome, Failure>> {
    const apart = sh`
      (
      ${script}
      )
    `;
    return this.run(apart, seconds, onLine);
  }

  /** Sends a word: to the running script where that reads from the descriptor `$control`, else to the shell after it. */
  tell(word: 'beat' | 'stop'): void {
    this.#execution.write(`${word}\n`);
  }

  /** Lets the shell on the host end after its current script. */
  close(): void {
    this.#execution.end();
  }

  private hear(stream: 'stdout' | 'stderr', line: string): void {
    const running = this.#running;
    if (running === undefined) return;
    const over = `${this.mark} over `;
    if (line.startsWith(over)) {
      running.status = Number(line.slice(over.length));
      running.overs += 1;
      if (running.overs === 2) this.#settle(ok(this.#outcome(running)));
      return;
    }
    running.size += line.length + LINE_COST;
    if (running.size > MOST_OUTPUT) {
      this.#giveUp({
        kind: 'protocol',
        host: this.#host,
        message: `${this.#host} sent more than ${MOST_OUTPUT / 1_048_576} MiB in answer to one script`,
        advice: `Look at what its shell prints: ssh ${this.#host} true`,
      });
      return;
    }
    running[stream].push(line);
    if (stream === 'stdout') running.onLine?.(line);
  }

  #outcome(running: Running): ScriptOutcome {
    // Every mark begins with a line break, which the join would otherwise take from the last line; one that is put behind a
    // joined text has the whole text copied again as soon as that is read.
    const text = (output: readonly string[]): string => (output.length === 0 ? '\n' : [...output, ''].join('\n'));
    return { status: running.status ?? Number.NaN, stdout: text(running.stdout), stderr: text(running.stderr) };
  }

  #lost(ending: Ending): Failure {
    const how =
      ending.ending === 'lost'
        ? ending.reason
        : ending.ending === 'exited'
          ? `the shell on the host exited with status ${ending.code}`
          : `the shell on the host was ended by ${ending.signal}`;
    return {
      kind: 'lost',
      host: this.#host,
      message: `the connection to ${this.#host} was lost: ${how}`,
      advice: 'Run the same command again: it looks at the host first and goes on from what is there.',
    };
  }

  #giveUp(failure: Failure): void {
    this.#end(failure);
    this.#execution.abandon(failure.kind);
  }

  #end(failure: Failure): void {
    this.#ended ??= failure;
    this.#settle(fail(this.#ended));
  }

  #settle(result: Result<ScriptOutcome, Failure>): void {
    const running = this.#running;
    this.#running = undefined;
    running?.settle(result);
  }
}
