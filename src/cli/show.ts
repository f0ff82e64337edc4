import { inspect } from 'node:util';
import pc from 'picocolors';
import type { Failure } from '../model/failure.ts';
import { redactor } from '../model/redaction.ts';
import { failureText } from '../report/failure-text.ts';
import { linesOf, printed } from '../report/line.ts';

/** Exit code of a failure that ends a command before or without a run on hosts. */
const exitCodeOf = ({ kind }: Failure): number => {
  switch (kind) {
    case 'usage':
    case 'configuration':
      return 64;
    case 'unreachable':
    case 'lost':
      return 3;
    case 'refused':
    case 'busy':
    case 'stale':
      return 4;
    case 'interrupted':
      return 130;
    case 'become':
    case 'deadline':
    case 'fact':
    case 'change':
    case 'not-taken':
    case 'reverted':
    case 'not-run':
    case 'protocol':
      return 1;
  }
};

/** Prints on standard error what nobody thought of, and gives its exit code; words of a host and secrets may be in it. */
export const showUnforeseen = (error: unknown, secrets: Iterable<string>): number => {
  const text = `${inspect(error)}\njts was not made for this, which is a defect of it: report it with what you typed.`;
  process.stderr.write(printed(linesOf(redactor(secrets).text(text)), pc.createColors(false)));
  return 1;
};

/** Prints a failure without these secrets on standard error and gives its exit code. */
export const showFailure = (failure: Failure, secrets: Iterable<string>): number => {
  process.stderr.write(`${failureText(redactor(secrets).told(failure))}\n`);
  return exitCodeOf(failure);
};
