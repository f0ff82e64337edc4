import pc from 'picocolors';
import { eventLines, type EventLines } from './event-text.ts';
import { printed } from './line.ts';
import type { Detail, Reporter, TextOutput } from './reporter.ts';

const COLOURLESS = pc.createColors(false);

/** Prints what happens as plain lines, each with its host before it, for a log or a pipe. */
export const plainReporter = (output: TextOutput, detail: Detail, lines: EventLines = eventLines): Reporter => ({
  on: (event) => {
    const text = printed(lines(event, detail), COLOURLESS);
    if (text !== '') output.write(text);
  },
  close: () => undefined,
});
