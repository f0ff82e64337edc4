import pc from 'picocolors';
import { confirmation } from '../report/confirm.ts';
import { jsonReporter } from '../report/json.ts';
import { plainReporter } from '../report/plain.ts';
import type { Reporter } from '../report/reporter.ts';
import { terminalReporter } from '../report/terminal.ts';
import { takeTurns, type Turn } from '../report/turns.ts';
import type { RunFlags } from './program.ts';
import { askLine } from './prompt.ts';

/** Where a run shows itself and asks: the reporter of its events, and the question before what cannot be undone. */
export interface Surface {
  readonly reporter: Reporter;
  readonly tell: (text: string) => void;
  readonly confirm: ReturnType<typeof confirmation>;
  /** Does work that uses the terminal, such as a question for a password. */
  readonly quietly: Turn;
}

/** Chooses by the options and by whether there is a terminal: events as JSON, a live display, or plain lines. */
export const surfaceFor = (flags: RunFlags, stop: AbortSignal): Surface => {
  const detail = { verbose: flags.verbose === true, diff: flags.diff === true };
  const toError = (text: string): void => {
    process.stderr.write(text);
  };
  const ask = process.stdin.isTTY && flags.json !== true ? { ask: askLine } : {};
  const base = { ...ask, assumeYes: flags.yes === true, verbose: detail.verbose, stop };
  if (flags.json === true) {
    const turn = takeTurns();
    const confirm = confirmation({ ...base, tell: toError, turn, colors: pc.createColors(false) });
    return { reporter: jsonReporter(process.stdout, detail), tell: toError, confirm, quietly: turn };
  }
  if (process.stdout.isTTY) {
    const terminal = terminalReporter(process.stdout, detail);
    const tell = (text: string): void => {
      terminal.say(text);
    };
    const confirm = confirmation({ ...base, tell, turn: terminal.quietly, colors: pc });
    return { reporter: terminal, tell, confirm, quietly: terminal.quietly };
  }
  const turn = takeTurns();
  const tell = (text: string): void => {
    process.stdout.write(text);
  };
  const confirm = confirmation({ ...base, tell, turn, colors: pc.createColors(false) });
  return { reporter: plainReporter(process.stdout, detail), tell, confirm, quietly: turn };
};
