import { setTimeout } from 'node:timers/promises';
import { terminalReporter } from '../../../src/report/terminal.ts';
import { failingRun, quiet } from './samples.ts';

// Draws bars in the terminal that it is started in, and ends by closing the reporter or without doing so.
const reporter = terminalReporter(process.stdout, quiet);
for (const event of failingRun.slice(0, 3)) reporter.on(event);
await setTimeout(250);
if (process.argv[2] === 'exit') process.exit(0);
await reporter.close();
