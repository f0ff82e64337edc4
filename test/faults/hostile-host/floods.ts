import { CHECK, RUN, type HostileCase } from './hostile-case.ts';
import { commanded, scripted, type HostSession } from '../../imagined-hosts/host-session.ts';
import { changing, SMALL } from './sites.ts';

const ENDLESS = { times: Infinity };
const LONG = 'x'.repeat(1_048_576);

const TOO_MUCH = 'trader1: failed: trader1 sent more than 32 MiB in answer to one script';

const flooding = (name: string, flood: (session: HostSession) => Promise<void>): HostileCase => ({
  name,
  words: CHECK,
  host: scripted(flood),
  ended: 1,
  says: TOO_MUCH,
});

/** Hosts that say more than anybody wants to know. */
export const floods: readonly HostileCase[] = [
  flooding('endless lines', (session) => session.say('y\n'.repeat(500_000), ENDLESS)),
  flooding('endless empty lines', (session) => session.say('\n'.repeat(1_000_000), ENDLESS)),
  flooding('an endless line', (session) => session.say(LONG, ENDLESS)),
  flooding('an endless line of errors', (session) => session.say(LONG, { to: 'stderr', ...ENDLESS })),
  flooding('an endless line of wide characters', (session) => session.say('\u4e00'.repeat(300_000), ENDLESS)),
  flooding('an endless line of what is no UTF-8', (session) => session.say(Buffer.alloc(1_000_000, 0xff), ENDLESS)),
  flooding('endless NUL bytes', (session) => session.say(Buffer.alloc(1_000_000), ENDLESS)),
  flooding('1 GB of errors before a proper end', async (session) => {
    await session.say(`${LONG}\n`, { to: 'stderr', times: 1000 });
    await session.answer(SMALL);
  }),
  flooding('a line of 100 MB before a proper end', async (session) => {
    await session.say(LONG, { times: 100 });
    await session.answer(SMALL);
  }),
  {
    name: 'almost too much that is no answer',
    words: CHECK,
    host: scripted(async (session) => {
      await session.say('\u4e00'.repeat(300_000), { times: 30 });
      await session.over();
    }),
    ended: 1,
    says: 'trader1: failed: the journal of jts on trader1 could not be read: the host did not answer it',
  },
  {
    name: 'so much that is no answer that it is not asked again, when it would behave',
    words: CHECK,
    host: scripted(async (session, script) => {
      if (!script.includes('run_lanes')) return session.answer(SMALL);
      await session.say('\u4e00'.repeat(300_000), { times: 30 });
      await session.over();
    }),
    ended: 1,
    says: 'trader1: failed: the journal of jts on trader1 could not be read: the host did not answer it',
  },
  {
    name: 'endless output between two scripts',
    words: RUN,
    host: changing(async (session, mark) => {
      await session.say(`${mark} begin 0\n${mark} end 0 0 5\n${mark} ended done\n`);
      await session.over();
      await session.say(LONG, ENDLESS);
    }),
    ended: 1,
    says: TOO_MUCH,
  },
  {
    name: 'endless output of a change',
    words: RUN,
    host: changing(async (session, mark) => {
      await session.say(`${mark} begin 0\n`);
      await session.say(`${mark} out 0 working\n`.repeat(10_000), ENDLESS);
    }),
    ended: 1,
    says: TOO_MUCH,
  },
  {
    name: 'endless output of a change that is shown',
    words: [...RUN, '--verbose'],
    host: changing(async (session, mark) => {
      await session.say(`${mark} begin 0\n`);
      await session.say(`${mark} out 0 ${'\u001b[2J'.repeat(700)}\n`.repeat(100), ENDLESS);
    }),
    ended: 1,
    says: TOO_MUCH,
  },
  {
    // For a minute: at full speed it would take a processor for as long.
    name: 'an endless greeting in the place of a shell',
    words: RUN,
    host: commanded((session) => session.say(LONG, { ...ENDLESS, pause: 200 })),
    ended: 1,
    says: `trader1: failed: nothing ran as root for ops on trader1 within 60 s: ${'x'.repeat(1000)}`,
    patience: 120,
    waits: true,
  },
];
