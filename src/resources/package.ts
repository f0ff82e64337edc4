import { packages, type Package } from '../facts/packages.ts';
import type { DeclaredDisk } from '../model/disk.ts';
import { need, type Facts } from '../model/fact.ts';
import { textsOf } from '../model/json.ts';
import { change, defineKind, fine, refuse, type Json, type PlanContext, type Verdict } from '../model/resource.ts';
import { installPackages, removePackages } from '../shell/apt.ts';
import { keepsData, ownerNeeds } from './declared-disk.ts';

/** Packages of the distribution that are installed together, each for one command. */
export interface PackagesDesired {
  readonly packages: readonly Package[];
  /** The disk whose data cannot be read without them: they stay as long as that data; left out: a rollback removes them. */
  readonly dataOn?: DeclaredDisk;
}

const namesOf = (wanted: readonly Package[]): string => wanted.map(({ name }) => name).join(', ');

/** Names a set of packages, in refs and in the name of the file that keeps what came with it. */
const idOf = ({ packages: wanted }: PackagesDesired): string => wanted.map(({ name }) => name).join('+');

const be = (count: number): string => (count === 1 ? 'is' : 'are');

const diff = (desired: PackagesDesired, facts: Facts): Verdict => {
  const { packages: wanted } = desired;
  const read = facts.value(packages);
  const missing = wanted.filter(({ name }) => read?.usable.includes(name) !== true);
  if (missing.length === 0) return fine(`${namesOf(wanted)} ${be(wanted.length)} installed`);
  if (read?.apt !== true) {
    return refuse(
      `${namesOf(missing)} ${be(missing.length)} not installed, and this host has no apt-get`,
      `jts installs packages with apt-get only. Install what has these commands, then run again: ${missing.map(({ command }) => command).join(', ')}`,
    );
  }
  const names = missing.map(({ name }) => name);
  return change({
    action: 'create',
    from: `${namesOf(missing)} missing`,
    to: `${namesOf(missing)} installed`,
    reason: `needed for ${missing.map(({ command }) => command).join(', ')}`,
    run: installPackages(names, idOf(desired)),
    deadline: 900,
    before: { missing: names, leftovers: read.leftovers.filter((name) => names.includes(name)) },
  });
};

const undo = (desired: PackagesDesired, facts: Facts, before: Json | undefined, context: PlanContext): Verdict => {
  const { packages: wanted, dataOn } = desired;
  const usable = facts.value(packages)?.usable ?? [];
  const installed = textsOf(before, 'missing').filter((name) => usable.includes(name));
  if (installed.length === 0) return fine(`jts installed none of ${namesOf(wanted)}`);
  if (dataOn !== undefined && keepsData(dataOn, facts, context)) {
    return fine('kept with the data; --destroy-data <host>=<serial> takes them away');
  }
  return change({
    action: 'remove',
    from: `${installed.join(', ')} installed`,
    to: 'as before jts, with what was installed for them alone',
    reason: 'jts installed them',
    run: removePackages(installed, textsOf(before, 'leftovers'), idOf(desired)),
    deadline: 900,
    before: { installed },
  });
};

/** Packages that are there, or are installed with apt-get; those that jts installed can be taken away again. */
export const systemPackages = defineKind<PackagesDesired>({
  kind: 'package',
  id: idOf,
  needs: ({ packages: wanted, dataOn }) => [...wanted.map((one) => need(packages, one)), ...ownerNeeds(dataOn)],
  diff,
  undo,
});
