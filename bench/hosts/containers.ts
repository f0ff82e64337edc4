import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostNamed } from '../../test/lab/hosts.ts';
import { ensureImage, systemImage } from '../../test/lab/image.ts';

export const SSH_PORT = 2022;
export const LOGIN = 'jts';

/** A host of the benchmark: Debian with systemd and sshd, in namespaces of its own, at an address of loopback. */
export interface BenchHost {
  readonly name: string;
  readonly address: string;
  /** Its root directory as this machine sees it. */
  readonly root: string;
  /** Process id of its systemd. */
  readonly pid: number;
}

/** Hosts that are started at once. */
const AT_ONCE = 8;
const CGROUPS = '/sys/fs/cgroup/systemd/jts-bench';
const GIVING_WAY = '/sys/fs/cgroup/cpu/jts-bench';
/** The least weight that the kernel knows, where a process of its own has 1024. */
const LEAST_SHARES = 2;

/** Limits for each user that all hosts share, as their network and kernel are one: systemd watches, and each login has a keyring. */
const SHARED_LIMITS = ['fs/inotify/max_user_instances', 'kernel/keys/maxkeys', 'kernel/keys/maxbytes'].map(
  (name) => `/proc/sys/${name}`,
);
const ENOUGH = 1_000_000;

const addressOf = (number: number): string => `127.10.${Math.floor(number / 250)}.${(number % 250) + 1}`;

const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(SSH_PORT, address);
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/** Why there can be no such hosts on this machine; undefined where there can. */
export const obstacle = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'only root can start them';
  for (const hierarchy of [CGROUPS, GIVING_WAY].map(dirname)) {
    const { status } = spawnSync('mountpoint', ['--quiet', hierarchy]);
    if (status !== 0) return `they need a cgroup hierarchy of version 1 at ${hierarchy}`;
  }
  return undefined;
};

/** The hosts of one benchmark, which share a key pair and a key of their own. */
export class Containers {
  readonly folder = mkdtempSync(join(tmpdir(), 'jts-bench-'));
  readonly key = join(this.folder, 'id');
  readonly knownHosts = join(this.folder, 'known_hosts');
  readonly #image = join(this.folder, 'image');
  /** Those that have not come up yet among them. */
  readonly #processes: ChildProcess[] = [];
  readonly #hosts: BenchHost[] = [];
  /** What starting these took. */
  #milliseconds = 0;
  readonly #limits = SHARED_LIMITS.map((path) => ({ path, before: readFileSync(path, 'utf8') }));

  private constructor(image: string) {
    process.once('exit', this.#remove);
    for (const name of ['id', 'host_key'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(this.folder, name)]);
    execFileSync('mkdir', [this.#image]);
    execFileSync('mount', ['-o', 'loop,ro', image, this.#image]);
    execFileSync(join(import.meta.dirname, 'common.sh'), [this.#image, this.folder]);
    for (const { path, before } of this.#limits) writeFileSync(path, String(Math.max(ENOUGH, Number(before))));
  }

  static async prepare(progress: (line: string) => void): Promise<Containers> {
    return new Containers(systemImage(await ensureImage(progress), hostNamed('trader2')));
  }

  /** The first so many hosts, started where they do not run yet. */
  async hosts(count: number): Promise<readonly BenchHost[]> {
    const begun = performance.now();
    while (this.#hosts.length < count) {
      const first = this.#hosts.length;
      const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => first + index);
      this.#hosts.push(...(await Promise.all(numbers.map((number) => this.#start(number)))));
    }
    this.#milliseconds += performance.now() - begun;
    this.#writeKnownHosts();
    return this.#hosts.slice(0, count);
  }

  /** Seconds until so many run, from what those that run took to start; 0 while none runs. */
  secondsToStart(count: number): number {
    const more = Math.max(0, count - this.#hosts.length);
    return (more * this.#milliseconds) / 1000 / Math.max(1, this.#hosts.length);
  }

  /** Leaves to the hosts that run only what others do not want of the processors, as if these had a machine of their own. */
  giveWay(): void {
    mkdirSync(GIVING_WAY, { recursive: true });
    writeFileSync(join(GIVING_WAY, 'cpu.shares'), String(LEAST_SHARES));
    const processes = execFileSync('find', [CGROUPS, '-name', 'cgroup.procs', '-exec', 'cat', '{}', '+'], {
      encoding: 'utf8',
    });
    for (const process of processes.split('\n').filter((line) => line !== '')) {
      writeFileSync(join(GIVING_WAY, 'cgroup.procs'), process);
    }
  }

  async stop(): Promise<void> {
    const ends = this.#processes.map((process) => once(process, 'exit'));
    this.#kill();
    await Promise.all(ends);
    this.#remove();
    process.off('exit', this.#remove);
  }

  #kill(): void {
    for (const process of this.#processes) process.kill('SIGKILL');
  }

  readonly #remove = (): void => {
    this.#kill();
    this.#processes.splice(0);
    // A cgroup only goes once the last process in it has gone, which a killed host's do in their own time.
    const groups = [CGROUPS, GIVING_WAY];
    for (let tries = 0; groups.some((group) => existsSync(group)) && tries < 50; tries += 1) {
      if (tries > 0) spawnSync('sleep', ['0.1']);
      spawnSync('find', [...groups, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'], { stdio: 'ignore' });
    }
    // Not all of it is mounted where it ends before it has come up; what is keeps the folder from going.
    for (const mounted of ['common/root', 'common', 'image']) {
      spawnSync('umount', ['--quiet', '--lazy', join(this.folder, mounted)], { stdio: 'ignore' });
    }
    for (const { path, before } of this.#limits) writeFileSync(path, before);
    rmSync(this.folder, { recursive: true });
  };

  async #start(number: number): Promise<BenchHost> {
    const name = `h${number}`;
    const address = addressOf(number);
    const script = join(import.meta.dirname, 'container.sh');
    if (await answers(address)) throw new Error(`something listens on ${address} already: does another benchmark run?`);
    const child = spawn(script, [name, address, this.#image, this.folder], { stdio: ['ignore', 'inherit', 'inherit'] });
    this.#processes.push(child);
    for (let tries = 0; !(await answers(address)); tries += 1) {
      if (tries === 600 || child.exitCode !== null) throw new Error(`host ${name} of the benchmark does not start`);
      await sleep(50);
    }
    const unshare = child.pid ?? 0;
    const pid = Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8'));
    return { name, address, pid, root: `/proc/${pid}/root` };
  }

  #writeKnownHosts(): void {
    const [type = '', key = ''] = readFileSync(join(this.folder, 'host_key.pub'), 'utf8').split(' ');
    // The addresses at which proxies stand before the hosts are known by the same key.
    const lines = this.#hosts.flatMap(({ address }) =>
      [address, address.replace('127.10.', '127.11.')].map((each) => `[${each}]:${SSH_PORT} ${type} ${key}\n`),
    );
    writeFileSync(this.knownHosts, lines.join(''));
  }
}
