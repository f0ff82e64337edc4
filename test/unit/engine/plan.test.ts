import { describe, expect, it } from 'vitest';
import { concealing, limitedTo, planApply, planRollback, type RoleTask } from '../../../src/engine/plan.ts';
import { Facts, need, type Fact, type Reading } from '../../../src/model/fact.ts';
import { changesOf, rolesOf, type HostPlan } from '../../../src/model/plan.ts';
import {
  change,
  defineKind,
  fine,
  later,
  refuse,
  type Change,
  type Json,
  type Ref,
} from '../../../src/model/resource.ts';
import { sh } from '../../../src/shell/sh.ts';

const there: Fact<string, readonly string[]> = {
  name: 'there',
  deadline: 1,
  script: (names) => sh`printf '%s\n' ${names}`,
  parse: (output) => output.split('\n'),
};

interface Thing {
  readonly name: string;
  readonly on?: readonly Ref[];
  readonly refused?: boolean;
}

const made = (action: Change['action'], from: string, to: string): Change => ({
  action,
  from,
  to,
  reason: 'wanted',
  run: sh`true`,
  deadline: 1,
  before: null,
});

/** A kind whose things are there when the fact lists them; one that reveals others is a window. */
const thing = (kind: string, reveals: boolean) =>
  defineKind<Thing>({
    kind,
    id: ({ name }) => name,
    on: ({ on }) => on ?? [],
    reveals,
    needs: ({ name }) => [need(there, name)],
    diff: ({ name, refused }, facts, { base }) => {
      if (refused === true) return refuse(`${name} is not ours`, 'leave it');
      if (base === 'unseen') return later('behind a window');
      if (base === 'there' && facts.value(there)?.includes(name) === true) return fine('it is there');
      return change(made('create', 'absent', base));
    },
    undo: ({ name, refused }, _facts, before) => {
      if (refused === true) return refuse(`${name} is in use`, 'stop it');
      return before === undefined ? fine('not made by jts') : change(made('remove', 'there', 'absent'));
    },
  });

const box = thing('box', false);
const pane = thing('window', true);

const task = (role: string, resources: RoleTask['resources'], after: readonly string[] = []): RoleTask => ({
  role,
  tier: 'hot',
  after,
  resources,
  checks: [],
});

const factsOf = (reading: Reading<readonly string[]>): Facts => new Facts(new Map([['there', reading]]));
const host = (...names: readonly string[]): Facts => factsOf({ status: 'ok', value: names });

const told = (plan: HostPlan): readonly string[] =>
  rolesOf(plan).flatMap(({ role, entries }) =>
    entries.map(({ ref, verdict }) =>
      verdict.verdict === 'change'
        ? `${role} ${ref} ${verdict.change.action} ${verdict.change.from} → ${verdict.change.to}`
        : `${role} ${ref} ${verdict.verdict}: ${verdict.reason}`,
    ),
  );

const stack = [
  box({ name: 'a' }),
  pane({ name: 'w', on: ['box:a'] }),
  box({ name: 'b', on: ['window:w'] }),
  box({ name: 'c', on: ['box:b'] }),
];

describe('a plan to apply', () => {
  const table: readonly [string, readonly RoleTask[], Facts, readonly string[]][] = [
    [
      'says of everything on a finished host that it is there',
      [task('r', stack)],
      host('a', 'w', 'b', 'c'),
      [
        'r box:a fine: it is there',
        'r window:w fine: it is there',
        'r box:b fine: it is there',
        'r box:c fine: it is there',
      ],
    ],
    [
      'is complete for a blank host, from one reading',
      [task('r', stack)],
      host(),
      [
        'r box:a create absent → there',
        'r window:w create absent → new',
        'r box:b create absent → new',
        'r box:c create absent → new',
      ],
    ],
    [
      'counts as absent what stands on something new, whatever is there now',
      [task('r', stack)],
      host('w', 'b', 'c'),
      [
        'r box:a create absent → there',
        'r window:w create absent → new',
        'r box:b create absent → new',
        'r box:c create absent → new',
      ],
    ],
    [
      'does not claim to know what a window will show',
      [task('r', stack)],
      host('a', 'b', 'c'),
      [
        'r box:a fine: it is there',
        'r window:w create absent → there',
        'r box:b later: behind a window',
        'r box:c later: behind a window',
      ],
    ],
    [
      'blocks what stands on something refused',
      [task('r', [box({ name: 'a', refused: true }), box({ name: 'b', on: ['box:a'] }), box({ name: 'c' })])],
      host(),
      ['r box:a refuse: a is not ours', 'r box:b blocked: stands on box:a', 'r box:c create absent → there'],
    ],
    [
      'blocks the changes of roles that come after a refused one, and theirs, not those of others',
      [
        task('first', [box({ name: 'a', refused: true })]),
        task('second', [box({ name: 'b' }), box({ name: 'd' })], ['first']),
        task('third', [box({ name: 'c' })], ['second']),
        task('other', [box({ name: 'e' })]),
      ],
      host('d'),
      [
        'first box:a refuse: a is not ours',
        'second box:b blocked: role first, after which it comes, is left out',
        'second box:d fine: it is there',
        'third box:c blocked: role second, after which it comes, is left out',
        'other box:e create absent → there',
      ],
    ],
    [
      'leaves out the roles that a refused one builds on, and those that come after them, not the others',
      [
        task('base', [box({ name: 'a' })]),
        task('beside', [box({ name: 'b' })], ['base']),
        task('refused', [box({ name: 'c', on: ['box:a'], refused: true })], ['base']),
        task('other', [box({ name: 'd' })]),
      ],
      host(),
      [
        'base box:a blocked: role refused, which builds on it, is left out',
        'beside box:b blocked: role base, after which it comes, is left out',
        'refused box:c refuse: c is not ours',
        'other box:d create absent → there',
      ],
    ],
    [
      'goes on with a role after which a refused one comes without building on it',
      [task('base', [box({ name: 'a' })]), task('refused', [box({ name: 'c', refused: true })], ['base'])],
      host(),
      ['base box:a create absent → there', 'refused box:c refuse: c is not ours'],
    ],
    [
      'judges nothing by a fact that could not be read',
      [task('r', [box({ name: 'a' })])],
      factsOf({ status: 'failed', reason: 'no answer within 1 s' }),
      ['r box:a unreadable: fact there could not be read: no answer within 1 s'],
    ],
    [
      'passes over what it stands on when the play does not contain it',
      [task('r', [box({ name: 'b', on: ['box:elsewhere'] })])],
      host(),
      ['r box:b create absent → there'],
    ],
  ];
  for (const [what, roles, facts, expected] of table) {
    it(what, () => {
      expect(
        told(
          planApply(
            'h',
            roles.map((role) => [role]),
            facts,
            {},
          ),
        ),
      ).toEqual(expected);
    });
  }
});

