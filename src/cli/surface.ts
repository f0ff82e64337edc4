import pc from 'picocolors';
import { confirmation } from '../report/confirm.ts';
import { eventLines, type EventLines } from '../report/event-text.ts';
import { jsonReporter } from '../report/json.ts';
import { printed, type Colors, type Line } from '../report/line.ts';
import { plainReporter } from '../report/plain.ts';
import type { Detail, Reporter } from '../report/reporter.ts';
import { terminalReporter } from '../report/terminal.ts';
import { takeTurns, type Turn } from '../report/turns.ts';
import type { RunFlags } from './flags.ts';
import { askLine } from './prompt.ts';

/** Where a run shows itself and asks: the reporter of its events, and the question before what cannot be undone. */
export interface Surface {
  readonly reporter: Reporter;
  readonly tell: (text: string) => void;
  /** Tells lines, in colours where there is a terminal. */
  readonly show: (lines: readonly Line[]) => void;
  readonly confirm: ReturnType<typeof confirmation>;
  /** Does work that uses the terminal, such as a question for a password. */
  readonly quietly: Turn;
}

/** What a command shows of the events of its run, to a person and to a program. */
export interface Shown {
  readonly lines: EventLines;
  readonly json: (detail: Detail) => Reporter;
}

/** Everything, as `jts run` does. */
const EVERYTHING: Shown = { lines: eventLines, json: (detail) => jsonReporter(process.stdout, detail) };

/** Chooses by the options and by whether there is a terminal: events as JSON, a live display, or plain lines. */
export const surfaceFor = (
  flags: Pick<RunFlags, 'json' | 'verbose' | 'diff' | 'yes'>,
  stop: AbortSignal,
  shown = EVERYTHING,
): Surface => {
  const detail = { verbose: flags.verbose === true, diff: flags.diff === true };
  const ask = process.stdin.isTTY && flags.json !== true ? { ask: askLine } : {};
  const base = { ...ask, assumeYes: flags.yes === true, verbose: detail.verbose, stop };
  const surface = (reporter: Reporter, tell: Surface['tell'], quietly: Turn, colors: Colors): Surface => ({
    reporter,
    tell,
    show: (lines) => {
      tell(printed(lines, colors));
    },
    confirm: confirmation({ ...base, tell, turn: quietly, colors }),
    quietly,
  });
  if (flags.json === true) {
    const tell = (text: string): void => {
      process.stderr.write(text);
    };
    return surface(shown.json(detail), tell, takeTurns(), pc.createColors(false));
  }
  if (process.stdout.isTTY) {
    const terminal = terminalReporter(process.stdout, detail, shown.lines);
    const tell = (text: string): void => {
      terminal.say(text);
    };
    return surface(terminal, tell, terminal.quietly, pc);
  }
  const tell = (text: string): void => {
    process.stdout.write(text);
  };
  return surface(plainReporter(process.stdout, detail, shown.lines), tell, takeTurns(), pc.createColors(false));
};
