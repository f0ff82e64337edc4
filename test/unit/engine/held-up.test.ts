import { describe, expect, it } from 'vitest';
import { heldUp } from '../../../src/engine/apply.ts';
import type { RoleTask } from '../../../src/engine/plan.ts';

const task = (role: string, ...after: readonly string[]): RoleTask => ({
  role,
  tier: 'all',
  after,
  resources: [],
  checks: [],
});
const tasks = [task('lvm'), task('warm'), task('nas'), task('mounts', 'lvm'), task('timers', 'warm', 'nas', 'mounts')];

describe('the roles that a failure holds up', () => {
  it.each([
    ['apply', [], []],
    ['apply', ['timers'], ['timers']],
    ['apply', ['nas'], ['nas', 'timers']],
    ['apply', ['lvm'], ['lvm', 'mounts', 'timers']],
    ['rollback', ['nas'], ['nas']],
    ['rollback', ['mounts'], ['lvm', 'mounts']],
    ['rollback', ['timers'], ['lvm', 'mounts', 'nas', 'timers', 'warm']],
  ] as const)('in mode %s of %j are %j', (mode, failed, held) => {
    expect([...heldUp(failed, tasks, mode)].sort()).toEqual(held);
  });
});
