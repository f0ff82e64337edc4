import { afterAll, describe, expect, it, vi } from 'vitest';
import { Screen } from '../unit/report/screen.ts';
import { bombs } from './hostile-host/bombs.ts';
import { connections } from './hostile-host/connections.ts';
import { controlSequences } from './hostile-host/control-sequences.ts';
import { floods } from './hostile-host/floods.ts';
import { framing } from './hostile-host/framing.ts';
import type { HostileCase } from './hostile-host/hostile-case.ts';
import { writeSites } from './hostile-host/sites.ts';
import { startSshHost } from '../imagined-hosts/ssh-host.ts';
import { watchedJts, type Watched } from '../imagined-hosts/watched-jts.ts';

/** Most memory that jts may need, in MB. */
const MOST_MEMORY = 300;

/** Wide enough for a line to stay one. */
const COLUMNS = 2500;

// Some only wait for a deadline of a minute.
vi.setConfig({ maxConcurrency: 6 });

const tried: Watched[] = [];
let inOrder = 0;

const run = async ({ words, host, patience = 60, terminal = false }: HostileCase): Promise<Watched> => {
  const server = await startSshHost(host);
  try {
    writeSites(server.folder);
    const columns = terminal ? COLUMNS : undefined;
    const watched = await watchedJts([...words, '--inventory', 'hosts.yaml'], server.folder, { patience, columns });
    tried.push(watched);
    return { ...watched, output: watched.output.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:22') };
  } finally {
    server.stop();
  }
};

/** Control characters, and those that hide or turn text, but for line breaks. */
const STEERING = /[\p{Cf}\p{Cs}\u2028\u2029]|[^\P{Cc}\n]/gu;
const STACK = /^ +at .+:\d+:\d+\)?$/m;

/** What a terminal shows of an output; throws where a sequence comes through that jts itself never sends. */
const shownOf = (output: string): string => {
  const screen = new Screen(COLUMNS);
  screen.write(output);
  expect(screen).toMatchObject({ cursorVisible: true, wraps: true });
  return screen.lines.join('\n');
};

const expectInOrder = async (given: HostileCase): Promise<void> => {
  const { ended, memory, output } = await run(given);
  const text = given.terminal === true ? shownOf(output) : output;
  const lines = text.split('\n');
  expect({
    ended,
    steering: text.match(STEERING) ?? [],
    stack: STACK.test(text),
    says: lines.find((line) => line.startsWith(given.says))?.slice(0, given.says.length) ?? lines,
    memory: memory < MOST_MEMORY ? 'enough' : memory,
  }).toEqual({ ended: given.ended, steering: [], stack: false, says: given.says, memory: 'enough' });
  inOrder += 1;
};

afterAll(() => {
  const most = (what: (watched: Watched) => number): string => Math.max(...tried.map(what)).toFixed(0);
  console.log(
    `hostile host: ${tried.length} runs tried, ${inOrder} ended in order and told why, lost: ${tried.length - inOrder} ` +
      `(longest ${most(({ seconds }) => seconds)} s, most memory ${most(({ memory }) => memory)} MB of ${MOST_MEMORY})`,
  );
});

describe('jts ends in order, within its memory, with a word about it, where a host', () => {
  it.concurrent.each(connections)('does not hold a connection: $name', expectInOrder);
  it.concurrent.each(floods)('says too much: $name', expectInOrder);
  it.concurrent.each(framing)('answers in another way: $name', expectInOrder);
  it.concurrent.each(bombs)('has answers that are made to take long: $name', expectInOrder);
  it.concurrent.each(controlSequences)('puts control sequences into $name', expectInOrder);
  it.concurrent.each(controlSequences.map((given) => ({ ...given, terminal: true })))(
    'puts control sequences, for a terminal, into $name',
    expectInOrder,
  );
});
