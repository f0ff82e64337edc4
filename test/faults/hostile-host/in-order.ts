import { afterAll, expect } from 'vitest';
import { Screen } from '../../unit/report/screen.ts';
import { startSshHost } from '../../imagined-hosts/ssh-host.ts';
import { watchedJts, type Watched } from '../../imagined-hosts/watched-jts.ts';
import type { HostileCase } from './hostile-case.ts';
import { writeSites } from './sites.ts';

/** Most memory that jts may need, in MB. */
const MOST_MEMORY = 300;

/** Wide enough for a line to stay one. */
const COLUMNS = 2500;

const run = async (
  { words, host, patience = 60, terminal = false }: HostileCase,
  tried: Watched[],
): Promise<Watched> => {
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

/** A test of a case: jts ends as it says, shows no control sequence and no stack, and stays within its memory. Tells at the end what was tried. */
export const expectingOrder = (): ((given: HostileCase) => Promise<void>) => {
  const tried: Watched[] = [];
  let inOrder = 0;
  afterAll(() => {
    const most = (what: (watched: Watched) => number): string => Math.max(...tried.map(what)).toFixed(0);
    console.log(
      `hostile host: ${tried.length} runs tried, ${inOrder} ended in order and told why, lost: ${tried.length - inOrder} ` +
        `(longest ${most(({ seconds }) => seconds)} s, most memory ${most(({ memory }) => memory)} MB of ${MOST_MEMORY})`,
    );
  });
  return async (given) => {
    const { ended, memory, output } = await run(given, tried);
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
};
