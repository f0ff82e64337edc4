import { availableParallelism } from 'node:os';
import { describe, it, vi } from 'vitest';
import { bombs } from './hostile-host/bombs.ts';
import { floods } from './hostile-host/floods.ts';
import { expectingOrder } from './hostile-host/in-order.ts';

// The one that waits for a deadline of a minute comes first; more at once than this would disturb the measured memory.
vi.setConfig({ maxConcurrency: 1 + availableParallelism() });

const expectInOrder = expectingOrder();

describe('jts ends in order, within its memory, with a word about it, where a host', () => {
  it.concurrent.each(floods.toSorted((one, other) => Number(other.waits ?? false) - Number(one.waits ?? false)))(
    'says too much: $name',
    expectInOrder,
  );
  it.concurrent.each(bombs)('has answers that are made to take long: $name', expectInOrder);
});
