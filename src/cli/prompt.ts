import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

const firstLine = (hidden: boolean, prompt: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    // readline echoes what is typed to its output, so that a hidden answer needs one that shows nothing.
    const silent = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    const terminal = process.stdin.isTTY;
    process.stderr.write(prompt);
    const reader = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal });
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('SIGINT', () => {
      reader.close();
      process.kill(process.pid, 'SIGINT');
    });
    reader.once('close', () => {
      if (hidden || !terminal) process.stderr.write('\n');
      resolve(undefined);
    });
  });

/** Asks for a line without showing it; undefined when the input ends first. Without a terminal it is read from the input. */
export const askSecret = (prompt: string): Promise<string | undefined> => firstLine(true, prompt);

/** Asks for a line on the terminal; undefined without one, or when the input ends first. */
export const askLine = (prompt: string): Promise<string | undefined> =>
  process.stdin.isTTY ? firstLine(false, prompt) : Promise.resolve(undefined);
