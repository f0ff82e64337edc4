import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Containers, type Container } from '../../test/containers/containers.ts';

/** Hosts that are started at once. */
const AT_ONCE = 8;

/** Where processes are given their share of the processors by cgroups of version 1, on machines that have them. */
const SHARES = '/sys/fs/cgroup/cpu';
const GIVING_WAY = join(SHARES, 'jts-bench');
/** The least weight that the kernel knows, where a process of its own has 1024; in version 2, 1 where it has 100. */
const LEAST_SHARES = 2;
const LEAST_WEIGHT = 1;

/** Limits for each user that all hosts share, as their network and kernel are one: systemd watches, and each login has a keyring. */
const SHARED_LIMITS = ['fs/inotify/max_user_instances', 'kernel/keys/maxkeys', 'kernel/keys/maxbytes'].map(
  (name) => `/proc/sys/${name}`,
);
const ENOUGH = 1_000_000;

/** The hosts of one benchmark. */
export class BenchContainers {
  readonly containers: Containers;
  readonly #hosts: Container[] = [];
  /** What starting these took. */
  #milliseconds = 0;
  readonly #limits = SHARED_LIMITS.map((path) => ({ path, before: readFileSync(path, 'utf8') }));

  private constructor(containers: Containers) {
    this.containers = containers;
    process.once('exit', this.#restoreLimits);
    for (const { path, before } of this.#limits) writeFileSync(path, String(Math.max(ENOUGH, Number(before))));
  }

  static async prepare(progress: (line: string) => void): Promise<BenchContainers> {
    return new BenchContainers(await Containers.prepare(progress));
  }

  /** The first so many hosts, started where they do not run yet. */
  async hosts(count: number): Promise<readonly Container[]> {
    const begun = performance.now();
    while (this.#hosts.length < count) {
      const first = this.#hosts.length;
      const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => first + index);
      this.#hosts.push(...(await Promise.all(numbers.map((number) => this.containers.start(`h${number}`)))));
    }
    this.#milliseconds += performance.now() - begun;
    return this.#hosts.slice(0, count);
  }

  /** Seconds until so many run, from what those that run took to start; 0 while none runs. */
  secondsToStart(count: number): number {
    const more = Math.max(0, count - this.#hosts.length);
    return (more * this.#milliseconds) / 1000 / Math.max(1, this.#hosts.length);
  }

  /** Leaves to the hosts that run only what others do not want of the processors, as if these had a machine of their own. */
  giveWay(): void {
    const group = this.containers.groupFolder;
    if (!existsSync(join(SHARES, 'cpu.shares'))) {
      writeFileSync(join(group, '../cgroup.subtree_control'), '+cpu');
      writeFileSync(join(group, 'cpu.weight'), String(LEAST_WEIGHT));
      return;
    }
    mkdirSync(GIVING_WAY, { recursive: true });
    writeFileSync(join(GIVING_WAY, 'cpu.shares'), String(LEAST_SHARES));
    const processes = execFileSync('find', [group, '-name', 'cgroup.procs', '-exec', 'cat', '{}', '+'], {
      encoding: 'utf8',
    });
    for (const process of processes.split('\n').filter((line) => line !== '')) {
      writeFileSync(join(GIVING_WAY, 'cgroup.procs'), process);
    }
  }

  async stop(): Promise<void> {
    await this.containers.stop();
    // The processes that gave way end in their own time.
    for (let tries = 0; existsSync(GIVING_WAY) && tries < 50; tries += 1) {
      if (readFileSync(join(GIVING_WAY, 'cgroup.procs'), 'utf8') === '') rmdirSync(GIVING_WAY);
      else await sleep(100);
    }
    this.#restoreLimits();
    process.off('exit', this.#restoreLimits);
  }

  readonly #restoreLimits = (): void => {
    for (const { path, before } of this.#limits) writeFileSync(path, before);
  };
}
