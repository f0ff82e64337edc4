import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostName } from './hosts.ts';
import { LabError } from './lab-error.ts';
import { local } from './local.ts';
import { machineOf, processorSeconds } from './machine.ts';
import { consoleFile, sshConfigFile, stateFolder } from './state.ts';

/** What a command in a guest has answered; OpenSSH's own failures have code 255. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One start of a guest: its boot id, systemd's verdict ('running', 'degraded' …), and whose serial nvme0n1 has. */
export interface Started {
  readonly bootId: string;
  readonly state: string;
  readonly firstNvme: string;
}

// A boot takes 26 seconds of a processor when it is emulated, which is minutes of the clock on a busy machine.
const bootProcessorSeconds = 150;
const bootSeconds = 900;

// A handshake takes an emulated guest over a second. Sockets have short names where the folder is the working one.
const shared = (name: HostName) => ['-o', `ControlPath=connection-${name}`];
const keptOpen = ['-o', 'ControlMaster=auto', '-o', 'ControlPersist=60'];

/** Runs a shell command in a guest as root; `seconds` is its deadline, after which the code is 255. */
export const run = (name: HostName, command: string, seconds = 600): Promise<Answer> =>
  ssh([...shared(name), ...keptOpen], name, command, seconds);

/** Like `run`, for a guest that starts or ends: on a connection of its own, that no restart before can have broken. */
export const runAlone = (name: HostName, command: string, seconds: number): Promise<Answer> =>
  ssh([], name, command, seconds);

async function ssh(options: readonly string[], name: HostName, command: string, seconds: number): Promise<Answer> {
  const settings = { nothrow: true, timeout: `${seconds}s`, cwd: stateFolder } as const;
  const { exitCode, stdout, stderr } = await local(settings)`ssh -n -F ${sshConfigFile} ${options} ${name} ${command}`;
  return { code: exitCode ?? 255, stdout, stderr };
}

/** The boot id of a guest that answers right now. */
export async function bootIdOf(name: HostName): Promise<string | undefined> {
  const { code, stdout } = await runAlone(name, 'cat /proc/sys/kernel/random/boot_id', 20);
  return code === 0 ? stdout.trim() : undefined;
}

/** What is known of a start that is waited for. */
export interface Awaited {
  /** The boot id of the start before, which still answers for a while. */
  readonly previousBootId?: string | undefined;
  /** Bash that brings a guest up to date which goes on from a snapshot. */
  readonly catchUp?: string | undefined;
}

/** Waits until a guest has finished its start; fails with the end of its console. */
export async function guestStarts(name: HostName, { previousBootId, catchUp = ':' }: Awaited = {}): Promise<Started> {
  const deadline = Date.now() + bootSeconds * 1000;
  await local({ nothrow: true, cwd: stateFolder })`ssh -F ${sshConfigFile} ${shared(name)} -O exit ${name}`;
  const machine = await machineOf(name);
  const before = machine === undefined ? 0 : await processorSeconds(machine);
  while (Date.now() < deadline) {
    const started = await askGuest(name, catchUp);
    if (started && started.bootId !== previousBootId) return started;
    if (machine === undefined || (await machineOf(name)) !== machine)
      throw await failure(name, 'ended while it started');
    if ((await processorSeconds(machine)) - before > bootProcessorSeconds) {
      throw await failure(name, `did not start with ${bootProcessorSeconds} s of a processor`);
    }
    await sleep(300);
  }
  throw await failure(name, `did not start within ${bootSeconds} s`);
}

async function askGuest(name: HostName, catchUp: string): Promise<Started | undefined> {
  const question = [
    catchUp,
    'cat /proc/sys/kernel/random/boot_id',
    'systemctl is-system-running --wait',
    'cat /sys/block/nvme0n1/device/serial 2>&-',
    ':',
  ].join('; ');
  const { code, stdout } = await runAlone(name, question, 120);
  const [bootId = '', state = '', firstNvme = ''] = stdout.split('\n').map((line) => line.trim());
  return code === 0 && ['running', 'degraded'].includes(state) ? { bootId, state, firstNvme } : undefined;
}

async function failure(name: HostName, what: string): Promise<LabError> {
  const log = consoleFile(name);
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-20);
  return new LabError(`${name} ${what}; the end of its console, ${log}:\n${lines.join('\n')}`);
}
