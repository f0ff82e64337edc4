import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../lab/guest.ts';
import { SSH_PORT } from './address.ts';
import { Containers, LOGIN, type Container } from './containers.ts';

/** What a command on a host wrote, in bytes, at most. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** A host in namespaces for tests, that jts reaches as a user who becomes root by sudo. */
export class TestHost {
  /** Folder for inventories, which goes with the host. */
  readonly folder: string;
  readonly #containers: Containers;
  readonly #variables: object;
  #container: Container;

  private constructor(containers: Containers, container: Container, variables: object) {
    this.#containers = containers;
    this.#container = container;
    this.#variables = variables;
    this.folder = join(containers.folder, `${container.name}.inventories`);
    mkdirSync(this.folder);
  }

  /** Starts a host of that name, which has these variables in its inventory. */
  static async start(name: string, variables: object = {}): Promise<TestHost> {
    const containers = await Containers.prepare(() => undefined);
    return new TestHost(containers, await containers.start(name), variables);
  }

  get name(): string {
    return this.#container.name;
  }

  get address(): string {
    return this.#container.address;
  }

  readonly port = SSH_PORT;

  /** The file of the private key that opens it. */
  get key(): string {
    return this.#containers.key;
  }

  /** Its public key, as known_hosts has it. */
  get hostKey(): string {
    return this.#containers.hostKey;
  }

  /** An inventory in which the host has that address and port, its own by default. */
  readonly inventory = (address = this.address, port: number = this.port): string => {
    const known = join(this.folder, `known_hosts-${port}`);
    writeFileSync(known, `[${address}]:${port} ${this.#containers.hostKey}\n`);
    const file = join(this.folder, `hosts-${port}.yaml`);
    const host = { address, port };
    const all = { user: LOGIN, key: this.#containers.key, knownHosts: known, vars: this.#variables };
    writeFileSync(file, JSON.stringify({ all: { ...all, hosts: { [this.name]: host } } }));
    return file;
  };

  /** What a shell command says that is run on the host as root, beside sshd; fails when it fails. */
  async run(command: string): Promise<string> {
    const { code, stdout, stderr } = await this.answer(command);
    if (code !== 0) throw new Error(`${this.name} answered ${command} with ${code}: ${stderr}`);
    return stdout;
  }

  /** What a shell command comes to that is run on the host as root, beside sshd; 255 where it did not end by itself. */
  answer(command: string): Promise<Answer> {
    return new Promise((resolve) => {
      execFile('nsenter', this.#entering(command), { maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Starts a shell command on the host as root, that reads what is written to it. */
  spawn(command: string): ChildProcess {
    return spawn('nsenter', this.#entering(command), { stdio: ['pipe', 'ignore', 'inherit'] });
  }

  /** Puts a host in its place that is as it was at its first start. */
  async fresh(): Promise<void> {
    this.#container = await this.#containers.start(this.name);
  }

  stop(): Promise<void> {
    return this.#containers.stop();
  }

  #entering(command: string): readonly string[] {
    const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup', '--root', '--wd'];
    const environment = ['env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C'];
    return ['--target', String(this.#container.pid), ...namespaces, '--', ...environment, 'bash', '-c', command];
  }
}
