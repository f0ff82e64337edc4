import { availableParallelism } from 'node:os';
import { describe, it, vi } from 'vitest';
import { connections } from './hostile-host/connections.ts';
import { controlSequences } from './hostile-host/control-sequences.ts';
import { floods } from './hostile-host/floods.ts';
import { framing } from './hostile-host/framing.ts';
import type { HostileCase } from './hostile-host/hostile-case.ts';
import { expectingOrder } from './hostile-host/in-order.ts';

const doesWait = ({ waits = false }: HostileCase): boolean => waits;
const doesNotWait = (given: HostileCase): boolean => !doesWait(given);

const waiting = [...connections, ...floods].filter(doesWait);

// Those that only wait for a deadline of a minute begin first and take no turn from the others.
vi.setConfig({ maxConcurrency: waiting.length + availableParallelism() });

const expectInOrder = expectingOrder();

describe('jts ends in order, within its memory, with a word about it, where a host', () => {
  it.concurrent.each(waiting)('lets jts wait: $name', expectInOrder);
  it.concurrent.each(connections.filter(doesNotWait))('does not hold a connection: $name', expectInOrder);
  it.concurrent.each(framing)('answers in another way: $name', expectInOrder);
  it.concurrent.each(controlSequences)('puts control sequences into $name', expectInOrder);
  it.concurrent.each(controlSequences.map((given) => ({ ...given, terminal: true })))(
    'puts control sequences, for a terminal, into $name',
    expectInOrder,
  );
});
