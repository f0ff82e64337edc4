import { expect, it } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import { failureText } from '../../../src/report/failure-text.ts';

const host = 'trader1';
const advice = 'Do this next.';

it.each<[Failure, string]>([
  [{ kind: 'usage', message: 'no host matches web*', advice }, 'error: no host matches web*\n  Do this next.'],
  [
    {
      kind: 'configuration',
      problems: [
        {
          message: 'unknown key "hostz"',
          position: { file: 'p.yaml', line: 2, column: 3, length: 5, lineText: '  hostz: all' },
          advice: 'Did you mean "hosts"?',
        },
        { message: 'the role has no summary' },
      ],
    },
    [
      'p.yaml:2:3: error: unknown key "hostz"',
      '  2 |   hostz: all',
      '    |   ^~~~~',
      '  Did you mean "hosts"?',
      'error: the role has no summary',
    ].join('\n'),
  ],
  [
    { kind: 'unreachable', host, message: 'trader1 (root@10.0.0.1): connection refused', advice },
    'unreachable: trader1 (root@10.0.0.1): connection refused\n  Do this next.',
  ],
  [
    { kind: 'lost', host, message: 'the connection ended', advice },
    'connection lost: trader1: the connection ended\n  Do this next.',
  ],
  [{ kind: 'become', host, message: 'sudo wants a terminal' }, 'cannot become root: trader1: sudo wants a terminal'],
  [{ kind: 'deadline', host, message: 'no answer in 30 s' }, 'took too long: trader1: no answer in 30 s'],
  [{ kind: 'busy', host, message: 'trader1 is being changed by me' }, 'in use: trader1 is being changed by me'],
  [{ kind: 'fact', host, message: 'trader1: lsblk is missing' }, 'cannot be read: trader1: lsblk is missing'],
  [{ kind: 'refused', host, message: 'the disk is mounted' }, 'refused: trader1: the disk is mounted'],
  [
    { kind: 'refused', host, role: 'nvme-lvm', message: 'the disk is mounted', advice },
    'refused: trader1: the disk is mounted\n  role nvme-lvm\n  Do this next.',
  ],
  [{ kind: 'stale', host, message: 'trader1 changed' }, 'changed meanwhile: trader1 changed'],
  [
    {
      kind: 'change',
      host,
      role: 'db-mounts',
      resource: 'mount:/srv',
      message: 'trader1: mount:/srv failed',
      advice: 'One.\nTwo.',
    },
    'change failed: trader1: mount:/srv failed\n  role db-mounts, mount:/srv\n  One.\n  Two.',
  ],
  [
    { kind: 'not-taken', host, role: 'db-mounts', resource: 'mount:/srv', message: 'still absent' },
    'change did not take: trader1: still absent\n  role db-mounts, mount:/srv',
  ],
  [
    { kind: 'protocol', host, message: 'it said \u001b[2Jhi\u0007\rok' },
    'not understood: trader1: it said \\u{1b}[2Jhi\\u{7}\\u{d}ok',
  ],
  [
    { kind: 'not-run', host, message: 'trader1: play "hot tier" was not begun', advice },
    'not begun: trader1: play "hot tier" was not begun\n  Do this next.',
  ],
  [
    { kind: 'interrupted', message: 'stopped by the operator', advice },
    'interrupted: stopped by the operator\n  Do this next.',
  ],
])('tells $kind as what happened, where, and what to do next', (failure, text) => {
  expect(failureText(failure)).toBe(text);
});
