import { units, type Unit } from '../facts/units.ts';
import { expectEqual } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { fieldOf } from '../model/json.ts';
import {
  change,
  defineKind,
  fine,
  refuse,
  type Json,
  type PlanContext,
  type Ref,
  type Verdict,
} from '../model/resource.ts';
import { lines, sh } from '../shell/sh.ts';
import { systemdReload } from './systemd-reload.ts';

/** A unit of systemd that runs now and at every boot. */
export interface DesiredUnit {
  readonly name: string;
  /** The package that brings it, where one does. */
  readonly package?: string;
  /** What it is made of, e.g. its unit file. */
  readonly on: readonly Ref[];
}

const isEnabled = ({ fileState }: Unit): boolean => fileState === 'enabled';

/** Also while it is being started or reloaded: it will be active without anyone's doing. */
const isActive = ({ active }: Unit): boolean => ['active', 'activating', 'reloading'].includes(active);

const stateOf = (unit: Unit): string => `${isEnabled(unit) ? 'enabled' : unit.fileState || 'disabled'}, ${unit.active}`;

const WANTED = 'enabled, active';

/** Unit files that say nothing about when to start them, or that are not there to stay: systemctl(1), is-enabled. */
const NEVER_ENABLED = ['static', 'generated', 'transient'];

const enable = (name: string, from: string, before: Json): Verdict =>
  change({
    action: from === 'absent' ? 'create' : 'update',
    from,
    to: WANTED,
    reason: `${name} is to run, also after a boot`,
    // Each reload of systemd takes seconds, so the role has one for all its units.
    run: sh`
      systemctl --no-reload enable -- ${name}
      systemctl start -- ${name}
    `,
    deadline: 120,
    before,
    finish: [systemdReload],
  });

const refuseUnit = ({ name, package: from }: DesiredUnit, { load, fileState }: Unit): Verdict | undefined => {
  if (load === 'not-found') {
    const advice = from === undefined ? 'Put its unit file in place' : `Install the package ${from}, which brings it`;
    return refuse(`${name} is not on this host`, `${advice}, then run again.`);
  }
  if (load === 'masked') {
    return refuse(
      `${name} is masked: somebody keeps it from running`,
      `Whoever masked it can allow it again: systemctl unmask ${name}`,
    );
  }
  if (load !== 'loaded') return refuse(`systemd cannot load ${name}: ${load}`, `Look at it: systemctl status ${name}`);
  if (!NEVER_ENABLED.includes(fileState)) return undefined;
  return refuse(`${name} is ${fileState}, which cannot be enabled`, 'Enable the unit that starts it.');
};

const diff = (wanted: DesiredUnit, facts: Facts, { base }: PlanContext): Verdict => {
  const { name } = wanted;
  const unit = facts.value(units)?.[name];
  if (unit === undefined) {
    return refuse(`systemd does not run this host, so ${name} cannot`, 'Boot the host with systemd, then run again.');
  }
  if (base === 'new' && unit.load === 'not-found') return enable(name, 'absent', { enabled: false, active: false });
  const refusal = refuseUnit(wanted, unit);
  if (refusal !== undefined) return refusal;
  if (isEnabled(unit) && isActive(unit)) return fine(`${name} is enabled and active`);
  return enable(name, stateOf(unit), { enabled: isEnabled(unit), active: isActive(unit) });
};

const undo = ({ name }: DesiredUnit, facts: Facts, before: Json | undefined): Verdict => {
  if (before === undefined) return fine(`${name} was not changed by jts`);
  const unit = facts.value(units)?.[name];
  if (unit === undefined || unit.load === 'not-found') return fine(`${name} is gone`);
  const enabled = fieldOf(before, 'enabled') === true;
  const active = fieldOf(before, 'active') === true;
  const run = [
    ...(active === isActive(unit) ? [] : [active ? sh`systemctl start -- ${name}` : sh`systemctl stop -- ${name}`]),
    ...(enabled === isEnabled(unit)
      ? []
      : [enabled ? sh`systemctl --no-reload enable -- ${name}` : sh`systemctl --no-reload disable -- ${name}`]),
  ];
  if (run.length === 0) return fine(`${name} is as before jts`);
  return change({
    action: 'update',
    from: stateOf(unit),
    to: `${enabled ? 'enabled' : 'disabled'}, ${active ? 'active' : 'inactive'}`,
    reason: `${name} was so before jts`,
    run: lines(run),
    deadline: 120,
    before: null,
    finish: [systemdReload],
  });
};

/** A unit of systemd that is enabled and active. */
export const unit = defineKind<DesiredUnit>({
  kind: 'unit',
  id: ({ name }) => name,
  on: ({ on }) => on,
  needs: ({ name }) => [need(units, name)],
  diff,
  undo,
  checks: ({ name }, facts) => {
    const found = facts.value(units)?.[name];
    const actual = found === undefined ? 'no systemd' : found.load === 'loaded' ? stateOf(found) : found.load;
    return [expectEqual(`unit ${name}`, WANTED, actual)];
  },
});
