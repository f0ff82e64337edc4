import type { Connection } from 'ssh2';
import { CHECK, EVIL, WOULD_CHANGE, type HostileCase } from './hostile-case.ts';
import { commanded, scripted, type HostSession } from '../../imagined-hosts/host-session.ts';
import { openWithoutWindow, rekey, sendPacket, socketOf, text, uint32 } from './raw-packets.ts';
import { SMALL } from './sites.ts';
import type { Behaviour } from '../../imagined-hosts/ssh-host.ts';

const LOST = 'trader1: unreachable: the connection to trader1 was lost: ';
const ON_THE_WAY = 'trader1: unreachable: the connection to trader1 was lost on the way to root: ';
const UNSAID = 'the host did not say how the program ended';
const LATE = 'trader1: failed: nothing ran as root for ops on trader1 within 60 s: it printed nothing';
const UNFINISHED = 'trader1: failed: trader1 did not finish a script within 60 s';

const gone = (name: string, host: Behaviour, says: string, ended = 3): HostileCase => ({
  name,
  words: CHECK,
  host,
  ended,
  says,
  patience: 120,
  waits: says === LATE || says === UNFINISHED,
});

/** A host that never says what it makes of a login. */
const silent: Behaviour = {
  connectTimeout: 10,
  onLogin: (connection) => {
    connection.on('authentication', () => undefined);
  },
  onCommand: () => undefined,
};

/** Hosts that hang up, or never come to the point. */
const leaving: readonly HostileCase[] = [
  gone(
    'the channel is closed in the place of a shell',
    commanded((session) => {
      session.hangUp();
    }),
    ON_THE_WAY + UNSAID,
  ),
  gone(
    'the shell is not found',
    commanded((session) => {
      session.hangUp(127);
    }),
    'trader1: unreachable: the login of ops on trader1 does not run bash (exit status 127): it printed nothing',
  ),
  gone(
    'the login says something else and ends',
    commanded(async (session) => {
      await session.say('This account is not available.\n', { to: 'stderr' });
      session.hangUp(1);
    }),
    'trader1: unreachable: the login of ops on trader1 does not run bash (exit status 1): This account is not available.',
  ),
  gone(
    'the login is another one',
    commanded((session) => session.ready(1000)),
    'trader1: failed: ops on trader1 is not root: what it starts runs as user 1000',
    1,
  ),
  gone(
    'the shell never says that it is there',
    commanded(() => undefined),
    LATE,
    1,
  ),
  gone(
    'a session is never opened',
    {
      onOpen: (connection) => {
        connection.on('session', () => undefined);
      },
      onCommand: () => undefined,
    },
    LATE,
    1,
  ),
  gone(
    'a command is never begun',
    {
      onOpen: (connection) => {
        connection.on('session', (accept) => {
          accept().on('exec', () => undefined);
        });
      },
      onCommand: () => undefined,
    },
    LATE,
    1,
  ),
  gone(
    'a command is refused',
    {
      onOpen: (connection) => {
        connection.on('session', (accept) => {
          accept().on('exec', (_take, refuse) => {
            refuse();
          });
        });
      },
      onCommand: () => undefined,
    },
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): the host does not run a command: Unable to exec',
  ),
  gone(
    'the connection ends with the login',
    {
      onOpen: (connection) => {
        socketOf(connection).destroy();
      },
      onCommand: () => undefined,
    },
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): the connection is gone: ',
  ),
  gone(
    'a login is never answered',
    silent,
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): the login did not end within 10 s',
  ),
  gone(
    'a script is never answered',
    scripted(() => undefined),
    UNFINISHED,
    1,
  ),
  gone(
    'there is never room for a script',
    {
      ...scripted(() => undefined),
      onLogin: (connection) => {
        openWithoutWindow(connection);
        connection.on('authentication', (context) => {
          context.accept();
        });
      },
    },
    UNFINISHED,
    1,
  ),
  gone(
    'the channel is closed once there is a shell',
    commanded(async (session) => {
      await session.ready();
      session.hangUp();
    }),
    LOST + UNSAID,
  ),
  gone(
    'the channel is closed upon a script',
    scripted((session) => {
      session.hangUp();
    }),
    LOST + UNSAID,
  ),
  gone(
    'the output ends upon a script',
    scripted((session) => {
      session.endOutput();
    }),
    LOST + UNSAID,
  ),
  gone(
    'the shell ends in the middle of an answer',
    scripted(async (session) => {
      await session.say(`\n${session.mark} begin 0\nli`);
      session.hangUp(0);
    }),
    `${LOST}the shell on the host exited with status 0`,
  ),
  gone(
    'the connection breaks upon a script',
    scripted(({ connection }) => {
      socketOf(connection).destroy();
    }),
    `${LOST}the host ended the connection`,
  ),
  gone(
    'the connection breaks upon each script, after a word',
    scripted(async (session) => {
      await session.say('hello\n');
      socketOf(session.connection).destroy();
    }),
    `${LOST}the host ended the connection`,
  ),
  gone(
    'what comes is no SSH any more',
    scripted(({ connection }) => {
      socketOf(connection).write(Buffer.alloc(100_000, 'A'));
    }),
    `${LOST}Bad packet length`,
  ),
  gone(
    'what comes is a packet cut short',
    scripted(({ connection }) => {
      sendPacket(connection, 94, Buffer.alloc(3));
    }),
    `${LOST}Inbound: Malformed CHANNEL_DATA packet`,
  ),
  gone(
    'the greeting goes on for 10 MB',
    { ...scripted(() => undefined), settings: { greeting: `${'x'.repeat(80)}\r\n`.repeat(120_000) } },
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): what answers on 127.0.0.1:22 is not an SSH server: "xxx',
  ),
  gone(
    'the greeting is full of control sequences',
    { ...scripted(() => undefined), settings: { greeting: `A${EVIL}\r\n`.repeat(20) } },
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): what answers on 127.0.0.1:22 is not an SSH server: "A\\u001b[31m',
  ),
  gone(
    'the banner is 10 MB',
    { ...scripted(() => undefined), settings: { banner: 'x'.repeat(10_000_000) } },
    'trader1: unreachable: trader1 (ops@127.0.0.1:22): the connection broke off during the login: Bad packet length',
  ),
];

