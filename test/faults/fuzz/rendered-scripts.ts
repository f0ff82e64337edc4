import { playTask } from '../../../src/cli/tasks.ts';
import type { ResolvedPlay } from '../../../src/config/resolve.ts';
import { batchOf, batchScript } from '../../../src/engine/batch.ts';
import { askedFacts, checkProbes, factProbes, gatherScript } from '../../../src/engine/gather.ts';
import type { HostTask } from '../../../src/engine/host-task.ts';
import { renewed, underLease } from '../../../src/engine/lease.ts';
import { needsOf } from '../../../src/engine/observe.ts';
import { planApply, planRollback } from '../../../src/engine/plan.ts';
import { superviseScript } from '../../../src/engine/supervise.ts';
import { roleChanges, rolesOf, type HostPlan } from '../../../src/model/plan.ts';
import { BOOT, imaginedHost } from './imagined-host.ts';

/** Bash that a host would get. */
export interface Rendered {
  readonly what: string;
  readonly script: string;
}

const MARK = 'jts-0123456789abcdef';
const CLAIM = { run: 'r1', operator: "o'brien@$(host)", controller: 1 };
const SETTINGS = {
  id: 'r1-1',
  mark: MARK,
  header: { ...CLAIM, mode: 'apply' },
  unattended: 'stop',
  boot: BOOT,
} as const;

/** What applies would do on a bare host and on one that has everything otherwise, and a rollback of the first on the latter. */
const plansOf = ({ host, phases, words }: HostTask): readonly HostPlan[] => {
  const resources = phases.flat().flatMap((role) => role.resources);
  const needs = needsOf(resources, 'open');
  const bare = planApply(host, phases, imaginedHost(needs, 'nothing'), words);
  const before = new Map(
    rolesOf(bare)
      .flatMap(roleChanges)
      .map(({ ref, change }) => [ref, change.before]),
  );
  const other = imaginedHost(needs, 'all');
  return [
    bare,
    planApply(host, phases, other, words),
    planRollback(host, phases, other, words, { before, hidden: new Set() }),
  ];
};

/** The batch of a plan, and the script that starts it. */
const batchesOf = ({ phases }: HostPlan, secrets: readonly string[]): readonly Rendered[] => {
  const batches = phases.map((roles) =>
    roles.map((role) => batchOf(role, [])).filter(({ changes }) => changes.length > 0),
  );
  const later = batches.flat().flatMap(({ changes }) => changes.map(({ ref }) => ref));
  const script = batchScript(batches, { ...SETTINGS, later, secrets });
  return [
    { what: 'batch', script: script.text },
    { what: 'start of a batch', script: superviseScript({ ...SETTINGS, script, seconds: 1 }, 0).text },
  ];
};

/** Files that a plan puts on the host and that bash reads there. */
const configurationOf = (plan: HostPlan): readonly Rendered[] =>
  rolesOf(plan)
    .flatMap(roleChanges)
    .flatMap(({ ref, change: { diff } }) =>
      diff && ref === 'file:/etc/jts/tiering.conf' ? [{ what: ref, script: diff.after }] : [],
    );

/** What hosts were looked at before: most of a mutated site is as in others. */
const known = new Set<string>();

const isNew = (key: string): boolean => {
  const isKnown = known.has(key);
  known.add(key);
  return !isKnown;
};

/** What jts would ask a host and tell it to do. */
const renderedOf = (task: HostTask, plans: readonly HostPlan[], secrets: readonly string[]): readonly Rendered[] => {
  const roles = task.phases.flat();
  const probes = factProbes(
    askedFacts(
      needsOf(
        roles.flatMap(({ resources }) => resources),
        'open',
      ),
    ),
  );
  return [
    { what: 'gather', script: underLease(CLAIM, renewed(1, gatherScript(probes, MARK))).text },
    { what: 'checks', script: gatherScript(checkProbes(roles.flatMap(({ checks }) => checks)), MARK).text },
    ...plans.flatMap((plan) => batchesOf(plan, secrets)),
    ...plans.flatMap(configurationOf),
  ];
};

/**
 * Plans for the hosts of plays, as far as none before wanted the same, and renders the scripts for those of which the
 * variables have a word with a mark; `secrets` are what no log may show.
 */
export const renderedFor = (
  plays: readonly ResolvedPlay[],
  mark: string,
  secrets: readonly string[],
): readonly Rendered[] =>
  plays.flatMap((play) => {
    const hosts = play.hosts.filter(({ roles }) =>
      isNew(JSON.stringify([play.mode, play.phases.flat().map(({ name }) => name), roles.map(({ vars }) => vars)])),
    );
    const { hosts: tasks } = playTask({ ...play, hosts }, () => ({}));
    return tasks.flatMap(({ task }, index) => {
      const plans = plansOf(task);
      const isSuspect = JSON.stringify(hosts[index]?.roles.map(({ vars }) => vars)).includes(mark);
      return isSuspect ? renderedOf(task, plans, secrets) : [];
    });
  });
