import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Running } from '../../../src/transport/running.ts';
import type { Ending } from '../../../src/transport/transport.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const DONE: Ending = { ending: 'exited', code: 0 };
const GRACE = 1_000;

interface Watched {
  readonly running: Running;
  readonly ending: () => Ending | undefined;
  readonly output: readonly string[];
  readonly letGo: () => void;
}

const watched = (): Watched => {
  const output: string[] = [];
  const letGo = vi.fn();
  const note = (chunk: Uint8Array): void => {
    output.push(Buffer.from(chunk).toString());
  };
  const running = new Running({ stdout: note, stderr: note }, GRACE, letGo);
  let ending: Ending | undefined;
  void running.ended.then((ended) => {
    ending = ended;
  });
  return { running, ending: () => ending, output, letGo };
};

it('ends when the output does, with the status that came before', async () => {
  const { running, ending, letGo } = watched();
  running.exited(DONE);
  running.drained();
  await vi.advanceTimersByTimeAsync(0);
  expect(ending()).toEqual(DONE);
  expect(letGo).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends without the end of output once nothing has come for the grace time', async () => {
  const { running, ending, output } = watched();
  running.exited(DONE);
  await vi.advanceTimersByTimeAsync(GRACE - 1);
  running.receive('stdout', Buffer.from('late'));
  await vi.advanceTimersByTimeAsync(GRACE - 1);
  expect(ending()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(ending()).toEqual(DONE);
  running.receive('stdout', Buffer.from('too late'));
  expect(output).toEqual(['late']);
});

it('is lost where the output ends without a status', async () => {
  const { running, ending } = watched();
  running.drained();
  await vi.advanceTimersByTimeAsync(0);
  expect(ending()).toEqual({ ending: 'lost', reason: 'the host did not say how the program ended' });
});

it('is lost where the connection goes before the output is complete, whatever the status', async () => {
  const { running, ending } = watched();
  running.exited(DONE);
  running.lose('connection reset');
  running.drained();
  await vi.advanceTimersByTimeAsync(0);
  expect(ending()).toEqual({ ending: 'lost', reason: 'connection reset' });
});

it('takes input until the program has ended', () => {
  const { running } = watched();
  expect(running.alive).toBe(true);
  running.exited(DONE);
  expect(running.alive).toBe(false);
});
