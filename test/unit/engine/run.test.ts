import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run, type Circumstances, type Given, type Ran } from './running.ts';

/** The plays, batches and hosts that are begun, in their order. */
const begun = ({ events }: Ran): readonly string[] =>
  events.flatMap((event) => {
    if (event.event === 'play-started') return [`${event.play}: ${event.hosts.join(' ')}`];
    if (event.event === 'batch-started') return [`${event.hosts.length} of ${event.of}: ${event.hosts.join(' ')}`];
    return event.event === 'host-started' ? [event.host] : [];
  });

/** How the hosts came out, in the order in which they ended. */
const ended = ({ summary }: Ran): readonly string[] => summary.hosts.map(({ host, outcome }) => `${host} ${outcome}`);

const messageOf = (host: string, { summary }: Ran): string | undefined =>
  summary.hosts.find((row) => row.host === host)?.message;

describe('a run', () => {
  it.each<[string, readonly Given[], Circumstances, readonly string[], readonly string[]]>([
    [
      'goes on to the next play, however many hosts fail, where the play says nothing of it',
      [
        { play: 'A', hosts: ['a', 'b'] },
        { play: 'B', hosts: ['b', 'c'] },
      ],
      { down: ['a', 'b'] },
      ['A: a b', 'a', 'b', 'B: c', 'c'],
      ['a unreachable', 'b unreachable', 'c unchanged'],
    ],
    [
      'works on hosts batch by batch',
      [{ play: 'A', hosts: ['a', 'b', 'c', 'd'], rollout: { serial: [1, 2] } }],
      { forks: 1 },
      ['A: a b c d', '1 of 4: a', 'a', '2 of 4: b c', 'b', 'c', '1 of 4: d', 'd'],
      ['a unchanged', 'b unchanged', 'c unchanged', 'd unchanged'],
    ],
    [
      'tells of no batch where there is one only',
      [{ play: 'A', hosts: ['a', 'b'], rollout: { serial: ['100%'] } }],
      { forks: 1 },
      ['A: a b', 'a', 'b'],
      ['a unchanged', 'b unchanged'],
    ],
    [
      'goes on to the next batch where a host of the batch did not fail',
      [{ play: 'A', hosts: ['a', 'b', 'c'], rollout: { serial: [2] } }],
      { down: ['a'], forks: 1 },
      ['A: a b c', '2 of 3: a b', 'a', 'b', '1 of 3: c', 'c'],
      ['a unreachable', 'b unchanged', 'c unchanged'],
    ],
    [
      'ends with a batch that fails as a whole, for the plays after too',
      [
        { play: 'A', hosts: ['a', 'b'], rollout: { serial: [1] } },
        { play: 'B', hosts: ['b', 'c'] },
      ],
      { down: ['a'] },
      ['A: a b', '1 of 2: a', 'a'],
      ['a unreachable', 'b not-run', 'c not-run'],
    ],
    [
      'begins no further host of a batch once more failed than may',
      [{ play: 'A', hosts: ['a', 'b', 'c', 'd'], rollout: { maxFailures: 1 } }],
      { down: ['a', 'c'], forks: 1 },
      ['A: a b c d', 'a', 'b', 'c'],
      ['a unreachable', 'b unchanged', 'c unreachable', 'd not-run'],
    ],
    [
      'counts failures batch by batch',
      [{ play: 'A', hosts: ['a', 'b', 'c', 'd'], rollout: { serial: [2], maxFailures: 1 } }],
      { down: ['a', 'c'], forks: 1 },
      ['A: a b c d', '2 of 4: a b', 'a', 'b', '2 of 4: c d', 'c', 'd'],
      ['a unreachable', 'b unchanged', 'c unreachable', 'd unchanged'],
    ],
    [
      'counts a host on which something is refused, not one that would change',
      [{ play: 'A', hosts: ['a', 'b', 'c'], rollout: { serial: [1] }, changes: ['a'], refuses: ['b'] }],
      {},
      ['A: a b c', '1 of 3: a', 'a', '1 of 3: b', 'b'],
      ['a would-change', 'b refused', 'c not-run'],
    ],
    [
      'counts what happens in the play alone',
      [
        { play: 'A', hosts: ['a', 'b'], refuses: ['a'] },
        { play: 'B', hosts: ['a', 'b'], rollout: { serial: [1], maxFailures: 0 } },
      ],
      { forks: 1 },
      ['A: a b', 'a', 'b', 'B: a b', '1 of 2: a', 'a', '1 of 2: b', 'b'],
      ['a refused', 'b unchanged'],
    ],
    [
      'makes batches of the hosts that still take part',
      [
        { play: 'A', hosts: ['a', 'b', 'c'] },
        { play: 'B', hosts: ['a', 'b', 'c'], rollout: { serial: ['50%'], maxFailures: 0 } },
      ],
      { down: ['a'], forks: 1 },
      ['A: a b c', 'a', 'b', 'c', 'B: b c', '1 of 2: b', 'b', '1 of 2: c', 'c'],
      ['a unreachable', 'b unchanged', 'c unchanged'],
    ],
    [
      'keeps how a host came out in the plays that were begun on it, where that was not well',
      [
        { play: 'A', hosts: ['a', 'b', 'c'], changes: ['b'], refuses: ['a'] },
        { play: 'B', hosts: ['c', 'b', 'a'], rollout: { maxFailures: 0 }, refuses: ['c'] },
      ],
      { forks: 1 },
      ['A: a b c', 'a', 'b', 'c', 'B: c b a', 'c'],
      ['c refused', 'b not-run', 'a refused'],
    ],
  ])('%s', async (_, plays, circumstances, expectedBegun, expectedEnded) => {
    const ran = await run(plays, circumstances);
    expect(begun(ran)).toEqual(expectedBegun);
    expect(ended(ran)).toEqual(expectedEnded);
  });

  it('begins a batch when all hosts of the one before have ended', async () => {
    const onReach = (host: string) => (host === 'a' ? setTimeout(50) : undefined);
    const plays = [{ play: 'A', hosts: ['a', 'b', 'c'], rollout: { serial: [2] } }];
    const { events } = await run(plays, { onReach });
    const last = events.filter(({ event }) => event === 'host-ended' || event === 'batch-started').slice(-2);
    expect(last.map(({ event }) => event)).toEqual(['batch-started', 'host-ended']);
  });

  it('lets the hosts that are at work come to their end', async () => {
    const onReach = (host: string) => (host === 'b' ? setTimeout(50) : undefined);
    const plays = [{ play: 'A', hosts: ['a', 'b', 'c'], rollout: { maxFailures: 0 } }];
    const ran = await run(plays, { down: ['a'], forks: 2, onReach });
    expect(ended(ran)).toEqual(['a unreachable', 'c not-run', 'b unchanged']);
  });

  it('reports hosts that were not begun, and why', async () => {
    const plays = [
      { play: 'A', hosts: ['a', 'b', 'c'], rollout: { serial: [2], maxFailures: 0 } },
      { play: 'B', hosts: ['b'] },
    ];
    const ran = await run(plays, { down: ['a'] });
    expect(ran.reports.map(({ host }) => host)).toEqual(['a', 'c', 'b']);
    expect(ran.reports[1]).toMatchObject({
      outcome: 'not-run',
      failure: {
        kind: 'not-run',
        message: 'c: play "A" was not begun: 1 of 2 hosts of a batch failed, and play "A" allows none',
        advice: 'Mend what failed there, then run the same command again.',
      },
      plays: [],
    });
    expect(messageOf('b', ran)).toBe(
      'b: play "B" was not begun: 1 of 2 hosts of a batch failed, and play "A" allows none',
    );
  });

  it.each<[string, Given, Circumstances, number]>([
    ['unreachable', { play: 'A', hosts: ['a', 'b'], rollout: { serial: [1] } }, { down: ['a'] }, 3],
    ['refused', { play: 'A', hosts: ['a', 'b'], rollout: { serial: [1] }, refuses: ['a'] }, {}, 4],
  ])('has the exit code of the host that is %s, not of those that were not begun', async (_, play, given, code) => {
    expect((await run([play], given)).summary.exitCode).toBe(code);
  });

  it('tells of no further play and batch when the operator stops it', async () => {
    const stop = new AbortController();
    const plays = [
      { play: 'A', hosts: ['a', 'b', 'c'], rollout: { serial: [1] } },
      { play: 'B', hosts: ['d'] },
    ];
    const onReach = () => {
      stop.abort();
    };
    const ran = await run(plays, { onReach, stop: stop.signal });
    expect(begun(ran)).toEqual(['A: a b c', '1 of 3: a', 'a', 'b', 'c', 'd']);
    expect(ended(ran)).toEqual(['a interrupted', 'b interrupted', 'c interrupted', 'd interrupted']);
    expect(messageOf('c', ran)).toBe('stopped by the operator before c was looked at');
    expect(ran.summary.exitCode).toBe(130);
  });
});
