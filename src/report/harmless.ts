/** Characters of a line that are shown; hosts decide how long their lines are. */
const LONGEST = 2000;
/** Characters of a line that are drawn: a progress display that draws over itself is longer than what it shows. */
const LONGEST_DRAWN = 20_000;

/** Control characters, invisible ones that turn or hide text (bidi, zero width), line separators and halves of pairs. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

const ESCAPE = '\u001b';
const BELL = '\u0007';
/**
 * Sequences of ECMA-48: CSI (colours, cursor), OSC (titles, links) and the short ones. Node's own pattern for them takes
 * quadratic time on a line made for it; in this one no two neighbouring parts can match the same character.
 */
const SEQUENCES = new RegExp(
  [
    `(?:${ESCAPE}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)`,
    `${ESCAPE}[ -/]*[0-Z\\\\^-~]`,
  ].join('|'),
  'gu',
);

const spelledOut = (character: string): string =>
  character === '\t' ? '  ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Makes one line of text safe for a terminal and a log, wherever it came from: characters that a terminal would obey or not
 * show are spelled out, so that none of them can hide or replace words before it, and what is too long is cut.
 */
export const harmless = (text: string): string => {
  const safe = text.slice(0, LONGEST + 1).replaceAll(HARMFUL, spelledOut);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST).replace(/\p{Cs}$/u, '')}…` : safe;
};

/**
 * What a terminal would show of one line that a program printed: without colours, and with backspaces and carriage returns
 * obeyed, as mkfs uses them. To be applied to that line alone, as it would draw over any words before it.
 */
export const drawn = (line: string): string => {
  const cells: string[] = [];
  let column = 0;
  for (const character of line.slice(0, LONGEST_DRAWN).replaceAll(SEQUENCES, '')) {
    if (character === '\r') column = 0;
    else if (character === '\b') column = Math.max(0, column - 1);
    else {
      cells[column] = character;
      column += 1;
    }
  }
  return cells.join('').trimEnd();
};
