import { availableParallelism } from 'node:os';
import { describe, it, vi } from 'vitest';
import { bombs } from './hostile-host/bombs.ts';
import { floods } from './hostile-host/floods.ts';
import { expectingOrder } from './hostile-host/in-order.ts';

// More at once than this would disturb the measured memory.
vi.setConfig({ maxConcurrency: 1 + availableParallelism() });

const expectInOrder = expectingOrder();

describe('jts ends in order, within its memory, with a word about it, where a host', () => {
  it.concurrent.each(floods.filter(({ waits = false }) => !waits))('says too much: $name', expectInOrder);
  it.concurrent.each(bombs)('has answers that are made to take long: $name', expectInOrder);
});
