import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { takeTurns } from '../../../src/report/turns.ts';

it('turns are taken one after the other, and a failed one holds up nobody', async () => {
  const turn = takeTurns();
  const told: string[] = [];
  const work = (name: string, more: () => Promise<void>) => async () => {
    told.push(`${name} begins`);
    await more().finally(() => told.push(`${name} ends`));
  };
  const slow = turn(work('slow', () => setTimeout(5)));
  const failed = turn(work('failed', () => Promise.reject(new Error('no'))));
  const last = turn(work('last', () => Promise.resolve()));
  await expect(failed).rejects.toThrow('no');
  await Promise.all([slow, last]);
  expect(told).toEqual(['slow begins', 'slow ends', 'failed begins', 'failed ends', 'last begins', 'last ends']);
});
