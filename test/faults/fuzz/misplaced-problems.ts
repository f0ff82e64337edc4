import type { Problem } from '../../../src/model/failure.ts';
import { renderProblem } from '../../../src/config/render.ts';

/** What is wrong with where a problem says that it is, given the texts of the files that the user wrote; undefined: nothing. */
export const misplaced = (problem: Problem, texts: ReadonlyMap<string, string>): string | undefined => {
  const { message, position } = problem;
  if (position === undefined) return `no position: ${message}`;
  const text = texts.get(position.file);
  if (text === undefined) return `a position in ${position.file}, which nobody wrote: ${message}`;
  const line = text.split('\n')[position.line - 1]?.replace(/\r$/, '');
  if (line === undefined) return `${position.file} has no line ${position.line}: ${message}`;
  if (position.lineText !== undefined && position.lineText !== line)
    return `${position.file} has another line ${position.line}: ${message}`;
  if (position.column < 1 || position.column > line.length + 1 || position.length < 1)
    return `${position.file}:${position.line} has no column ${position.column}: ${message}`;
  const shown = renderProblem(problem);
  if (/[\p{Cf}\p{Cs}\u2028\u2029]|[^\P{Cc}\n]/u.test(shown)) return `control characters in ${JSON.stringify(shown)}`;
  return shown.split('\n').length > 4 ? `more than four lines: ${shown}` : undefined;
};
