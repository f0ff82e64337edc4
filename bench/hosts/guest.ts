import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../test/lab/guest.ts';
import { hostNamed } from '../../test/lab/hosts.ts';
import { down, reset, up } from '../../test/lab/lab.ts';
import { portOf } from '../../test/lab/ports.ts';
import { keyFile, knownHostsFile, sshConfigFile } from '../../test/lab/state.ts';
import { LOGIN } from '../../test/containers/containers.ts';
import type { Fleet } from '../tools/tool.ts';

const NAME = 'trader1';
const NAS = 'nas';

/** What of `/` a tool copies to a guest rather than makes there. */
const COPIED = [
  'etc/sysctl.d/90-jts.conf',
  'etc/udev/rules.d/90-jts-io-scheduler.rules',
  'etc/jts',
  'usr/local/lib/jts',
  ...['jts-alert@', 'tiered-storage', 'lvm-backup', 'nas-archival', 'storage-health', 'btrfs-scrub'].map(
    (unit) => `etc/systemd/system/${unit}.*`,
  ),
];

const stateScript = readFileSync(join(import.meta.dirname, 'guest-state.sh'), 'utf8');

const answerOf = async (name: typeof NAME | typeof NAS, command: string): Promise<string> => {
  const { code, stdout, stderr } = await run(name, command);
  if (code !== 0) throw new Error(`${name} answered ${command.slice(0, 60)} with ${code}: ${stderr.slice(-1000)}`);
  return stdout;
};

/** A host of the lab that has no storage yet: Debian in a machine of its own, with disks and a NAS. */
export class Guest {
  readonly #folder: string;
  readonly #progress: (line: string) => void;

  private constructor(folder: string, progress: (line: string) => void) {
    this.#folder = folder;
    this.#progress = progress;
  }

  static async start(folder: string, progress: (line: string) => void): Promise<Guest> {
    // The other one is started afresh for each first run.
    await up([NAS], { progress });
    return new Guest(folder, progress);
  }

  /** Takes from it, and from the NAS, whatever a tool has made there. */
  async reset(): Promise<void> {
    await Promise.all([reset(NAME, { progress: this.#progress }), answerOf(NAS, 'rm -rf /volume1/cocodev/jts')]);
  }

  /** What it is like, as far as every tool is to leave it alike. */
  state(): Promise<string> {
    return answerOf(NAME, stateScript);
  }

  /** Processes and threads that it has started since it booted. */
  async started(): Promise<number> {
    return Number(/^processes (\d+)$/m.exec(await answerOf(NAME, 'cat /proc/stat'))?.[1]);
  }

  /** Takes the files that a provision put there for those tools that copy them. */
  fetchFiles(): void {
    const tar = execFileSync('ssh', ['-F', sshConfigFile, NAME, `cd / && tar c ${COPIED.join(' ')}`]);
    mkdirSync(this.files, { recursive: true });
    execFileSync('tar', ['x', '-C', this.files], { input: tar });
  }

  get files(): string {
    return join(this.#folder, 'files');
  }

  async stop(): Promise<void> {
    await down([NAME, NAS], { progress: this.#progress });
  }

  async fleet(): Promise<Fleet> {
    return {
      hosts: [{ name: NAME, address: '127.0.0.1' }],
      port: await portOf(hostNamed(NAME)),
      user: LOGIN,
      key: keyFile,
      knownHosts: knownHostsFile,
      folder: this.#folder,
      files: this.files,
    };
  }
}
