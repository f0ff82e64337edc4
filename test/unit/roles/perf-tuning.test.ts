import { describe, expect, it } from 'vitest';
import role from '../../../roles/perf-tuning/role.ts';
import { nextRunCheck } from '../../../src/checks/next-run.ts';
import { mapWithDefaults } from '../../../src/config/defaults.ts';
import { plain, unwritten } from '../../../src/config/located.ts';
import { schemaView } from '../../../src/config/schema-view.ts';
import { compile } from '../../../src/config/validator.ts';
import type { Json } from '../../../src/model/resource.ts';
import { bash } from '../shell/bash.ts';

const validate = compile(role.vars);

const accepts = (tuning: Json): boolean => {
  const located = unwritten({ tuning });
  if (located.kind !== 'map') throw new Error('no mapping');
  return validate(plain(mapWithDefaults(schemaView(role.vars), located)));
};

describe('settings that fit', () => {
  it.each<[string, Json]>([
    ['vm.swappiness', 1],
    ['kernel.sched_rt_runtime_us', -1],
    ['net.ipv4.conf.eth-0.rp_filter', '2'],
    ['net.ipv4.tcp_rmem', '4096 131072\t6291456'],
    ['kernel.core_pattern', '|/usr/bin/x %p'],
  ])('%s', (key, value) => {
    expect(accepts({ sysctl: { [key]: value } })).toBe(true);
  });
});

describe('settings that could be taken for something else are refused', () => {
  it.each([
    '',
    'net',
    '.net.core',
    'net.core.',
    'net..core',
    'net/core/x',
    '../net.x',
    'net.../x',
    '-net.core',
    'a b.c',
    'a.b\n',
    'a.*',
    'a.b=1 #',
    '/a.b',
  ])('the key %j', (key) => {
    expect(accepts({ sysctl: { [key]: 1 } })).toBe(false);
  });

  it.each<Json>(['', ' ', ' 1', '1 ', '1\n2', '1\nnet.core.rmem_max = 2', 'é', 1.5, true, ['1'], { a: 1 }])(
    'the value %j',
    (value) => {
      expect(accepts({ sysctl: { 'net.core.rmem_max': value } })).toBe(false);
    },
  );

  it.each<Json>([{ nvme: 'cfq' }, { rotating: 'none ' }, { ssd: 'none' }])('the scheduler %j', (scheduler) => {
    expect(accepts({ scheduler })).toBe(false);
  });
});

describe('the check of a timer', () => {
  const check = nextRunCheck('fstrim.timer');

  it.each([
    ['Mon 2026-11-23 00:33:47 UTC', 'waiting', 'pass', 'Mon 2026-11-23 00:33:47 UTC'],
    ['', 'running', 'pass', 'its job is at work'],
    ['', 'dead', 'fail', 'none'],
  ])('takes the next run %j of a timer that is %s as %s', (next, state, outcome, actual) => {
    expect(`${check.id}: ${check.expected}`).toBe('next run of fstrim.timer: a time, or its job at work');
    expect(check.judge(`NextElapseUSecRealtime=${next}\nSubState=${state}\n`)).toEqual({ outcome, actual });
  });

  it('says that systemd does not run the host', () => {
    const { status, stderr } = bash(check.script, { '/run/systemd/system': '/nonexistent' });
    expect({ status, stderr }).toEqual({ status: 44, stderr: 'systemd does not run this host\n' });
  });
});
