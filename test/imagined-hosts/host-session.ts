import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ServerChannel } from 'ssh2';
import type { Behaviour } from './ssh-host.ts';

/** Bytes that are sent at once. */
const PIECE = 1_048_576;

type Stream = 'stdout' | 'stderr';

/** The other end of a session of jts: it says what it is told to say. */
export class HostSession {
  readonly connection: Connection;
  /** Begins the lines by which the session's program speaks. */
  readonly mark: string;
  readonly #channel: ServerChannel;
  #isOpen = true;

  constructor(channel: ServerChannel, command: string, connection: Connection) {
    this.connection = connection;
    this.mark = /mark=(jts-[0-9a-f]+)/.exec(command)?.[1] ?? '';
    this.#channel = channel;
    channel.once('close', () => {
      this.#isOpen = false;
    });
    channel.once('end', () => {
      this.hangUp(0);
    });
  }

  /**
   * Sends text, so many times or until the channel is closed, with a pause of so many milliseconds after each; one piece after
   * the other, as ssh2 loses one of two that wait.
   */
  async say(
    text: string | Buffer,
    { to = 'stdout', times = 1, pause = 0 }: { to?: Stream; times?: number; pause?: number } = {},
  ): Promise<void> {
    const bytes = Buffer.from(text);
    for (let time = 0; time < times; time += 1) {
      for (let at = 0; at < bytes.length; at += PIECE) {
        if (!this.#isOpen) return;
        await this.#send(bytes.subarray(at, at + PIECE), to);
      }
      if (pause > 0) await sleep(pause);
    }
  }

  #send(bytes: Buffer, to: Stream): Promise<void> {
    return new Promise((resolve) => {
      const closed = (): void => {
        resolve();
      };
      const done = (error?: Error | null): void => {
        this.#channel.off('close', closed);
        if (error) this.#isOpen = false;
        resolve();
      };
      this.#channel.once('close', closed);
      (to === 'stdout' ? this.#channel : this.#channel.stderr).write(bytes, done);
    });
  }

  /** Says that the session's program runs, with an effective user id. */
  ready(uid: string | number = 0): Promise<void> {
    return this.say(`${this.mark} ready ${uid}\n`);
  }

  /** Says on both streams that a script is over. */
  async over(status: string | number = 0): Promise<void> {
    for (const to of ['stdout', 'stderr'] as const) await this.say(`\n${this.mark} over ${status}\n`, { to });
  }

  /** Answers the probes of a gathering as its script would, the first with a status and an error, and says that it is over. */
  async answer(answers: readonly string[], status: string | number = 0, error = ''): Promise<void> {
    const framed = (text: string, number: number): string =>
      `\n${this.mark} begin ${number}\n${text}\n${this.mark} end ${number} ${number === 0 ? status : 0}\n`;
    await this.say(answers.map(framed).join(''));
    await this.say(answers.map((_, number) => framed(number === 0 ? error : '', number)).join(''), { to: 'stderr' });
    await this.over();
  }

  /** Closes the channel, having said how the program ended where that is given. */
  hangUp(status?: number): void {
    if (!this.#isOpen) return;
    if (status !== undefined) this.#channel.exit(status);
    this.#channel.close();
  }

  /** Says that no more output comes, and leaves the channel open. */
  endOutput(): void {
    this.#channel.end();
  }

  /** Hands out each script that it is sent, as a size in a line and so many bytes. */
  scripts(onScript: (script: string) => void): void {
    let rest = Buffer.alloc(0);
    this.#channel.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const end = rest.indexOf('\n');
        const size = Number(rest.subarray(0, Math.max(0, end)).toString()) || 0;
        if (end === -1 || rest.length < end + 1 + size) return;
        if (size > 0) onScript(rest.toString('utf8', end + 1, end + 1 + size));
        rest = rest.subarray(end + 1 + size);
      }
    });
  }
}

/** A host that treats the session's command as told. */
export const commanded = (treat: (session: HostSession) => void | Promise<void>): Behaviour => ({
  onCommand: (channel, command, connection) => {
    void treat(new HostSession(channel, command, connection));
  },
});

/** A host that becomes root as others do and answers each script as told. */
export const scripted = (answer: (session: HostSession, script: string) => void | Promise<void>): Behaviour =>
  commanded(async (session) => {
    session.scripts((script) => void answer(session, script));
    await session.ready();
  });
