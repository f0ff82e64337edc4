import { describe, expect, it } from 'vitest';
import { kernel, type KernelSupport } from '../../../src/facts/kernel.ts';
import { schedulers } from '../../../src/facts/schedulers.ts';
import { Facts, type Reading } from '../../../src/model/fact.ts';
import type { Json } from '../../../src/model/resource.ts';
import { ioScheduler, schedulerRule, type DesiredScheduler } from '../../../src/resources/io-scheduler.ts';
import { bash } from '../shell/bash.ts';
import { changeOf, there, told } from './mounts-host.ts';

const nvme: DesiredScheduler = { devices: 'nvme*n*', scheduler: 'none' };
const rotating: DesiredScheduler = { devices: 'sd*', rotating: true, scheduler: 'bfq' };

/** What the probe says of the disks, a line each, and whether the kernel has bfq. */
const factsOf = (lines: readonly string[], bfq: KernelSupport = 'there'): Facts =>
  new Facts(
    new Map<string, Reading<unknown>>([
      [schedulers.name, { status: 'ok', value: schedulers.parse(lines.join('\n'), ['*']) }],
      [kernel.name, { status: 'ok', value: { 'bfq-iosched': bfq } }],
    ]),
  );

const TWO = ['nvme0n1 0 [mq-deadline] none', 'nvme1n1 0 [mq-deadline] none', 'sda 0 [mq-deadline] none'];

describe('the I/O scheduler', () => {
  it.each<[string, DesiredScheduler, Facts, string]>([
    ['of no disk', nvme, factsOf(['vda 1 [none]']), 'fine: this host has no disk nvme*n*'],
    ['of no disk that rotates', rotating, factsOf(TWO), 'fine: this host has no rotating disk sd*'],
    ['of two disks', nvme, factsOf(TWO), 'update: nvme0n1 mq-deadline, nvme1n1 mq-deadline -> none'],
    [
      'of one of two disks',
      nvme,
      factsOf(['nvme0n1 0 [none] mq-deadline', 'nvme1n1 0 [mq-deadline] none']),
      'update: nvme1n1 mq-deadline -> none',
    ],
    [
      'as wanted',
      nvme,
      factsOf(['nvme0n1 0 [none] mq-deadline', 'nvme1n1 0 none']),
      'fine: the I/O scheduler of nvme0n1, nvme1n1 is none',
    ],
    ['in a module', rotating, factsOf(['sda 1 [mq-deadline] none']), 'update: sda mq-deadline -> bfq'],
    ['that may be in a module', rotating, factsOf(['sda 1 [none]'], 'unknown'), 'update: sda none -> bfq'],
    ['that is loaded', rotating, factsOf(['sda 1 [none] bfq'], 'missing'), 'update: sda none -> bfq'],
    [
      'that the kernel does not have',
      rotating,
      factsOf(['sda 1 [mq-deadline] none', 'sdb 1 [none] mq-deadline'], 'missing'),
      'refused: this kernel has no I/O scheduler bfq for sda, sdb | Choose one that it has: mq-deadline, none.',
    ],
    [
      'of a disk that takes none',
      rotating,
      factsOf(['sda 1 none', 'sdb 1 [none] bfq']),
      'refused: sda cannot have an I/O scheduler | Choose none for disks of this kind.',
    ],
  ])('%s', (_, wanted, facts, expected) => {
    expect(told(ioScheduler.kind.diff(wanted, facts, there))).toBe(expected);
  });

  it('remembers that of each disk it changes', () => {
    const { before, run } = changeOf(ioScheduler.kind.diff(nvme, factsOf(TWO), there));
    expect(before).toEqual({ nvme0n1: 'mq-deadline', nvme1n1: 'mq-deadline' });
    expect(run.text.match(/>\/sys\S+/g)).toEqual([
      '>/sys/block/nvme0n1/queue/scheduler',
      '>/sys/block/nvme1n1/queue/scheduler',
    ]);
  });

  it('says which disk the kernel did not take it for', () => {
    const { run } = changeOf(ioScheduler.kind.diff(rotating, factsOf(['sda 1 [none]']), there));
    const { status, stderr } = bash(run, { '/sys/block/sda/queue/scheduler': '/dev/full' });
    expect({ status, said: stderr.trim().split('\n').at(-1) }).toEqual({
      status: 1,
      said: 'the kernel does not take the I/O scheduler bfq for sda',
    });
  });

  it('asks whether the kernel can load one, except for none', () => {
    const asked = (wanted: DesiredScheduler) => ioScheduler.kind.needs(wanted).map(({ query }) => query);
    expect(asked(nvme)).toEqual(['nvme*n*']);
    expect(asked(rotating)).toEqual(['sd*', 'bfq-iosched']);
  });

  const before: Json = { nvme0n1: 'mq-deadline', nvme1n1: 'kyber', nvme9n1: 'mq-deadline' };
  it.each<[string, readonly string[], Json | undefined, string]>([
    ['not of jts', TWO, undefined, 'fine: the I/O scheduler of nvme*n* was not changed by jts'],
    [
      'of two disks, a third being gone and a fourth new',
      ['nvme0n1 0 [none] kyber', 'nvme1n1 0 [none] kyber', 'nvme2n1 0 [none] kyber'],
      before,
      'update: nvme0n1 none, nvme1n1 none -> nvme0n1 mq-deadline, nvme1n1 kyber',
    ],
    ['of one disk', ['nvme0n1 0 [none]', 'nvme1n1 0 [kyber]'], before, 'update: nvme0n1 none -> nvme0n1 mq-deadline'],
    ['as before', ['nvme0n1 0 [mq-deadline]'], before, 'fine: the I/O scheduler of nvme*n* is as before jts'],
  ])('%s is taken back', (_, lines, journal, expected) => {
    expect(told(ioScheduler.kind.undo(nvme, factsOf(lines), journal, there))).toBe(expected);
  });

  it.each<[readonly string[], string, string]>([
    [['nvme0n1 0 [none]', 'nvme1n1 0 none'], 'pass', 'none'],
    [['nvme0n1 0 [none]', 'nvme1n1 0 [kyber]'], 'fail', 'nvme1n1 kyber'],
    [[], 'skip', 'this host has no disk nvme*n*'],
  ])('checks %j', (lines, outcome, actual) => {
    expect(ioScheduler.kind.checks?.(nvme, factsOf(lines))).toEqual([
      { id: 'io-scheduler nvme*n*', expected: 'none', actual, outcome },
    ]);
  });

  it('is chosen by a rule for whole disks', () => {
    expect([nvme, rotating].map(schedulerRule)).toEqual([
      'ACTION=="add|change", SUBSYSTEM=="block", ENV{DEVTYPE}=="disk", KERNEL=="nvme*n*", ATTR{queue/scheduler}="none"',
      'ACTION=="add|change", SUBSYSTEM=="block", ENV{DEVTYPE}=="disk", KERNEL=="sd*", ATTR{queue/rotational}=="1", ATTR{queue/scheduler}="bfq"',
    ]);
  });
});
