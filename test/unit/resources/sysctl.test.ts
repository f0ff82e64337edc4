import { describe, expect, it } from 'vitest';
import { sysctls, type BootSetting } from '../../../src/facts/sysctl.ts';
import { Facts } from '../../../src/model/fact.ts';
import type { Json } from '../../../src/model/resource.ts';
import { sysctl } from '../../../src/resources/sysctl.ts';
import { bash } from '../shell/bash.ts';
import { changeOf, there, told } from './mounts-host.ts';

const KEY = 'net.ipv4.tcp_rmem';
const FILE = '/etc/sysctl.d/90-jts.conf';
const wanted = { key: KEY, value: '4096  131072\t6291456', file: FILE };

const factsOf = (value: string | undefined, boot?: BootSetting, writable = true): Facts => {
  const live = value === undefined ? {} : { [KEY]: { value, writable } };
  const found = { live, boot: boot === undefined ? {} : { [KEY]: boot } };
  return new Facts(new Map([[sysctls.name, { status: 'ok', value: found }]]));
};

describe('a setting of the kernel', () => {
  it.each<[string, Facts, string]>([
    ['as wanted', factsOf('4096 131072 6291456'), `fine: ${KEY} is 4096 131072 6291456`],
    ['of another value', factsOf('4096 131072 1'), 'update: 4096 131072 1 -> 4096 131072 6291456'],
    [
      'that the kernel does not have',
      factsOf(undefined),
      `refused: this kernel has no ${KEY} | Correct the name, or load the module that it comes with.`,
    ],
    [
      'that cannot be written',
      factsOf('1', undefined, false),
      `refused: ${KEY} is 1 and cannot be written on this host | Set it where that is decided, e.g. on the host of a container, or leave it out.`,
    ],
    [
      'as wanted that could not be written',
      factsOf('4096 131072 6291456', undefined, false),
      `fine: ${KEY} is 4096 131072 6291456`,
    ],
  ])('%s', (_, facts, expected) => {
    expect(told(sysctl.kind.diff(wanted, facts, there))).toBe(expected);
  });

  it('remembers the value before, and is written below /proc/sys', () => {
    const { before, run } = changeOf(sysctl.kind.diff(wanted, factsOf('1'), there));
    expect(before).toEqual({ value: '1' });
    const { status, stderr } = bash(run, { '/proc/sys/net/ipv4/tcp_rmem': '/dev/full' });
    expect({ status, said: stderr.trim().split('\n').at(-1) }).toEqual({
      status: 1,
      said: `the kernel does not take 4096 131072 6291456 for ${KEY}`,
    });
    expect(run.text).toContain('>/proc/sys/net/ipv4/tcp_rmem');
  });

  it.each([
    ['net.ipv4.tcp_rmem', 'network', true],
    ['vm.swappiness', undefined, false],
  ])('is taken back by the host on its own if it may cut it off: %s', (key, risk, isReverted) => {
    const live = { [key]: { value: '60', writable: true } };
    const facts = new Facts(new Map([[sysctls.name, { status: 'ok', value: { live, boot: {} } }]]));
    for (const verdict of [
      sysctl.kind.diff({ key, value: '10', file: FILE }, facts, there),
      sysctl.kind.undo({ key, value: '10', file: FILE }, facts, { value: '1' }, there),
    ]) {
      const { revert, ...change } = changeOf(verdict);
      expect({ risk: change.risk, isReverted: revert !== undefined }).toEqual({ risk, isReverted });
      if (revert !== undefined) expect(revert.text).toMatch(/60.*\/proc\/sys\/net\/ipv4\/tcp_rmem/s);
    }
  });

  it.each<[string, Facts, Json | undefined, string]>([
    ['not of jts', factsOf('1'), undefined, `fine: ${KEY} was not changed by jts`],
    ['changed by jts', factsOf('2'), { value: '1' }, 'update: 2 -> 1'],
    ['as before', factsOf('1'), { value: '1' }, `fine: ${KEY} is as before jts`],
    ['whose module is gone', factsOf(undefined), { value: '1' }, `fine: this kernel has no ${KEY}`],
  ])('%s is taken back', (_, facts, before, expected) => {
    expect(told(sysctl.kind.undo(wanted, facts, before, there))).toBe(expected);
  });

  it.each<[string, Facts, readonly string[]]>([
    [
      'as wanted',
      factsOf('4096 131072 6291456', { value: '4096 131072 6291456', file: FILE }),
      ['pass 4096 131072 6291456', `pass 4096 131072 6291456, set by ${FILE}`],
    ],
    [
      'with a later file of the same value',
      factsOf('4096 131072 6291456', { value: '4096 131072 6291456', file: '/run/sysctl.d/99-x.conf' }),
      ['pass 4096 131072 6291456', 'pass 4096 131072 6291456, set by /run/sysctl.d/99-x.conf'],
    ],
    [
      'with a later file of another value',
      factsOf('4096 131072 6291456', { value: '1', file: '/etc/sysctl.d/99-sysctl.conf' }),
      ['pass 4096 131072 6291456', 'fail 1, set by /etc/sysctl.d/99-sysctl.conf'],
    ],
    ['of another value, in no file', factsOf('1'), ['fail 1', 'fail set by no file']],
    ['that is not there', factsOf(undefined), ['fail absent', 'fail set by no file']],
  ])('checks one %s', (_, facts, expected) => {
    const checks = sysctl.kind.checks?.(wanted, facts) ?? [];
    expect(checks.map(({ outcome, actual }) => `${outcome} ${actual}`)).toEqual(expected);
    expect(checks.map((check) => `${check.id}: ${check.expected}`)).toEqual([
      `sysctl ${KEY} live: 4096 131072 6291456`,
      `sysctl ${KEY} at boot: 4096 131072 6291456, set by ${FILE}`,
    ]);
  });
});