it('keeps nothing of what is there where that holds a secret', () => {
  const update = { ...made('update', 'old', 'new'), before: 'Tok-1', diff: { before: 'Tok-1', after: 'Tok-2' } };
  const entries = (['file:a', 'file:b'] as const).map((ref) => ({ ref, verdict: change(update) }));
  const plan: HostPlan = { host: 'h', phases: [[{ role: 'one', entries }]] };
  expect(changesOf(concealing(plan, new Set<Ref>(['file:b'])))).toEqual([
    { role: 'one', ref: 'file:a', change: update },
    { role: 'one', ref: 'file:b', change: { ...made('update', 'old', 'new'), isConcealed: true } },
  ]);
});

describe('a plan to roll back', () => {
  const journal = (...refs: readonly Ref[]) => ({
    before: new Map<Ref, Json>(refs.map((ref) => [ref, null])),
    hidden: new Set<Ref>(),
  });

  it('leaves to a later run what one that is resumed did not have to change', () => {
    const roles = [[task('one', [box({ name: 'a' }), box({ name: 'b' })])]];
    const plan = planApply('h', roles, host(), {});
    expect(told(plan)).toEqual(told(limitedTo(plan, new Set<Ref>(['box:a', 'box:b']), 'r1')));
    expect(told(limitedTo(plan, new Set<Ref>(['box:b']), 'r1'))).toEqual([
      'one box:a later: run r1, which is resumed, did not have to change it',
      told(plan)[1],
    ]);
  });

  it('leaves as it is what the journal does not keep, because it held a secret', () => {
    const roles = [[task('one', [box({ name: 'a' }), box({ name: 'b' })])]];
    const kept = { ...journal('box:a', 'box:b'), hidden: new Set<Ref>(['box:a']) };
    expect(told(planRollback('h', roles, host('a', 'b'), {}, kept))).toEqual(
      told(planRollback('h', [[task('one', [box({ name: 'b' })])]], host('a', 'b'), {}, journal('box:b'))).concat(
        'one box:a fine: what was there before held a secret, which the journal does not keep',
      ),
    );
  });

  it('takes away what jts made, last role and last resource first', () => {
    const roles = [
      [task('one', [box({ name: 'a' }), box({ name: 'b' })])],
      [task('two', [box({ name: 'c' })], ['one'])],
    ];
    expect(told(planRollback('h', roles, host('a', 'b', 'c'), {}, journal('box:a', 'box:c')))).toEqual([
      'two box:c remove there → absent',
      'one box:b fine: not made by jts',
      'one box:a remove there → absent',
    ]);
  });

  it('keeps what carries something that cannot be taken away', () => {
    const roles = [[task('r', [box({ name: 'a' }), box({ name: 'b', on: ['box:a'], refused: true })])]];
    expect(told(planRollback('h', roles, host('a', 'b'), {}, journal('box:a', 'box:b')))).toEqual([
      'r box:b refuse: b is in use',
      'r box:a blocked: box:b stands on it',
    ]);
  });

  it('keeps a role while one that came after it cannot be taken away', () => {
    const roles = [[task('one', [box({ name: 'a' })])], [task('two', [box({ name: 'b', refused: true })], ['one'])]];
    expect(told(planRollback('h', roles, host('a', 'b'), {}, journal('box:a', 'box:b')))).toEqual([
      'two box:b refuse: b is in use',
      'one box:a blocked: role two, which comes after it, is left out',
    ]);
  });

  it('leaves a role in place while one that it builds on cannot be taken away', () => {
    const roles = [
      [task('one', [box({ name: 'a', refused: true })])],
      [task('two', [box({ name: 'b', on: ['box:a'] })], ['one']), task('three', [box({ name: 'c' })], ['one'])],
    ];
    expect(told(planRollback('h', roles, host('a', 'b', 'c'), {}, journal('box:a', 'box:b', 'box:c')))).toEqual([
      'two box:b blocked: role one, which it builds on, is left out',
      'three box:c remove there → absent',
      'one box:a refuse: a is in use',
    ]);
  });
});
