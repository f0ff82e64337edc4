import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending, Execution, Transport } from '../../src/transport/transport.ts';

export interface Ran {
  readonly ending: Ending;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command line and collects what it prints. */
export const start = async (
  transport: Transport,
  command: string,
): Promise<{ readonly execution: Execution; readonly ran: Promise<Ran>; readonly printed: () => string }> => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
  const started = await transport.execute(command, {
    stdout: (chunk) => stdout.push(Buffer.from(chunk)),
    stderr: (chunk) => stderr.push(Buffer.from(chunk)),
  });
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  const execution = started.value;
  const ran = execution.ended.then((ending) => ({ ending, stdout: text(stdout), stderr: text(stderr) }));
  return { execution, ran, printed: () => text(stdout) };
};

/** Runs a command line with the given input to its end. */
export const run = async (transport: Transport, command: string, input = ''): Promise<Ran> => {
  const { execution, ran } = await start(transport, command);
  execution.write(input);
  execution.end();
  return ran;
};

/** Waits until something holds; the test's own deadline ends a wait in vain. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(10);
};
