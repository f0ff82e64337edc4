import { MultiBar } from 'cli-progress';
import pc from 'picocolors';
import type { Event } from '../model/event.ts';
import { eventLines, type EventLines } from './event-text.ts';
import { printed } from './line.ts';
import { Progress } from './progress.ts';
import type { Detail, Reporter } from './reporter.ts';
import { takeTurns, type Turn } from './turns.ts';

/** Redraws a second; what happens between two of them is drawn together. */
const FRAMES = 10;

/** Columns and rows of a terminal that does not tell. */
const USUAL_WIDTH = 80;
const USUAL_HEIGHT = 24;

const CLEAR_BELOW = '\u001b[J';
/** Bars must not wrap, the lines above them must: nothing of them may be lost. */
const WRAP = '\u001b[?7h';
const NO_WRAP = '\u001b[?7l';

/** A stream that a person watches, such as `process.stdout` on a terminal. */
export type Terminal = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

class TerminalReporter {
  readonly #stream: Terminal;
  readonly #detail: Detail;
  readonly #lines: EventLines;
  readonly #progress = new Progress();
  readonly #turn = takeTurns();
  readonly #leave = (): void => {
    this.#hide();
    this.#flush();
  };
  #started = 0;
  #running = false;
  #held = false;
  #pending = '';
  #bars: MultiBar | undefined;
  #rows: readonly string[] = [];

  constructor(stream: Terminal, detail: Detail, lines: EventLines) {
    this.#stream = stream;
    this.#detail = detail;
    this.#lines = lines;
  }

  on(event: Event): void {
    this.#progress.on(event);
    if (event.event === 'run-ended') this.#end();
    this.#print(printed(this.#lines(event, this.#detail, this.#stream.columns ?? USUAL_WIDTH), pc));
    if (event.event === 'run-started') {
      this.#running = true;
      this.#started = performance.now();
      process.once('exit', this.#leave);
      if (!this.#held) this.#show();
    }
  }

  say(text: string): void {
    if (this.#held) this.#stream.write(text);
    else this.#print(text);
  }

  quietly: Turn = (work) =>
    this.#turn(async () => {
      this.#hide();
      this.#held = true;
      try {
        return await work();
      } finally {
        this.#held = false;
        this.#flush();
        if (this.#running) this.#show();
      }
    });

  close(): void {
    this.#end();
    this.#flush();
  }

  #end(): void {
    this.#running = false;
    this.#hide();
    process.off('exit', this.#leave);
  }

  #print(text: string): void {
    this.#pending += text;
    if (this.#bars === undefined && !this.#held) this.#flush();
  }

  #flush(): void {
    if (this.#pending !== '') this.#stream.write(this.#pending);
    this.#pending = '';
  }

  #show(): void {
    const bars = new MultiBar({
      stream: this.#stream,
      fps: FRAMES,
      hideCursor: true,
      clearOnComplete: true,
      linewrap: false,
      // Every frame is drawn whole: cli-progress would leave out bars that did not change, though lines moved them down.
      forceRedraw: true,
    });
    bars.on('update-pre', () => {
      this.#rows = this.#progress.rows((this.#stream.columns ?? USUAL_WIDTH) - 1, this.#seconds);
      if (this.#pending !== '') bars.log(`${CLEAR_BELOW}${WRAP}${this.#pending}${NO_WRAP}`);
      this.#pending = '';
    });
    // Bars that do not fit the screen could not be drawn over again.
    const height = Math.min(this.#progress.height, Math.max(1, (this.#stream.rows ?? USUAL_HEIGHT) - 1));
    for (let row = 0; row < height; row += 1) {
      bars.create(1, 0, {}, { format: () => this.#rows[row] ?? '' });
    }
    this.#bars = bars;
  }

  #hide(): void {
    // The last lines are drawn by an update: stopping alone would drop them.
    this.#bars?.update();
    this.#bars?.stop();
    this.#bars = undefined;
  }

  get #seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }
}

/** A reporter that owns a terminal while a run goes on. */
export interface TerminalSurface extends Reporter {
  /** Prints text, which ends with a line break, above the bars; at once while work is done quietly, as part of it. */
  say(text: string): void;
  /** Does work that uses the terminal, such as a question, without bars; one at a time, and what is to be printed waits. */
  readonly quietly: Turn;
}

/**
 * Shows on a terminal what happens: lines as in a log, and below them bars of the run and of the hosts that are worked on.
 * The cursor is back and the bars are gone after `close`, and when the process ends without it.
 */
export const terminalReporter = (stream: Terminal, detail: Detail, lines: EventLines = eventLines): TerminalSurface =>
  new TerminalReporter(stream, detail, lines);
