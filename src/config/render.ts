import type { Position, Problem } from '../model/failure.ts';

/** Columns of a line that are shown; a longer line is cut around the mistake. */
const WIDTH = 120;
/** Columns shown before the mistake in a line that is cut. */
const LEAD = 40;

/** Shows tabs, and makes what steers a terminal or the direction of text, or is half a character, harmless, one column each. */
const visible = (text: string): string =>
  text.replaceAll('\t', '→').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '�');

const excerpt = ({ line, column, length, lineText }: Position): readonly string[] => {
  if (lineText === undefined) return [];
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const start = lineText.length > WIDTH ? Math.max(0, column - 1 - LEAD) : 0;
  const end = start + WIDTH;
  const before = start > 0 ? '…' : '';
  const shown = before + lineText.slice(start, end) + (lineText.length > end ? '…' : '');
  const squiggle = '^'.padEnd(Math.min(length, Math.max(1, end - column + 1)), '~');
  const indent = ' '.repeat(before.length + column - 1 - start);
  return [`  ${number} | ${visible(shown)}`, `  ${gutter} | ${indent}${squiggle}`];
};

/** A problem as lines of text: where and what, the line it is in with the place underlined unless it holds a secret, and
 * what to do. */
export const renderProblem = ({ message, position, advice }: Problem): string => {
  const place = position ? `${visible(position.file)}:${position.line}:${position.column}: ` : '';
  return [
    `${place}error: ${visible(message)}`,
    ...(position ? excerpt(position) : []),
    ...(advice === undefined ? [] : [`  ${visible(advice)}`]),
  ].join('\n');
};
