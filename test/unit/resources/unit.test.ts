import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../src/facts/units.ts';
import type { Json, PlanContext } from '../../../src/model/resource.ts';
import { unit } from '../../../src/resources/unit.ts';
import { changeOf, hostFacts, there, told } from './mounts-host.ts';

const NAME = 'fstrim.timer';
const wanted = { name: NAME, package: 'util-linux', on: [] };
const own = { name: NAME, on: ['file:/etc/systemd/system/fstrim.timer'] as const };

const factsOf = (given: Partial<Unit>) => hostFacts({ units: { [NAME]: given } });
const on: Partial<Unit> = { fileState: 'enabled', active: 'active' };
const off: Partial<Unit> = { fileState: 'disabled', active: 'inactive' };
const gone: Partial<Unit> = { load: 'not-found' };
const fresh: PlanContext = { base: 'new' };

describe('a unit', () => {
  it.each<[string, Partial<Unit>, string]>([
    ['as wanted', on, `fine: ${NAME} is enabled and active`],
    ['on its way', { ...on, active: 'activating' }, `fine: ${NAME} is enabled and active`],
    ['switched off', off, 'update: disabled, inactive -> enabled, active'],
    ['that only runs now', { ...on, fileState: 'disabled' }, 'update: disabled, active -> enabled, active'],
    [
      'enabled until the next boot',
      { ...on, fileState: 'enabled-runtime' },
      'update: enabled-runtime, active -> enabled, active',
    ],
    ['that failed', { ...on, active: 'failed' }, 'update: enabled, failed -> enabled, active'],
    [
      'that is not there',
      gone,
      `refused: ${NAME} is not on this host | Install the package util-linux, which brings it, then run again.`,
    ],
    [
      'masked',
      { load: 'masked', fileState: 'masked' },
      `refused: ${NAME} is masked: somebody keeps it from running | Whoever masked it can allow it again: systemctl unmask ${NAME}`,
    ],
    [
      'that systemd does not understand',
      { load: 'bad-setting' },
      `refused: systemd cannot load ${NAME}: bad-setting | Look at it: systemctl status ${NAME}`,
    ],
    [
      'without instructions for enabling it',
      { ...on, fileState: 'static' },
      `refused: ${NAME} is static, which cannot be enabled | Enable the unit that starts it.`,
    ],
  ])('%s', (_, given, expected) => {
    expect(told(unit.kind.diff(wanted, factsOf(given), there))).toBe(expected);
  });

  it('of a host that systemd does not run', () => {
    expect(told(unit.kind.diff(wanted, hostFacts({ units: 'none' }), there))).toBe(
      `refused: systemd does not run this host, so ${NAME} cannot | Boot the host with systemd, then run again.`,
    );
  });

  it('that comes with no package is made of a file', () => {
    expect(told(unit.kind.diff(own, factsOf(gone), there))).toBe(
      `refused: ${NAME} is not on this host | Put its unit file in place, then run again.`,
    );
    expect(told(unit.kind.diff(own, factsOf(gone), fresh))).toBe('create: absent -> enabled, active');
    expect(unit.kind.on?.(own)).toEqual(own.on);
  });

  it('remembers what it was', () => {
    const { before, run } = changeOf(unit.kind.diff(wanted, factsOf({ ...on, active: 'inactive' }), there));
    expect(before).toEqual({ enabled: true, active: false });
    expect(run.text).toBe(`systemctl --no-reload enable -- ${NAME}\nsystemctl start -- ${NAME}`);
    expect(changeOf(unit.kind.diff(own, factsOf(gone), fresh)).before).toEqual({ enabled: false, active: false });
  });

  const was = (enabled: boolean, active: boolean): Json => ({ enabled, active });
  it.each<[string, Partial<Unit>, Json | undefined, string, readonly string[]]>([
    ['not of jts', on, undefined, `fine: ${NAME} was not changed by jts`, []],
    ['gone', gone, was(false, false), `fine: ${NAME} is gone`, []],
    [
      'switched on by jts',
      on,
      was(false, false),
      'update: enabled, active -> disabled, inactive',
      [`systemctl stop -- ${NAME}`, `systemctl --no-reload disable -- ${NAME}`],
    ],
    [
      'started by jts',
      on,
      was(true, false),
      'update: enabled, active -> enabled, inactive',
      [`systemctl stop -- ${NAME}`],
    ],
    [
      'enabled by jts, and stopped since',
      { ...on, active: 'inactive' },
      was(false, true),
      'update: enabled, inactive -> disabled, active',
      [`systemctl start -- ${NAME}`, `systemctl --no-reload disable -- ${NAME}`],
    ],
    ['switched off again', off, was(false, false), `fine: ${NAME} is as before jts`, []],
  ])('%s is taken back', (_, given, before, expected, run) => {
    const verdict = unit.kind.undo(wanted, factsOf(given), before, there);
    expect(told(verdict)).toBe(expected);
    if (verdict.verdict === 'change') expect(verdict.change.run.text.split('\n')).toEqual(run);
  });

  it.each<[Partial<Unit>, string, string]>([
    [on, 'pass', 'enabled, active'],
    [off, 'fail', 'disabled, inactive'],
    [gone, 'fail', 'not-found'],
    [{ load: 'masked', fileState: 'masked' }, 'fail', 'masked'],
  ])('checks %j', (given, outcome, actual) => {
    expect(unit.kind.checks?.(wanted, factsOf(given))).toEqual([
      { id: `unit ${NAME}`, expected: 'enabled, active', actual, outcome },
    ]);
  });

  it('checks a host that systemd does not run', () => {
    expect(unit.kind.checks?.(wanted, hostFacts({ units: 'none' }))[0]?.actual).toBe('no systemd');
  });
});
