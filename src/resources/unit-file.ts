import { units, type Unit } from '../facts/units.ts';
import { need, type Facts } from '../model/fact.ts';
import { askableUnit } from '../model/unit-name.ts';
import { change, defineKind, type Json, type PlanContext, type Verdict } from '../model/resource.ts';
import { lines, sh, type Shell } from '../shell/sh.ts';
import type { FileToWrite } from '../shell/write-file.ts';
import { file } from './file.ts';
import { systemdReload } from './systemd-reload.ts';

/** A unit file of systemd's in /etc/systemd/system. */
export interface DesiredUnitFile {
  /** With its suffix; `name@.service` is a template. */
  readonly name: string;
  readonly content: string;
}

const fileOf = ({ name, content }: DesiredUnitFile): FileToWrite => ({
  path: `/etc/systemd/system/${name}`,
  content,
  owner: 'root',
  group: 'root',
  mode: '0644',
});

const unitOf = ({ name }: DesiredUnitFile, facts: Facts): Unit | undefined => facts.value(units)?.[askableUnit(name)];

/** What runs by a unit file: of a template all instances. */
const runningBy = ({ name }: DesiredUnitFile): string => name.replace('@.', '@*.');

/** systemd keeps a unit that failed in mind, also without its file, and then does not read one that comes later. */
const forgetFailure = (wanted: DesiredUnitFile): Shell => sh`
  if systemctl is-failed --quiet -- ${runningBy(wanted)}; then systemctl reset-failed -- ${runningBy(wanted)}; fi
`;

const isOnlyInMind = (unit: Unit | undefined): boolean => unit?.load === 'not-found' && unit.active === 'failed';

const diff = (wanted: DesiredUnitFile, facts: Facts, context: PlanContext): Verdict => {
  const verdict = file.kind.diff(fileOf(wanted), facts, context);
  if (verdict.verdict === 'change') {
    const { run } = verdict.change;
    return change({
      ...verdict.change,
      run: isOnlyInMind(unitOf(wanted, facts)) ? lines([forgetFailure(wanted), run]) : run,
      finish: [systemdReload],
    });
  }
  if (verdict.verdict !== 'fine' || unitOf(wanted, facts)?.needsReload !== true) return verdict;
  return change({
    action: 'update',
    from: 'written, but systemd has not read it since',
    to: 'read by systemd',
    reason: `${wanted.name} runs as it was before`,
    run: sh`:`,
    deadline: 10,
    before: null,
    finish: [systemdReload],
  });
};

/** Stops what runs by it first, also what began after the plan was made: its scripts are about to go. */
const undo = (wanted: DesiredUnitFile, facts: Facts, before: Json | undefined, context: PlanContext): Verdict => {
  const verdict = file.kind.undo(fileOf(wanted), facts, before, context);
  if (verdict.verdict !== 'change') return verdict;
  const unit = unitOf(wanted, facts);
  if (unit === undefined) return verdict;
  const { name } = wanted;
  const { from, run } = verdict.change;
  return change({
    ...verdict.change,
    from: ['active', 'activating', 'reloading'].includes(unit.active) ? `${from}, running` : from,
    run: lines([
      sh`systemctl stop -- ${runningBy(wanted)}`,
      forgetFailure(wanted),
      // When a persistent timer last went off outlives its file.
      ...(name.endsWith('.timer') ? [sh`systemctl clean --what=state -- ${name}`] : []),
      run,
    ]),
    deadline: 300,
    finish: [systemdReload],
  });
};

/** A unit file, which systemd has read when the change is done. */
export const unitFile = defineKind<DesiredUnitFile>({
  kind: 'unit-file',
  id: ({ name }) => name,
  needs: (wanted) => [...file.kind.needs(fileOf(wanted)), need(units, askableUnit(wanted.name))],
  diff,
  undo,
  checks: (wanted, facts) => file.kind.checks?.(fileOf(wanted), facts) ?? [],
});
