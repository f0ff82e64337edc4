import { posix } from 'node:path';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { units, type Unit } from '../facts/units.ts';
import { expectEqual, skipped, type Check } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { fieldOf } from '../model/json.ts';
import { askableUnit } from '../model/unit-name.ts';
import { change, defineKind, fine, type Json, type Verdict } from '../model/resource.ts';
import { lines, sh } from '../shell/sh.ts';
import type { FileToWrite } from '../shell/write-file.ts';
import { putFile, undoFile } from './file-state.ts';
import { systemdReload } from './systemd-reload.ts';

/** Makes a service wait for mounts, and not start without them, where the host has the service. */
export interface DesiredDropIn {
  /** A service unit; `postgresql@.service` means all instances. */
  readonly service: string;
  readonly mounts: readonly string[];
}

/** systemd.unit(5): quoted, with `%` doubled. */
const quotePath = (path: string): string =>
  /^[A-Za-z0-9/_.:@+,=-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;

const fileOf = ({ service, mounts }: DesiredDropIn): FileToWrite => ({
  path: `/etc/systemd/system/${service}.d/10-jts-mounts.conf`,
  content: `# Written by jts: without its data's mount the service would write to the root file system.\n[Unit]\nRequiresMountsFor=${mounts.map(quotePath).join(' ')}\n`,
  owner: 'root',
  group: 'root',
  mode: '0644',
});

const findUnit = (service: string, facts: Facts): Unit | undefined => {
  const unit = facts.value(units)?.[askableUnit(service)];
  return unit === undefined || unit.load === 'not-found' || unit.load === 'masked' ? undefined : unit;
};

const isLoaded = (unit: Unit, path: string): boolean => unit.dropIns.includes(path) && !unit.needsReload;

const diff = (wanted: DesiredDropIn, facts: Facts): Verdict => {
  const { service } = wanted;
  const unit = findUnit(service, facts);
  if (unit === undefined) return fine(`${service} is not on this host`);
  const file = fileOf(wanted);
  const put = putFile(file, facts);
  if (put?.verdict === 'change') {
    const folder = posix.dirname(file.path);
    const isNew = present(facts, paths).nodes[folder]?.type === 'absent';
    return change({
      ...put.change,
      run: lines([sh`mkdir -p -- ${folder}`, put.change.run]),
      before: { file: put.change.before, folder: isNew },
      finish: [systemdReload],
    });
  }
  if (put !== undefined) return put;
  if (isLoaded(unit, file.path)) return fine(`${service} waits for ${wanted.mounts.join(', ')}`);
  return change({
    action: 'update',
    from: 'written, but systemd has not read it since',
    to: 'read by systemd',
    reason: `${service} does not wait for its mounts yet`,
    run: sh`:`,
    deadline: 10,
    before: null,
    finish: [systemdReload],
  });
};

/** Stops the service first: what is below it is about to be unmounted. */
const undo = (wanted: DesiredDropIn, facts: Facts, before: Json | undefined): Verdict => {
  const { service } = wanted;
  const { path } = fileOf(wanted);
  const verdict = undoFile(path, facts, fieldOf(before, 'file'));
  if (verdict.verdict !== 'change') return verdict;
  const isRunning = ['active', 'activating', 'reloading'].includes(findUnit(service, facts)?.active ?? '');
  const folder =
    fieldOf(before, 'folder') === true ? [sh`rmdir --ignore-fail-on-non-empty -- ${posix.dirname(path)}`] : [];
  return change({
    ...verdict.change,
    from: isRunning ? `there, ${service} running` : 'there',
    to: isRunning ? `absent, ${service} stopped` : verdict.change.to,
    run: lines([...(isRunning ? [sh`systemctl stop -- ${service}`] : []), verdict.change.run, ...folder]),
    deadline: 300,
    finish: [systemdReload],
  });
};

const checks = (wanted: DesiredDropIn, facts: Facts): readonly Check[] => {
  const { service, mounts } = wanted;
  const id = `drop-in ${service}`;
  const expected = `${service} waits for ${mounts.join(', ')}`;
  const unit = findUnit(service, facts);
  if (unit === undefined) return [skipped(id, expected, `${service} is not on this host`)];
  const file = fileOf(wanted);
  const isSo = putFile(file, facts) === undefined && isLoaded(unit, file.path);
  return [expectEqual(id, expected, isSo ? expected : `${service} does not wait`)];
};

export const dropIn = defineKind<DesiredDropIn>({
  kind: 'drop-in',
  id: ({ service }) => service,
  needs: (wanted) => {
    const { path } = fileOf(wanted);
    return [
      need(units, askableUnit(wanted.service)),
      need(paths, { path, look: 'content' }),
      need(paths, { path: posix.dirname(path), look: 'node' }),
    ];
  },
  diff,
  undo,
  checks,
});
