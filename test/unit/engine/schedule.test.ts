import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { schedule } from '../../../src/engine/schedule.ts';
import { defineRole, type Role } from '../../../src/model/role.ts';

const role = (name: string, after: readonly string[] = [], parallelSafe = false): Role =>
  defineRole({ name, summary: '', tier: 'hot', after, parallelSafe, vars: Type.Object({}), desired: () => [] });

const names = (roles: readonly Role[]): unknown => {
  const phases = schedule(roles);
  return phases.ok ? phases.value.map((phase) => phase.map(({ name }) => name)) : phases.failure;
};

const nvme = role('nvme-lvm');
const warm = role('warm-btrfs', [], true);
const nas = role('nas-nfs', [], true);
const mounts = role('db-mounts', ['nvme-lvm']);
const tuning = role('perf-tuning', ['nvme-lvm']);
const timers = role('tiering-timers', ['warm-btrfs', 'nas-nfs', 'db-mounts']);

describe('schedule', () => {
  it.each<[string, readonly Role[], unknown]>([
    ['nothing', [], []],
    [
      'a full provision',
      [nvme, warm, nas, mounts, tuning, timers],
      [['nvme-lvm'], ['warm-btrfs', 'nas-nfs'], ['db-mounts'], ['perf-tuning'], ['tiering-timers']],
    ],
    [
      'a full provision written the other way round',
      [timers, tuning, mounts, nas, warm, nvme],
      [['nas-nfs', 'warm-btrfs'], ['nvme-lvm'], ['perf-tuning'], ['db-mounts'], ['tiering-timers']],
    ],
    ['roles whose predecessors the play does not have', [timers, mounts], [['db-mounts'], ['tiering-timers']]],
    [
      'roles in the order of the play where nothing else says so',
      [tuning, nvme, mounts],
      [['nvme-lvm'], ['perf-tuning'], ['db-mounts']],
    ],
    [
      'parallel-safe roles that depend on each other',
      [warm, role('scrub', ['warm-btrfs'], true)],
      [['warm-btrfs'], ['scrub']],
    ],
    ['parallel-safe roles with one between them', [warm, nvme, nas], [['warm-btrfs', 'nas-nfs'], ['nvme-lvm']]],
    ['a role after itself', [nvme, role('a', ['a'])], { circle: ['a'] }],
    ['a circle', [role('a', ['b']), role('b', ['c']), role('c', ['a'])], { circle: ['a', 'b', 'c'] }],
    ['a role that waits for a circle', [role('x', ['a']), role('a', ['b']), role('b', ['a'])], { circle: ['a', 'b'] }],
  ])('%s', (_, roles, expected) => {
    expect(names(roles)).toEqual(expected);
  });

  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const play = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1 }).chain((order) =>
    fc.tuple(
      ...order.map((name) =>
        fc
          .record({
            after: fc.uniqueArray(fc.constantFrom(...letters), { maxLength: 2 }),
            parallelSafe: fc.boolean(),
          })
          .map((given) => role(name, given.after, given.parallelSafe)),
      ),
    ),
  );

  it('has every role once, after those it names, beside parallel-safe ones only; or tells of a true circle', () => {
    fc.assert(
      fc.property(play, (roles) => {
        const phases = schedule(roles);
        if (!phases.ok) {
          const { circle } = phases.failure;
          circle.forEach((name, index) => {
            const next = circle[(index + 1) % circle.length];
            expect(roles.find((each) => each.name === name)?.after).toContain(next);
          });
          return;
        }
        expect(
          phases.value
            .flat()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(roles.map(({ name }) => name).sort());
        phases.value.forEach((phase, index) => {
          const later = new Set(
            phases.value
              .slice(index)
              .flat()
              .map(({ name }) => name),
          );
          for (const { after, parallelSafe } of phase) {
            expect(after.filter((name) => later.has(name))).toEqual([]);
            expect(parallelSafe || phase.length === 1).toBe(true);
          }
        });
      }),
    );
  });

  it('keeps the order of the play in each phase', () => {
    fc.assert(
      fc.property(play, (roles) => {
        const phases = schedule(roles);
        for (const phase of phases.ok ? phases.value : [])
          expect(phase).toEqual(roles.filter((each) => phase.includes(each)));
      }),
    );
  });
});
