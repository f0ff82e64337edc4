import { execFileSync, spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostNamed, type HostName } from '../lab/hosts.ts';
import { ensureImage, systemImage, type Progress } from '../lab/image.ts';
import { answers, claimBlock, SSH_PORT, type Block } from './address.ts';

/** Who logs in on such hosts, and becomes root by sudo without a password. */
export const LOGIN = 'jts';

/** A host in namespaces of its own: Debian with systemd and sshd, at an address of loopback. */
export interface Container {
  readonly name: string;
  readonly address: string;
  /** Its root directory as this machine sees it. */
  readonly root: string;
  /** Process id of its systemd. */
  readonly pid: number;
}

/** Milliseconds between two looks whether a host has come up, and how often there is one: a minute in all. */
const LOOK_AFTER = 20;
const MOST_LOOKS = 3000;

/** Why there can be no such hosts on this machine; undefined where there can. */
export const obstacle = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'only root can start them';
  const { status } = spawnSync('grep', ['--quiet', String.raw`\bcgroup2$`, '/proc/filesystems']);
  return status === 0 ? undefined : 'they need a kernel that has cgroups of version 2';
};

/** Hosts in namespaces, which share a key pair and a key of their own; all that there is of them goes with this process. */
export class Containers {
  /** Holds their keys, and all that they write, in memory; it goes when they do. */
  readonly folder: string;
  readonly key: string;
  readonly knownHosts: string;
  readonly #block: Block;
  readonly #keeper: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;
  /** Who waits for the next word of the keeper about a host. */
  readonly #waiting = new Map<string, (word: string) => void>();
  readonly #hosts = new Map<string, Container>();
  #count = 0;

  private constructor(image: string, block: Block) {
    this.#block = block;
    this.folder = mkdtempSync(join(tmpdir(), 'jts-hosts-'));
    this.key = join(this.folder, 'id');
    this.knownHosts = join(this.folder, 'known_hosts');
    for (const name of ['id', 'host_key'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(this.folder, name)]);
    writeFileSync(this.knownHosts, '');
    const keeper = join(import.meta.dirname, 'keeper.sh');
    // In a session of its own, which the Ctrl-C of a terminal does not reach: the end of its input tells it to tidy up.
    this.#keeper = spawn('unshare', ['--mount', '--propagation', 'private', keeper, image, this.folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    this.#ended = once(this.#keeper, 'exit');
    this.#keeper.stdin.on('error', () => undefined);
    createInterface(this.#keeper.stdout).on('line', (line) => {
      const [subject = '', word = ''] = line.split(' ');
      this.#waiting.get(subject)?.(word);
    });
  }

  /** Makes ready to start hosts with the system of a host of the lab. */
  static async prepare(progress: Progress, system: HostName = 'trader2'): Promise<Containers> {
    const image = systemImage(await ensureImage(progress), hostNamed(system));
    const containers = new Containers(image, await claimBlock());
    await containers.#word('ready');
    return containers;
  }

  /** Starts a host, which is there once its sshd answers; one that ran before is started afresh, at the address it had. */
  async start(name: string): Promise<Container> {
    const former = this.#hosts.get(name);
    if (former !== undefined) await this.#ask(`stop ${name}`, name);
    const address = former?.address ?? this.#block.address(this.#count);
    if (former === undefined) this.#count += 1;
    if (await answers(address)) throw new Error(`something listens on ${address} already`);
    const unshare = await this.#ask(`start ${name} ${address}`, name);
    for (let looks = 0; !(await answers(address)); looks += 1) {
      const hasEnded = !existsSync(`/proc/${unshare}`);
      if (looks === MOST_LOOKS || hasEnded) {
        const said = readFileSync(join(this.folder, `${name}.console`), 'utf8').slice(-2000);
        throw new Error(`host ${name} ${hasEnded ? 'ended while it started' : 'does not start'}: ${said}`);
      }
      await sleep(LOOK_AFTER);
    }
    const pid = Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8'));
    const host = { name, address, pid, root: `/proc/${pid}/root` };
    this.#hosts.set(name, host);
    if (former !== undefined) return host;
    const known = [address, this.before(host)].map((each) => `[${each}]:${SSH_PORT} ${this.hostKey}\n`);
    appendFileSync(this.knownHosts, known.join(''));
    return host;
  }

  /** Where a proxy may stand before a host, whose key is known there. */
  before({ address }: Container): string {
    return this.#block.before(address);
  }

  /** The public key of all hosts, as known_hosts has it. */
  get hostKey(): string {
    return readFileSync(join(this.folder, 'host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  }

  /** The cgroup that the hosts' own are in, where this machine sees it. */
  get groupFolder(): string {
    return `/proc/${this.#keeper.pid ?? 0}/root${this.folder}/cgroup/${basename(this.folder)}`;
  }

  async stop(): Promise<void> {
    this.#keeper.stdin.end();
    await this.#ended;
    this.#block.release();
  }

  #ask(command: string, subject: string): Promise<string> {
    this.#keeper.stdin.write(`${command}\n`);
    return this.#word(subject);
  }

  async #word(subject: string): Promise<string> {
    const heard = new Promise<string>((hear) => this.#waiting.set(subject, hear));
    const ended = this.#ended.then(() => {
      throw new Error('the keeper of the hosts has ended');
    });
    return Promise.race([heard, ended]);
  }
}
