import { expect, it } from 'vitest';
import { explain } from '../../../src/transport/explain.ts';
import type { Obstacle } from '../../../src/transport/obstacle.ts';
import { OPENSSH_DEFAULTS } from '../../../src/transport/ssh-config.ts';
import { targetOf } from '../../../src/transport/target.ts';

const target = targetOf(
  {
    name: 'trader1',
    groups: [],
    vars: {},
    connection: {
      transport: 'ssh',
      address: 'db1.example',
      user: 'ops',
      become: { method: 'none' },
      connectTimeout: 10,
      reconnectTimeout: 180,
    },
  },
  OPENSSH_DEFAULTS,
  { name: 'me', home: '/home/me', machine: 'desk', environment: {} },
);

// Those that a real server on loopback can bring about are in test/contract, with the same care for their words.
it.each<readonly [Obstacle, message: string, advice: string]>([
  [
    { obstacle: 'network', code: 'ENOTFOUND' },
    'the name db1.example has no address (ENOTFOUND)',
    'Correct `address` of trader1 in lab.yaml.',
  ],
  [
    { obstacle: 'network', code: 'EAI_AGAIN' },
    'the name service does not answer for db1.example (EAI_AGAIN)',
    'Run again in a moment, or give trader1 a numeric `address`.',
  ],
  [
    { obstacle: 'network', code: 'EHOSTUNREACH' },
    'db1.example:22 cannot be reached (EHOSTUNREACH)',
    'See that trader1 is up and the network between works, or correct `address` of trader1 in lab.yaml.',
  ],
  [
    { obstacle: 'timeout', stage: 'connecting' },
    'db1.example:22 does not answer within 10 s',
    'See that trader1 is up and no firewall is between, or correct `address` or `port` of trader1 in lab.yaml.',
  ],
  [
    { obstacle: 'timeout', stage: 'login' },
    'the login did not end within 10 s',
    "Raise `connectTimeout` of trader1 in lab.yaml if the host is slow, else look at sshd's log there.",
  ],
  [
    { obstacle: 'proxy', said: '' },
    'the proxy of your ssh configuration ended: it said nothing',
    'Make this work first: ssh -p 22 -- ops@db1.example true',
  ],
  [
    { obstacle: 'no identity', why: { path: '/key', problem: 'unreadable', reason: 'EACCES: permission denied' } },
    'the key /key cannot be read: EACCES: permission denied',
    'Correct its owner or mode, or `key` of trader1 in lab.yaml.',
  ],
  [
    { obstacle: 'no identity', why: { problem: 'none', files: ['/a', '/b'], notes: ['/b is unusable'] } },
    'there is no key to log in with: none of /a, /b, and no ssh-agent that holds one; /b is unusable',
    'Name one in `key` of trader1 in lab.yaml, or make one and give it to ops: ssh-keygen -t ed25519',
  ],
])('says of %o what is wrong and what to do', (obstacle, message, advice) => {
  expect(explain(obstacle, target, 'lab.yaml')).toEqual({
    kind: 'unreachable',
    host: 'trader1',
    message: `trader1 (ops@db1.example:22): ${message}`,
    advice,
    ...(obstacle.obstacle === 'no identity' && { lasting: true }),
  });
});
