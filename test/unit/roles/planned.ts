import type { Role } from '../../../src/api.ts';
import { mapWithDefaults } from '../../../src/config/defaults.ts';
import { plain, unwritten } from '../../../src/config/located.ts';
import { mapWithoutNulls } from '../../../src/config/merge.ts';
import { schemaView } from '../../../src/config/schema-view.ts';
import { compile } from '../../../src/config/validator.ts';
import { askedFacts, readFacts } from '../../../src/engine/gather.ts';
import { planApply, planRollback } from '../../../src/engine/plan.ts';
import type { Check } from '../../../src/model/check.ts';
import type { Reading } from '../../../src/model/fact.ts';
import { rolesOf, type PlanEntry } from '../../../src/model/plan.ts';
import type { Json, Ref } from '../../../src/model/resource.ts';
import { capturedOf, type NamedCase } from './case.ts';

/** The variables of a case over the defaults of the role. */
const varsOf = (role: Role, vars: Readonly<Record<string, unknown>>): unknown => {
  const located = unwritten(JSON.parse(JSON.stringify(vars)) as Json);
  if (located.kind !== 'map') throw new Error('vars is no mapping');
  const value = plain(mapWithoutNulls(mapWithDefaults(schemaView(role.vars), located)));
  const validate = compile(role.vars);
  if (!validate(value)) throw new Error(JSON.stringify(validate.errors?.map(({ instancePath }) => instancePath)));
  return value;
};

/** What the probe of a fact answers on the host of a case; a replacement that replaces nothing is a mistake in the case. */
const readingOf = ({ role, given }: NamedCase, fact: string): Reading<string> => {
  const difference = given.but?.[fact] ?? { replace: {} };
  if ('absent' in difference) return { status: 'absent', reason: difference.absent };
  if ('failed' in difference) return { status: 'failed', reason: difference.failed };
  if ('text' in difference) return { status: 'ok', value: difference.text };
  const captured = capturedOf(role, given.host, fact);
  if (captured === undefined) throw new Error(`${given.host} has no answer of the fact ${fact}`);
  const value = Object.entries(difference.replace).reduce((text, [from, to]) => {
    const pattern = new RegExp(from, 'g');
    if (!pattern.test(text)) throw new Error(`the answer of ${fact} has no ${from}`);
    return text.replaceAll(pattern, to);
  }, captured);
  return { status: 'ok', value };
};

/** One line for an entry of a plan. */
const tell = ({ ref, verdict }: PlanEntry): string => {
  if (verdict.verdict === 'change') {
    const { action, from, to, destroys } = verdict.change;
    return `${action} ${ref}: ${from} → ${to}${destroys === undefined ? '' : ` (destroys ${destroys})`}`;
  }
  const advice = verdict.verdict === 'refuse' ? ` | ${verdict.advice}` : '';
  return `${verdict.verdict} ${ref}: ${verdict.reason}${advice}`;
};

/** What a role wants of a host, with these variables over its defaults. */
export const resourcesOf = (role: Role, given: Readonly<Record<string, unknown>>) => {
  const vars = varsOf(role, given);
  return { resources: role.desired(vars, role.files), checks: role.checks?.(vars) ?? [] };
};

/** What a role plans and finds on the host of a case, a line each. */
export const planned = (role: Role, named: NamedCase) => {
  const { given } = named;
  const { resources } = resourcesOf(role, given.vars);
  const needs = resources.flatMap(({ kind, desired }) => kind.needs(desired));
  const asked = askedFacts(needs);
  const readings = asked.map(({ fact }) => [fact.name, readingOf(named, fact.name)] as const);
  const facts = readFacts(asked, new Map(readings));
  const phases = [[{ role: role.name, tier: role.tier, after: role.after, resources, checks: [] }]];
  const words = {
    ...(given.allowWipe !== undefined && { allowWipe: [given.allowWipe] }),
    ...(given.destroyData !== undefined && { destroyData: [given.destroyData] }),
  };
  const journal = new Map(Object.entries(given.journal ?? {})) as ReadonlyMap<Ref, Json>;
  const plan =
    given.mode === 'rollback'
      ? planRollback('trader1', phases, facts, words, { before: journal, hidden: new Set() })
      : planApply('trader1', phases, facts, words);
  const entries = rolesOf(plan).flatMap((one) => one.entries);
  const isListed = ({ verdict }: PlanEntry) => verdict.verdict !== 'fine' && verdict.verdict !== 'blocked';
  const checks =
    given.checks === undefined
      ? []
      : resources.flatMap(({ kind, desired }): readonly Check[] => kind.checks?.(desired, facts) ?? []);
  return {
    hostPlan: plan,
    plan: entries.filter(isListed).map(tell),
    fine: entries.filter(({ verdict }) => verdict.verdict === 'fine').map(tell),
    checked: checks.length,
    failing: checks
      .filter(({ outcome }) => outcome !== 'pass')
      .map(({ outcome, id, expected, actual }) => `${outcome} ${id}: ${actual}, expected ${expected}`),
  };
};
