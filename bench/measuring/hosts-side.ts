import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Container } from '../../test/containers/containers.ts';

/** What hosts had to do, over all of them. */
export interface Toll {
  /** Programs that were asked for over SSH, subsystems such as sftp included. */
  readonly executions: number;
  /** Processes and threads that were started there, sshd's own included. */
  readonly processes: number;
}

/** Processes and threads that a PID namespace has numbered so far, the one that is asked here included. */
const numbered = ({ pid }: Container): number =>
  Number(
    execFileSync('nsenter', ['-t', String(pid), '--pid', '--mount', 'cat', '/proc/sys/kernel/ns_last_pid'], {
      encoding: 'utf8',
    }),
  );

const executed = ({ root }: Container): number =>
  readFileSync(`${root}/run/sshd.log`, 'utf8').split('Starting session: ').length - 1;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Looks at what hosts have had to do so far; the answer tells what came since then, whenever it is asked. */
export const tollOf = (hosts: readonly Container[]): (() => Toll) => {
  const executions = sum(hosts.map(executed));
  const processes = sum(hosts.map(numbered));
  return () => ({
    executions: sum(hosts.map(executed)) - executions,
    // The second look counts itself.
    processes: sum(hosts.map(numbered)) - processes - hosts.length,
  });
};
