import { spawn } from 'node:child_process';
import type { Failure } from '../model/failure.ts';

/** The operator's editor, which may be a command with arguments. */
const editorOf = ({ VISUAL, EDITOR }: NodeJS.ProcessEnv): string =>
  [VISUAL, EDITOR].find((editor) => editor !== undefined && editor.trim() !== '') ?? 'vi';

/** As git does it: the editor is shell, what it is to edit is its last argument. Ctrl-C is for the editor alone. */
const START = 'trap : INT QUIT; eval "$1 \\"\\$2\\""';

/** The status of a shell that found no such command. */
const NOT_FOUND = 127;

/** Lets the operator edit a file; undefined when the editor ended well. */
export const edit = (path: string): Promise<Failure | undefined> =>
  new Promise((settle) => {
    const editor = editorOf(process.env);
    const child = spawn('sh', ['-c', START, 'sh', editor, path], { stdio: 'inherit' });
    const end = (): void => {
      child.kill();
    };
    process.once('exit', end);
    const refuse = (message: string, advice: string): Failure => ({
      kind: 'configuration',
      problems: [{ message, advice }],
    });
    child.once('error', (error) => {
      settle(refuse(`the editor cannot be started: ${error.message}`, 'is there a shell "sh"?'));
    });
    child.once('close', (status, signal) => {
      process.off('exit', end);
      if (status === 0) settle(undefined);
      else if (signal === 'SIGINT' || status === 130)
        settle({ kind: 'interrupted', message: 'stopped by the operator: nothing was changed' });
      else if (status === NOT_FOUND)
        settle(refuse(`there is no editor ${editor}: nothing was changed`, 'name yours: export EDITOR=nano'));
      else
        settle(
          refuse(
            `the editor ${editor} failed (${signal ?? `status ${status ?? ''}`}): nothing was changed`,
            'try it by itself, or name another in EDITOR',
          ),
        );
    });
  });
