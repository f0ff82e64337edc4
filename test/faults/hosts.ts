import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { TestHost } from '../containers/test-host.ts';
import { onHost } from '../e2e/lab-host.ts';
import type { HostName } from '../lab/hosts.ts';
import { sshConfigFile, stateFolder } from '../lab/state.ts';

/** A host of the lab, by its name, or one in namespaces. */
export type AnyHost = HostName | TestHost;

/** Runs a command on a host as root, beside jts, and fails the test when it fails. */
export const on = (host: AnyHost, command: string): Promise<string> =>
  host instanceof TestHost ? host.run(command) : onHost(host, command);

/** Starts a command on a host as root, that reads what is written to it. */
export const spawnOn = (host: AnyHost, command: string): ChildProcess =>
  host instanceof TestHost
    ? host.spawn(command)
    : spawn('ssh', ['-F', sshConfigFile, host, command], { cwd: stateFolder, stdio: ['pipe', 'ignore', 'inherit'] });
