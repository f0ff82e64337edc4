import pc from 'picocolors';
import { renderProblem } from '../config/render.ts';
import type { Failure, FailureKind } from '../model/failure.ts';
import { linesOf, printed, type Line } from './line.ts';

const WORDS: Readonly<Record<Exclude<FailureKind, 'usage' | 'configuration'>, string>> = {
  unreachable: 'unreachable',
  lost: 'connection lost',
  become: 'cannot become root',
  deadline: 'took too long',
  busy: 'in use',
  fact: 'cannot be read',
  refused: 'refused',
  stale: 'changed meanwhile',
  change: 'change failed',
  'not-taken': 'change did not take',
  reverted: 'taken back',
  protocol: 'not understood',
  'not-run': 'not begun',
  interrupted: 'interrupted',
};

const placeOf = (failure: Failure): string => {
  const role = 'role' in failure ? failure.role : undefined;
  const resource = 'resource' in failure ? failure.resource : undefined;
  return [role && `role ${role}`, resource].filter((part) => part !== undefined).join(', ');
};

const failureLines = (failure: Failure): readonly Line[] => {
  if (failure.kind === 'configuration') return failure.problems.flatMap((problem) => linesOf(renderProblem(problem)));
  const word = failure.kind === 'usage' ? 'error' : WORDS[failure.kind];
  const { message, advice = '' } = failure;
  const where = 'host' in failure && !message.startsWith(failure.host) ? `${failure.host}: ` : '';
  return [
    ...linesOf(`${word}: ${where}${message}`, 'bad'),
    ...[placeOf(failure), advice].flatMap((text) => linesOf(text, 'plain', '  ')),
  ];
};

/** A failure as lines of text: what happened, where, and what to do next; safe for a terminal. */
export const failureText = (failure: Failure): string =>
  printed(failureLines(failure), pc.createColors(false)).trimEnd();
