import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/api.ts';
import { bundledRole, roleOfCases } from '../unit/roles/bundled.ts';
import { batchOf, batchScript } from '../../src/engine/batch.ts';
import { askedFacts, checkProbes, factProbes, gatherScript } from '../../src/engine/gather.ts';
import { needsOf } from '../../src/engine/observe.ts';
import { renewed, underLease } from '../../src/engine/lease.ts';
import { watchScript } from '../../src/engine/revert.ts';
import { superviseScript } from '../../src/engine/supervise.ts';
import { sessionCommand } from '../../src/engine/session.ts';
import { rolesOf, type RolePlan } from '../../src/model/plan.ts';
import { sh, type Shell } from '../../src/shell/sh.ts';
import { allCases } from '../unit/roles/case.ts';
import { planned, resourcesOf } from '../unit/roles/planned.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jts-shellcheck-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const shellcheck = promisify(execFile);

let written = 0;

/** What shellcheck says of scripts as the session runs them, with what the session gives them; on all processors. */
const complaintsOf = async (scripts: readonly Shell[]): Promise<string> => {
  const files = [...new Set(scripts.map(({ text }) => text))].map((text) => {
    const file = join(folder, `${written++}.sh`);
    writeFileSync(file, `#!/usr/bin/env bash\nmark=m control=0 lock=0\n${text}\n: "$mark" "$control" "$lock"\n`);
    return file;
  });
  const processes = Math.min(availableParallelism(), files.length);
  const shares = Array.from({ length: processes }, (_, share) => files.filter((_file, at) => at % processes === share));
  const complaints = await Promise.all(
    shares.map(async (share) => {
      try {
        return (await shellcheck('shellcheck', ['--', ...share])).stdout;
      } catch (error) {
        return (error as { readonly stdout?: string }).stdout || String(error);
      }
    }),
  );
  return complaints.join('');
};

/** One plan for each way in which the cases of a role change something. */
const differentPlans = (role: Role): readonly RolePlan[] => {
  const ways = new Map<string, RolePlan>();
  for (const named of allCases().filter((each) => each.role === role.name)) {
    for (const { entries } of rolesOf(planned(role, named).hostPlan)) {
      for (const entry of entries) {
        if (entry.verdict.verdict !== 'change') continue;
        const { action, run } = entry.verdict.change;
        // Scripts that differ only in the values put into them are alike.
        const shape = run.text.replaceAll(/'[^']*'|[\w/.-]*[/\d][\w/.-]*/g, '');
        ways.set(`${entry.ref.split(':')[0] ?? ''} ${action} ${shape}`, { role: role.name, entries: [entry] });
      }
    }
  }
  return [...ways.values()];
};

/** What the changes of a plan and their finishers run, each as if there were nothing else: what another step sets or uses hides nothing. */
const stepsOf = ({ entries }: RolePlan): readonly Shell[] =>
  entries
    .flatMap(({ verdict }) => (verdict.verdict === 'change' ? [verdict.change] : []))
    .flatMap(({ run, finish = [] }) => [run, ...finish.map((finisher) => finisher.run)])
    .map(
      (run) => sh`
        set -euo pipefail
        step_0() {
        ${run}
        }
        step_0
      `,
    );

/** What takes the changes of a plan back on a host. */
const revertsOf = ({ entries }: RolePlan): readonly Shell[] =>
  entries.flatMap(({ verdict }) =>
    verdict.verdict === 'change' && verdict.change.revert !== undefined ? [verdict.change.revert] : [],
  );

describe.each([...new Set(allCases().map(({ role }) => role))])('what role %s puts on a host', (name) => {
  it('passes shellcheck where it reads', async () => {
    const role = await bundledRole(name);
    const [named] = allCases().filter((each) => each.role === name);
    expect(named).toBeDefined();
    if (named === undefined) return;
    const { resources, checks } = resourcesOf(role, named.given.vars);
    const probes = factProbes(askedFacts(needsOf(resources, 'open')));
    expect(await complaintsOf([gatherScript([...probes, ...checkProbes(checks)], 'm')])).toBe('');
  });

  it('passes shellcheck where it changes', { timeout: 300_000 }, async () => {
    const plans = differentPlans(await roleOfCases(name));
    expect(plans.length).toBeGreaterThan(3);
    const header = { run: 'r', operator: "o'brien@laptop", mode: 'apply' } as const;
    const settings = {
      id: 'r-1',
      mark: 'm',
      header,
      unattended: 'stop',
      later: [],
      secrets: ["o'brien's $(secret)"],
    } as const;
    // The engine's part is the same in each batch, and most of it: once with all steps, as in a run, and each step apart.
    const whole = { role: name, entries: plans.flatMap(({ entries }) => entries) };
    const batch = batchScript([[batchOf(whole, [])]], settings);
    expect(await complaintsOf([batch, ...plans.flatMap(stepsOf), ...plans.flatMap(revertsOf)])).toBe('');
  });
});

describe('what the engine puts on a host', () => {
  it('passes shellcheck', async () => {
    const claim = { run: 'r', operator: "o'brien@laptop", controller: 1 };
    const batch = { id: 'r-1', mark: 'm', script: sh`echo "a batch: $0"`, seconds: 1, boot: 'b' };
    const scripts = [
      ...[0, 3].map((seen) => underLease(claim, renewed(1, superviseScript(batch, seen)))),
      watchScript,
      sh`exec ${sessionCommand('m')}`,
    ];
    expect(await complaintsOf(scripts)).toBe('');
  });
});
