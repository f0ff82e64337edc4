import { CHECK, CHECK_DISK, EVIL, RUN, type HostileCase } from './hostile-case.ts';
import { commanded, scripted } from '../../imagined-hosts/host-session.ts';
import { disconnect, sendPacket, text, uint32 } from './raw-packets.ts';
import { wipefs } from '../fuzz/imagined-disks.ts';
import { answersWith, changing, SMALL, withDisk } from './sites.ts';
import type { Behaviour } from '../../imagined-hosts/ssh-host.ts';

/** {@link EVIL} as one word of one line. */
const WORD = EVIL.replaceAll(/\s/g, '');

/** How jts shows {@link EVIL} where it begins, and where a program printed it, which may draw over what it printed before. */
const SHOWN = '\\u{1b}[31m\\u{1b}[2J';
const DRAWN = '\\u{9d}0;x\\u{9c}\\u{90}q';

const failedProbe = (status: string, said: string): Behaviour =>
  scripted((session) => session.answer(SMALL, status, said));

const disk = (changes: object): string => {
  const name = { name: 'sda', kname: 'sda', path: '/dev/sda', type: 'disk', size: 1e12, ro: false, serial: 'S1' };
  return `${JSON.stringify({ blockdevices: [{ ...name, mountpoints: [null], ...changes }] })}\nend of lsblk\n`;
};

const JOURNAL = JSON.stringify({
  ...{
    time: 1e99,
    event: 'begun',
    run: EVIL,
    operator: EVIL,
    mode: 'apply',
    role: EVIL,
    ref: `sysctl:${EVIL}`,
    before: EVIL,
  },
});

