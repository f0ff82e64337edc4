import { availableParallelism } from 'node:os';
import { describe, it, vi } from 'vitest';
import { drawing, SOAK } from '../chance.ts';
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

/** Into which of the two forms of output a case goes: into one, half of the cases into each; in a soak into both. */
const first = drawing('form of output')(2);
const goesInto = (form: number) => (_: HostileCase, index: number) => SOAK || (index + first) % 2 === form;

const expectInOrder = expectingOrder();

describe('jts ends in order, within its memory, with a word about it, where a host', () => {
  it.concurrent.each(waiting)('lets jts wait: $name', expectInOrder);
  it.concurrent.each(connections.filter(doesNotWait))('does not hold a connection: $name', expectInOrder);
  it.concurrent.each(framing)('answers in another way: $name', expectInOrder);
  it.concurrent.each(controlSequences.filter(goesInto(0)))('puts control sequences into $name', expectInOrder);
  it.concurrent.each(controlSequences.filter(goesInto(1)).map((given) => ({ ...given, terminal: true })))(
    'puts control sequences, for a terminal, into $name',
    expectInOrder,
  );
});
