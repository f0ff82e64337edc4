import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { until } from './run.ts';

/** An ssh-agent that runs for a test. */
export interface Agent {
  readonly socket: string;
  add(key: string): void;
  stop(): Promise<void>;
}

/** Starts an ssh-agent on a socket, without any keys. */
export const startAgent = async (socket: string): Promise<Agent> => {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  await until(() => existsSync(socket) || agent.exitCode !== null);
  return {
    socket,
    add(key) {
      execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    },
    stop() {
      const exit = new Promise<void>((resolve) => {
        agent.once('exit', () => {
          resolve();
        });
      });
      agent.kill();
      return exit;
    },
  };
};