const odd = (
  name: string,
  treat: (session: HostSession) => void | Promise<void>,
  settings: Behaviour['settings'] = {},
): HostileCase => ({
  name,
  words: CHECK,
  host: {
    ...scripted(async (session) => {
      await treat(session);
      await session.answer(SMALL);
    }),
    settings,
  },
  ended: 2,
  says: WOULD_CHANGE,
});

const openBack = (connection: Connection, kind: string, ...more: readonly Buffer[]): void => {
  sendPacket(connection, 90, text(kind), uint32(1), uint32(100), uint32(100), ...more);
};

/** Hosts that do odd things which harm nobody. */
const odds: readonly HostileCase[] = [
  odd('data for a channel that is not there', ({ connection }) => {
    sendPacket(connection, 94, uint32(77), text('x'));
  }),
  odd('channels that the host opens', ({ connection }) => {
    openBack(connection, 'session');
    openBack(connection, 'x11', text('a'), uint32(1));
    openBack(connection, 'auth-agent@openssh.com');
    openBack(connection, 'forwarded-tcpip', text('a'), uint32(1), text('b'), uint32(2));
  }),
  odd('requests and messages that nobody understands', ({ connection }) => {
    for (let time = 0; time < 2000; time += 1)
      sendPacket(connection, 80, text('hostkeys-00@openssh.com'), Buffer.from([1]));
    sendPacket(connection, 2, text(EVIL));
    sendPacket(connection, 4, Buffer.from([1]), text(EVIL), text(''));
    sendPacket(connection, 192, Buffer.from([1]));
  }),
  odd('exit statuses before the end', ({ connection }) => {
    for (const status of [0, 1, 0xffff_ffff])
      sendPacket(connection, 98, uint32(0), text('exit-status'), Buffer.from([0]), uint32(status));
  }),
  odd('more room than there can be', ({ connection }) => {
    for (let time = 0; time < 5; time += 1) sendPacket(connection, 93, uint32(0), uint32(0xffff_ffff));
  }),
  odd('new keys in the middle of a script', ({ connection }) => rekey(connection)),
  odd('a banner full of control sequences', () => undefined, { banner: EVIL.repeat(100) }),
];

export const connections: readonly HostileCase[] = [...leaving, ...odds];