/** Hosts that try to have the terminal say something else. */
export const controlSequences: readonly HostileCase[] = [
  {
    name: 'what a login prints',
    words: CHECK,
    host: commanded(async (session) => {
      await session.say(EVIL);
      await session.say(`${EVIL}bad${EVIL}\n`, { to: 'stderr' });
      session.hangUp(1);
    }),
    ended: 3,
    says: `trader1: unreachable: the login of ops on trader1 does not run bash (exit status 1): ${SHOWN}`,
  },
  {
    name: 'a user id',
    words: CHECK,
    host: commanded((session) => session.ready(EVIL)),
    ended: 1,
    says: `trader1: failed: ops on trader1 is not root: what it starts runs as user ${SHOWN}`,
  },
  {
    name: 'the name of a signal',
    words: CHECK,
    host: commanded((session) => {
      const [no, message] = [Buffer.from([0]), text(EVIL)];
      sendPacket(session.connection, 98, uint32(0), text('exit-signal'), no, message, no, message, message);
      session.hangUp();
    }),
    ended: 3,
    says: `trader1: unreachable: the login of ops on trader1 does not run bash (ended by SIG${SHOWN}`,
  },
  {
    name: 'the words of a disconnection',
    words: ['ping'],
    host: commanded((session) => {
      disconnect(session.connection, `${EVIL}\ntrader2: root after 0.10 s\n`.repeat(100));
    }),
    ended: 3,
    says: `connection lost: trader1: the connection to trader1 was lost on the way to root: ${SHOWN}`,
  },
  {
    name: 'the ways to log in',
    words: ['ping'],
    host: {
      onLogin: (connection) => {
        connection.on('authentication', (context) => {
          context.reject([`keyboard-interactive${EVIL}`] as never);
        });
      },
      onCommand: () => undefined,
    },
    ended: 3,
    says: `unreachable: trader1 (ops@127.0.0.1:22): the host wants keyboard-interactive${SHOWN}`,
  },
  {
    name: 'why a fact cannot be read',
    words: CHECK,
    host: failedProbe('1', `${EVIL}\nA${EVIL}B`),
    ended: 1,
    says: `trader1:     cannot be judged: sysctl:vm.swappiness: fact sysctl could not be read: A${SHOWN}`,
  },
  {
    name: 'why a fact is not there',
    words: CHECK,
    host: failedProbe('44', `A${EVIL}B`),
    ended: 1,
    says: `trader1:     cannot be judged: sysctl:vm.swappiness: fact sysctl: A${SHOWN}`,
  },
  {
    name: 'the status of a probe',
    words: CHECK,
    host: failedProbe(WORD, ''),
    ended: 1,
    says: `trader1:     cannot be judged: sysctl:vm.swappiness: fact sysctl could not be read: exit status ${SHOWN}`,
  },
  {
    name: 'the value of a setting',
    words: CHECK,
    host: scripted((session) => session.answer(answersWith({ setting: `live vm.swappiness writable A${WORD}\n` }))),
    ended: 2,
    says: `trader1:     ~ sysctl:vm.swappiness will change from 'A${SHOWN}`,
  },
  {
    name: 'a mount point',
    words: CHECK_DISK,
    host: withDisk({
      disks: disk({ mountpoints: [`/A${EVIL}`] }),
      signatures: wipefs([{ serial: 'S1' }]).replaceAll('nvme0n1', 'sda'),
    }),
    ended: 4,
    says: `trader1:     refused: btrfs:jts-warm-storage: /dev/sda (serial S1, 931.32 GiB) is in use: /dev/sda is mounted at /A${SHOWN}`,
  },
  {
    name: 'what a change prints',
    words: [...RUN, '--verbose'],
    host: changing(async (session, mark) => {
      await session.say(`${mark} begin 0\n`);
      await session.say(`${mark} out 0 A${EVIL}B\n`, { times: 3000 });
      await session.say(`${mark} end 0 1 5\n${mark} ended failed\n`);
    }),
    ended: 1,
    says: `trader1:   sysctl:vm.swappiness | ${DRAWN}`,
  },
  {
    name: 'what a change prints, as JSON',
    words: [...RUN, '--json'],
    host: changing((session, mark) =>
      session.say(`${mark} begin 0\n${mark} out 0 A${EVIL}B\n${mark} end 0 1 5\n${mark} ended failed\n`),
    ),
    ended: 1,
    says: '{"event":"change-output"',
  },
  {
    name: 'how a batch ended',
    words: RUN,
    host: changing((session, mark) => session.say(`${mark} begin 0\n${mark} ended A${WORD}\n`)),
    ended: 3,
    says: `trader1: unreachable: the batch on trader1 ended while it made sysctl:vm.swappiness; outcome: A${SHOWN}`,
  },
  {
    name: 'whose a host is',
    words: RUN,
    host: scripted(async (session) => {
      await session.say(`30 1e99 r0 1 ${EVIL}\nmore\n`.repeat(50_000));
      await session.over(75);
    }),
    ended: 4,
    says: `trader1: refused: trader1 is being changed by ${SHOWN}`,
  },
  {
    name: 'why a host cannot be taken',
    words: RUN,
    host: scripted(async (session) => {
      await session.say(`${EVIL}\nA${EVIL}B\n`.repeat(20_000), { to: 'stderr' });
      await session.over(74);
    }),
    ended: 1,
    says: `trader1: failed: the lease could not be taken: A${SHOWN}`,
  },
  {
    name: 'whose a host is, asked for that',
    words: ['unlock', 'trader1', '--yes'],
    host: scripted(async (session, script) => {
      if (script.includes('break_lease')) {
        await session.say(`${EVIL}\nA${EVIL}\n`, { to: 'stderr' });
        await session.over(1);
      } else {
        await session.say(`30 1e99 ${WORD} 1 ${EVIL}\nconnected\n${EVIL}\n`);
        await session.over();
      }
    }),
    ended: 1,
    says: `cannot be read: trader1: the lease could not be ended: A${SHOWN}`,
  },
  {
    name: 'a journal',
    words: ['history', 'trader1'],
    host: scripted((session) => session.answer([JOURNAL])),
    ended: 0,
    says: `an unknown time  ${SHOWN}`,
  },
  {
    name: 'a journal, as JSON',
    words: ['history', 'trader1', '--json'],
    host: scripted((session) => session.answer([JOURNAL])),
    ended: 0,
    says: `    "run": "\\u001b[31m\\u001b[2J`,
  },
  {
    name: 'a journal of a run that did not come to its end',
    words: CHECK,
    host: scripted((session) => session.answer(answersWith({ journal: JOURNAL }))),
    ended: 2,
    says: `trader1: run ${SHOWN}`,
  },
  {
    name: 'all facts',
    words: ['facts', 'trader1'],
    host: scripted((session, script) => {
      const probes = [...script.matchAll(/^probe_\d+\(\)/gm)].length;
      return session.answer(Array.from({ length: probes }, () => `file\n ${EVIL.replaceAll('\r', '')} /x\n`));
    }),
    ended: 0,
    says: '{',
  },
  {
    name: 'a setting that has drifted',
    words: ['drift', 'small.yaml'],
    host: scripted((session) => session.answer(answersWith({ setting: `live vm.swappiness writable A${WORD}\n` }))),
    ended: 2,
    says: `trader1:       is          A${SHOWN}`,
  },
];
