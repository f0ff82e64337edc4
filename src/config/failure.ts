import type { Failure, Problem } from '../model/failure.ts';
import { positionOf, type Span } from './source.ts';

/** Inventory, playbook or variables are wrong; `problems` has at least one entry. */
export type ConfigurationFailure = Extract<Failure, { kind: 'configuration' }>;

/** The command line asks for something that does not exist. */
export type UsageFailure = Extract<Failure, { kind: 'usage' }>;

const key = ({ message, position }: Problem): string =>
  position ? `${position.file}:${position.line}:${position.column} ${message}` : message;

const byPlace = (one: Problem, other: Problem): number => {
  const [a, b] = [one.position, other.position];
  return a && b && a.file === b.file ? a.line - b.line || a.column - b.column : 0;
};

const byFile = (problems: readonly Problem[]): readonly (readonly Problem[])[] => {
  const files = new Map<string, Problem[]>();
  for (const problem of problems) {
    const file = problem.position?.file ?? '';
    const others = files.get(file) ?? [];
    others.push(problem);
    files.set(file, others);
  }
  return [...files.values()];
};

/** The failure of these problems, file by file from top to bottom; each is told once, however many hosts and roles met it. */
export const misconfigured = (problems: readonly Problem[]): ConfigurationFailure => {
  const told = new Map<string, Problem>();
  for (const problem of problems) if (!told.has(key(problem))) told.set(key(problem), problem);
  return { kind: 'configuration', problems: byFile([...told.values()]).flatMap((ofFile) => ofFile.toSorted(byPlace)) };
};

/** A problem at a place, or without one where nobody wrote what is wrong. */
export const problemAt = (span: Span | undefined, message: string, advice?: string): Problem => ({
  message,
  ...(span && { position: positionOf(span) }),
  ...(advice !== undefined && { advice }),
});
