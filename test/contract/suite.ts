import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transport } from '../../src/transport/transport.ts';
import { run, start, until } from './run.ts';

/** How a kind of transport is opened for the suite; `grace` in milliseconds as its constructor takes it. */
export type Open = (options: { readonly grace: number }) => Promise<Transport>;

const MEGABYTE = 1_048_576;

/** What every transport promises, whatever lies between jts and the host. */
export const transportSuite = (name: string, open: Open): void => {
  describe(`a ${name} transport`, () => {
    let transport: Transport;
    beforeAll(async () => {
      transport = await open({ grace: 3_000 });
    });
    afterAll(() => transport.close());

    it.each([
      ['a program that ends well', 'true', { ending: 'exited', code: 0 }],
      ['a program that fails', 'exit 3', { ending: 'exited', code: 3 }],
      ['the largest status', 'exit 255', { ending: 'exited', code: 255 }],
      ['a command that does not exist', 'no-such-command-of-jts', { ending: 'exited', code: 127 }],
      ['a killed program', 'kill -KILL $$', { ending: 'signalled', signal: 'SIGKILL' }],
      ['a terminated program', 'kill -TERM $$', { ending: 'signalled', signal: 'SIGTERM' }],
      ['a status after the output was closed', 'exec >&- 2>&-; sleep 0.3; exit 5', { ending: 'exited', code: 5 }],
    ])('tells the ending of %s', async (_, command, ending) => {
      const ran = await run(transport, command);
      expect(ran.ending).toEqual(ending);
    });

    it('keeps standard output and standard error apart', async () => {
      const ran = await run(transport, 'echo to-out; echo to-err >&2');
      expect(ran).toEqual({ ending: { ending: 'exited', code: 0 }, stdout: 'to-out\n', stderr: 'to-err\n' });
    });

    it('hands out bytes as they come, characters split or not', async () => {
      const chunks: string[] = [];
      const started = await transport.execute(`printf '\\303'; read -r _; printf '\\244'`, {
        stdout: (chunk) => chunks.push(Buffer.from(chunk).toString('hex')),
        stderr: () => undefined,
      });
      if (!started.ok) throw new Error(started.failure.kind);
      await until(() => chunks.length === 1);
      started.value.write('go on\n');
      expect(await started.value.ended).toEqual({ ending: 'exited', code: 0 });
      expect(chunks).toEqual(['c3', 'a4']);
    });

    it('carries every byte value both ways', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
      const back: Buffer[] = [];
      const started = await transport.execute('cat', {
        stdout: (chunk) => back.push(Buffer.from(chunk)),
        stderr: () => undefined,
      });
      if (!started.ok) throw new Error(started.failure.kind);
      started.value.write(bytes);
      started.value.end();
      await started.value.ended;
      expect(Buffer.concat(back).equals(bytes)).toBe(true);
    });

    it.each(['stdout', 'stderr'] as const)('streams 150 MB of %s without holding them', async (stream) => {
      const before = process.memoryUsage().rss;
      let size = 0;
      const count = (chunk: Uint8Array): void => {
        size += chunk.length;
      };
      const ignore = (): void => undefined;
      const redirect = stream === 'stderr' ? ' >&2' : '';
      const started = await transport.execute(`head -c ${150 * MEGABYTE} /dev/zero${redirect}`, {
        stdout: stream === 'stdout' ? count : ignore,
        stderr: stream === 'stderr' ? count : ignore,
      });
      expect(started.ok && (await started.value.ended)).toEqual({ ending: 'exited', code: 0 });
      expect(size).toBe(150 * MEGABYTE);
      expect(process.memoryUsage().rss - before).toBeLessThan(75 * MEGABYTE);
    });

    it('echoes 10 MB of input', async () => {
      const input = 'abcdefghij'.repeat(MEGABYTE);
      const { ending, stdout } = await run(transport, 'cat', input);
      const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
      expect(ending).toEqual({ ending: 'exited', code: 0 });
      expect(digest(stdout)).toBe(digest(input));
    });

    it('takes it well when a program ends before it has read its input', async () => {
      const ran = await run(transport, 'exit 7', 'x'.repeat(10 * MEGABYTE));
      expect(ran.ending).toEqual({ ending: 'exited', code: 7 });
    });

    it('drops input for a program that has ended', async () => {
      const { execution, ran } = await start(transport, 'true');
      await ran;
      execution.write('too late');
      execution.end();
      expect((await run(transport, 'echo fine')).stdout).toBe('fine\n');
    });

    it('lets a program answer while its input is open', async () => {
      const { execution, ran, printed } = await start(transport, 'while read -r word; do echo "got $word"; done');
      execution.write('one\n');
      await until(() => printed() === 'got one\n');
      execution.write('two\n');
      execution.end();
      expect((await ran).stdout).toBe('got one\ngot two\n');
    });

    it('runs more programs at once than a connection may have sessions', async () => {
      const numbers = Array.from({ length: 25 }, (_, index) => index);
      const all = await Promise.all(numbers.map((number) => run(transport, `sleep 0.1; echo ${number}`)));
      expect(all.map(({ stdout }) => stdout)).toEqual(numbers.map((number) => `${number}\n`));
    });

    it('does not wait for a background child that holds the output open', async () => {
      const impatient = await open({ grace: 300 });
      const from = performance.now();
      const ran = await run(impatient, 'sleep 8 & echo started');
      expect(ran).toEqual({ ending: { ending: 'exited', code: 0 }, stdout: 'started\n', stderr: '' });
      expect(performance.now() - from).toBeLessThan(5_000);
      await impatient.close();
    });

    it('ends an execution as lost when its output cannot be taken, and goes on', async () => {
      const started = await transport.execute('echo once; cat', {
        stdout: () => {
          throw new Error('disk full');
        },
        stderr: () => undefined,
      });
      expect(started.ok && (await started.value.ended)).toEqual({
        ending: 'lost',
        reason: 'its output could not be taken: disk full',
      });
      expect((await run(transport, 'echo fine')).stdout).toBe('fine\n');
    });

    it('ends an abandoned execution at once, hands out nothing more, and goes on', async () => {
      const { execution, ran, printed } = await start(transport, 'echo before; cat; echo after');
      await until(() => printed() === 'before\n');
      execution.abandon('nobody waits for it');
      expect(await ran).toEqual({
        ending: { ending: 'lost', reason: 'nobody waits for it' },
        stdout: 'before\n',
        stderr: '',
      });
      expect((await run(transport, 'echo fine')).stdout).toBe('fine\n');
      expect(printed()).toBe('before\n');
    });

    it('loses what runs when it is closed, closes twice, and starts nothing more', async () => {
      const brief = await open({ grace: 3_000 });
      const { ran, printed } = await start(brief, 'echo up; cat');
      await until(() => printed() === 'up\n');
      await Promise.all([brief.close(), brief.close()]);
      expect(await ran).toEqual({ ending: { ending: 'lost', reason: 'closed by jts' }, stdout: 'up\n', stderr: '' });
      expect(await brief.closed).toBe('closed by jts');
      await brief.close();
      const started = await brief.execute('true', { stdout: () => undefined, stderr: () => undefined });
      expect(started).toMatchObject({ ok: false, failure: { kind: 'lost', host: brief.host } });
    });
  });
};
