import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Deadline } from '../../../src/transport/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('aborts when the time is up', () => {
  const { signal } = new Deadline(10);
  vi.advanceTimersByTime(9_999);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(signal.aborted).toBe(true);
});

it('stands still while the user is asked, twice at once too', async () => {
  const deadline = new Deadline(10);
  const wait = (seconds: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, seconds * 1000);
    });
  vi.advanceTimersByTime(4_000);
  const asked = [deadline.without(wait(60)), deadline.without(wait(90))];
  await vi.advanceTimersByTimeAsync(90_000);
  await Promise.all(asked);
  await vi.advanceTimersByTimeAsync(5_999);
  expect(deadline.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(deadline.signal.aborted).toBe(true);
});

it('goes on counting when the question fails', async () => {
  const deadline = new Deadline(10);
  await expect(deadline.without(Promise.reject(new Error('terminal gone')))).rejects.toThrow('terminal gone');
  vi.advanceTimersByTime(10_000);
  expect(deadline.signal.aborted).toBe(true);
});

it('never aborts once it is stopped, and keeps no timer', async () => {
  const deadline = new Deadline(10);
  deadline.stop();
  await deadline.without(Promise.resolve());
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(20_000);
  expect(deadline.signal.aborted).toBe(false);
});
