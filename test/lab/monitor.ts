import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { LabError } from './lab-error.ts';

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

/** The monitor of a running qemu, by which devices are plugged in and snapshots are taken (QEMU's QMP). */
export class Monitor {
  readonly #socket: Socket;
  readonly #replies: AsyncIterator<string>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#replies = createInterface(socket)[Symbol.asyncIterator]();
  }

  /** Connects to the socket of a qemu that has just been started. */
  static async at(path: string): Promise<Monitor> {
    const socket = createConnection(path);
    await once(socket, 'connect');
    const monitor = new Monitor(socket);
    await monitor.#next();
    await monitor.tell('qmp_capabilities');
    return monitor;
  }

  /** Has qemu carry out a command, and returns its answer; throws a LabError with qemu's reason. */
  async tell(execute: string, given: object = {}): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute, arguments: given })}\n`);
    for (;;) {
      const reply = await this.#next();
      if (reply.event !== undefined) continue;
      if (reply.error !== undefined) throw new LabError(`qemu refused ${execute}: ${reply.error.desc}`);
      return reply.return;
    }
  }

  /** Has qemu carry out a command of its monitor for people, which says nothing when all is well. */
  async order(line: string): Promise<void> {
    const said = await this.tell('human-monitor-command', { 'command-line': line });
    if (said !== '') throw new LabError(`qemu refused ${line}: ${String(said).trim()}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<Reply> {
    const line = await this.#replies.next();
    if (line.done === true) throw new LabError('qemu ended while it was told something');
    return JSON.parse(line.value) as Reply;
  }
}
