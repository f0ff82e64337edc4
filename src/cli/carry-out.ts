import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { runPlays, type PlayTask } from '../engine/run.ts';
import { redactor } from '../model/redaction.ts';
import type { SummaryReport } from '../model/report.ts';
import { filesReporter } from '../report/files.ts';
import type { Reporter } from '../report/reporter.ts';
import { packageVersion } from './package-root.ts';
import { reacher } from './reach.ts';
import type { Surface } from './surface.ts';

/** Where the reports of runs are, from the working folder. */
export const REPORTS = 'reports';

/** How plays are carried out. */
export interface Order {
  readonly playbook: string;
  readonly inventory: string;
  readonly forks: number;
  /** Only look, and change nothing. */
  readonly check: boolean;
  /** What nobody may see. */
  readonly secrets: ReadonlySet<string>;
  readonly stop: AbortSignal;
  readonly surface: Surface;
  /** What to keep of it beside the reports, so that the run can be resumed. */
  readonly kept?: object;
  /** The run that is resumed. */
  readonly resumes?: string;
  /** Follows what happens. */
  readonly reporter: Reporter;
}

/** A name for a run that sorts by time: `20261120T174012Z-3f9a`. */
const runName = (now: Date): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;

/** Whether a process of this machine is there; one of somebody else's counts. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
};

/** Carries out plays on their hosts, shows what happens, and leaves a report of it in {@link REPORTS}. */
export const carryOut = async (tasks: readonly PlayTask[], order: Order): Promise<SummaryReport> => {
  const { playbook, inventory, forks, check, secrets, stop, kept, resumes, surface, reporter } = order;
  const redact = redactor(secrets);
  const files = filesReporter(REPORTS, surface.tell, kept);
  stop.addEventListener('abort', () => {
    const now = check ? 'what is being read now' : 'the change that runs now';
    surface.tell(`Stopping: ${now} is finished first. Press Ctrl-C again to leave at once.\n`);
  });
  const operator = `${userInfo().username}@${hostname()}`;
  const summary = await runPlays(tasks, {
    playbook,
    version: packageVersion(),
    forks,
    reach: reacher(inventory, surface.quietly),
    context: {
      run: runName(new Date()),
      operator,
      controller: process.pid,
      isDead: (lease) => lease.operator === operator && !isAlive(lease.controller),
      check,
      emit: (event) => {
        const told = redact.told(event);
        reporter.on(told);
        files.on(told);
      },
      confirm: (plan) => surface.confirm(redact.told(plan)),
      secrets: [...secrets],
      ...(resumes !== undefined && { resumes }),
      stop,
    },
  });
  await reporter.close();
  await files.close();
  return summary;
};
