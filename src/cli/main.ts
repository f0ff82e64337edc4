#!/usr/bin/env node
import { runCommandLine } from './program.ts';

/** Lets a run come to an end in good order when the operator asks to stop; asked twice, the process ends at once. */
const stopInGoodOrder = (): AbortSignal => {
  const stop = new AbortController();
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
  // Node ends on these without the exit hooks that give the terminal its cursor back.
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));
  return stop.signal;
};

process.exitCode = await runCommandLine(process.argv.slice(2), stopInGoodOrder);
