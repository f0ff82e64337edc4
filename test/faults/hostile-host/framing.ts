import { hostname, userInfo } from 'node:os';
import { CHECK, RUN, UNDO, WOULD_CHANGE, type HostileCase } from './hostile-case.ts';
import { scripted, type HostSession } from '../../imagined-hosts/host-session.ts';
import { answersWith, CHANGED, changing, SMALL } from './sites.ts';

const UNANSWERED = 'trader1: failed: the journal of jts on trader1 could not be read: the host did not answer it';
const NOT_TAKEN = 'trader1: failed: sysctl:vm.swappiness was changed to 1 without an error, and is still 60';
const UNTOLD = 'trader1: failed: trader1 says that all changes were made, and did not say of each that it was';

const asked = (
  name: string,
  answer: (session: HostSession) => Promise<void>,
  says: string,
  ended: number,
): HostileCase => ({ name, words: CHECK, host: scripted(answer), ended, says });

const told = (
  name: string,
  lines: (mark: string) => readonly string[],
  says: string,
  words = RUN,
  journal = '',
  ended = 1,
): HostileCase => ({
  name,
  words,
  host: changing(
    (session, mark) =>
      session.say(
        lines(mark)
          .map((line) => `${mark} ${line}\n`)
          .join(''),
      ),
    answersWith({ journal }),
  ),
  ended,
  says,
});

const answers = (session: HostSession, times = 1): string =>
  SMALL.map((text, number) => `\n${session.mark} begin ${number}\n${text}\n${session.mark} end ${number} 0\n`)
    .join('')
    .repeat(times);

const over = (status: string | number): HostileCase =>
  asked(
    `a script that is over with status ${status}`,
    async (session) => {
      await session.say(answers(session));
      await session.over(status);
    },
    WOULD_CHANGE,
    2,
  );

/** A host that says of each script that somebody else works there. */
const held = (
  name: string,
  status: number,
  line: (time: number) => string,
  says: string,
  ended: number,
): HostileCase => {
  let time = 0;
  const host = scripted(async (session) => {
    time += 1;
    await session.say(`${line(time)}\n`);
    await session.over(status);
  });
  return { name, words: RUN, host, ended, says, patience: 120 };
};

/** Who runs jts here, as its leases have it. */
const SELF = `${userInfo().username}@${hostname()}`;
const AGAIN = 'trader1: failed: trader1 says again and again that it is still at work for a controller that is gone';

/** Hosts that answer in another way than they were asked to. */
export const framing: readonly HostileCase[] = [
  held(
    'a lease that is none',
    75,
    () => 'x',
    'trader1: refused: trader1 is being changed by , run , since an unknown time',
    4,
  ),
  held('a lease of one dead run after the other', 75, (time) => `30 1 r${time} 4999999 ${SELF}`, AGAIN, 1),
  held('a batch that never winds down', 76, () => 'r0-1', AGAIN, 1),
  asked(
    'a probe that never ends',
    async (session) => {
      await session.say(`\n${session.mark} begin 0\nlive vm.swappiness writable 60\n`);
      await session.over();
    },
    UNANSWERED,
    1,
  ),
  asked(
    'a probe that nobody asked',
    async (session) => {
      await session.say(`\n${session.mark} begin 7\nlive\n${session.mark} end 7 0\n`);
      await session.over();
    },
    UNANSWERED,
    1,
  ),
  asked(
    '150,000 probes that begin and never end',
    async (session) => {
      await session.say(`\n${session.mark} begin 0\n`.repeat(1000), { times: 50 });
      await session.over();
    },
    UNANSWERED,
    1,
  ),
  asked(
    'answers that come three times',
    async (session) => {
      await session.say(answers(session, 3));
      await session.over();
    },
    WOULD_CHANGE,
    2,
  ),
  asked('a script that is over at once', (session) => session.over(), UNANSWERED, 1),
  asked(
    'a script that is over a thousand times',
    async (session) => {
      for (let time = 0; time < 1000; time += 1) await session.over();
    },
    UNANSWERED,
    1,
  ),
  asked(
    'answers after a script is over',
    async (session) => {
      await session.over();
      await session.answer(SMALL);
    },
    UNANSWERED,
    1,
  ),
  ...['', 'NaN', '-1', '1e999', '0x7f', '\u001b[2J'].map(over),
  asked(
    'a probe with a status that is none',
    (session) => session.answer(SMALL, 'none'),
    'trader1:     cannot be judged: sysctl:vm.swappiness: fact sysctl could not be read: exit status none',
    1,
  ),
  asked(
    'a fact that every host has, and this one has not',
    (session) => session.answer(SMALL, 44),
    'trader1:     cannot be judged: sysctl:vm.swappiness: fact sysctl: not there',
    1,
  ),
  told('a change that ends well and does not take', () => ['begin 0', 'end 0 0 5', 'ended done'], NOT_TAKEN),
  told('a batch that ends well and tells of no change', () => ['ended done'], UNTOLD),
  told('a change that begins and is not told to have ended', () => ['begin 0', 'ended done'], UNTOLD),
  told('a change that ends and never began', () => ['end 0 0 5', 'ended done'], UNTOLD),
  told('a change that ends with a status that is none', () => ['begin 0', 'end 0 fine 5', 'ended done'], UNTOLD),
  told('a change that ends without a status', () => ['begin 0', 'end 0', 'ended done'], UNTOLD),
  told(
    'a change that ends well and then does not',
    () => ['begin 0', 'begin 0', 'end 0 0 5', 'end 0 1 5', 'ended done'],
    NOT_TAKEN,
  ),
  told(
    'changes that nobody asked for',
    () => ['begin 9', 'out 9 x', 'end 9 0 5', 'begin 0', 'end 0 0 5', 'ended done'],
    NOT_TAKEN,
  ),
  told(
    'a change that ends a hundred thousand times',
    () => ['begin 0', ...Array.from({ length: 100_000 }, () => 'end 0 0 5'), 'ended done'],
    NOT_TAKEN,
  ),
  told('a change that took longer than time', () => ['begin 0', 'end 0 0 999999999999999999', 'ended done'], UNTOLD),
  told('a rollback that ends well and tells of no change', () => ['ended done'], UNTOLD, UNDO, CHANGED),
  told(
    'a rollback that ends well and does not take',
    () => ['begin 0', 'end 0 0 5', 'ended done'],
    'trader1: failed: sysctl:vm.swappiness was changed to 10 without an error, and is still 60',
    UNDO,
    CHANGED,
  ),
  told(
    'a batch that is stopped again and again',
    () => ['ended stopped'],
    'trader1: failed: 1 change not begun, 2 checks failed',
  ),
  told(
    'a rollback that is stopped again and again',
    () => ['ended stopped'],
    'trader1: failed: sysctl:vm.swappiness is still 60: the host stops before it again and again',
    UNDO,
    CHANGED,
  ),
  told(
    'a batch with an outcome that is none',
    () => ['begin 0', 'ended \u001b[2J'],
    'trader1: unreachable: the batch on trader1 ended while it made sysctl:vm.swappiness; outcome: \\u{1b}[2J',
    RUN,
    '',
    3,
  ),
  told(
    'a batch that says nothing',
    () => [],
    'trader1: unreachable: the batch on trader1 ended before its first change; its log does not say how',
    RUN,
    '',
    3,
  ),
];
