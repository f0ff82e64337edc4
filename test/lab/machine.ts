import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host, HostName } from './hosts.ts';
import type { Image } from './image.ts';
import { LabError } from './lab-error.ts';
import { local } from './local.ts';
import type { Boot, Start } from './qemu.ts';
import { qemuArguments } from './qemu.ts';
import { systemDiskFile } from './state.ts';

/**
 * The process id of the qemu that runs a host, if one does.
 * It is told by its command line, so there is no pid file that could name a stranger after a crash.
 */
export async function machineOf(name: HostName): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const commandLine = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (commandLine.startsWith('qemu-system-x86_64\0') && commandLine.includes(`file=${systemDiskFile(name)}\0`)) {
      return Number(entry);
    }
  }
  return undefined;
}

/** Starts the qemu of a host; it goes on running when this process ends. */
export async function startMachine(host: Host, boot: Boot, image: Image, start: Start): Promise<void> {
  const args = qemuArguments(host, boot, image, start);
  const { exitCode, stderr } = await local({ nothrow: true })`qemu-system-x86_64 ${args}`;
  if (exitCode !== 0) throw new LabError(`qemu did not start ${host.name}: ${stderr.trim()}`);
}

/** Ends the qemu of a host at once, as a power cut would. */
export async function killMachine(name: HostName): Promise<void> {
  const pid = await machineOf(name);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  if (!(await processEnds(pid, 20))) throw new LabError(`process ${pid} of ${name} does not end`);
}

/** Whether a process ends, its files and sockets closed, within so many seconds. */
export async function processEnds(pid: number, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await hasEnded(pid))) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

// A dying process loses its command line first and its sockets later; where init reaps nobody, it stays a zombie.
async function hasEnded(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return threads.length === 0 || (threads.length === 1 && /^State:\tZ/m.test(status));
}

/** Seconds of a processor that a process has used; 0 once it has ended. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
  // The kernel counts them in hundredths (USER_HZ), whatever its own clock.
  return (user + system) / 100;
}
