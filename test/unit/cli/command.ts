import { vi } from 'vitest';
import { runCommandLine } from '../../../src/cli/program.ts';

/** What a command came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const capture = (stream: NodeJS.WriteStream) => {
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((more) => {
    text += String(more);
    return true;
  });
  return {
    end: () => {
      spy.mockRestore();
      return text;
    },
  };
};

/** Runs a command line as the program does, but in this process. */
export const jts = async (...words: readonly string[]): Promise<Outcome> => {
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  const surroundings = { stopInGoodOrder: () => new AbortController().signal, secrets: new Set<string>() };
  const code = await runCommandLine(words, surroundings).finally(() => {
    stdout.end();
    stderr.end();
  });
  return { code, stdout: stdout.end(), stderr: stderr.end() };
};
