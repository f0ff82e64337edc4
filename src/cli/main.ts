import { setMaxListeners } from 'node:events';
import { runCommandLine } from './program.ts';
import { showUnforeseen } from './show.ts';

const stop = new AbortController();
// Each host that is being changed listens.
setMaxListeners(0, stop.signal);

/** Lets a run come to an end in good order when the operator asks to stop; asked twice, the process ends at once. */
const stopInGoodOrder = (): AbortSignal => {
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
  return stop.signal;
};

// Node ends on these without the exit hooks that give the terminal its cursor back and remove what was lent to an editor.
process.once('SIGTERM', () => process.exit(143));
process.once('SIGHUP', () => process.exit(129));

// A run that nobody reads any more (`jts run … | less`, and q) is asked to stop as well.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stop.abort();
  });
}

/** Every secret that was read so far. */
const secrets = new Set<string>();

process.on('uncaughtException', (error: unknown) => {
  process.exit(showUnforeseen(error, secrets));
});

process.exitCode = await runCommandLine(process.argv.slice(2), { stopInGoodOrder, secrets });
