import type { Stage } from '../stage.ts';
import { stagesOf, withNeeds } from './only.ts';
import type { Listed } from './vitest.ts';

/** Which stages a change of such a file concerns, where imports do not tell. */
interface Rule {
  readonly changed: RegExp;
  readonly stages: RegExp;
  readonly why: string;
}

/** From left to right, what is seen of it: every rule that fits adds stages. */
export const RULES: readonly Rule[] = [
  {
    changed: /^(package(-lock)?\.json|vitest\.config\.ts|build\.config\.mjs|tsconfig\.json)$/,
    stages: /./,
    why: 'everything stands on it',
  },
  {
    changed: /^(src|roles)\//,
    stages: /^(contract|cost|fuzz|hostile-host|floods)/,
    why: 'these run jts as it is built',
  },
  {
    changed: /^(roles|src\/(resources|engine|facts|checks|shell|linux|transport|drift))\//,
    stages: /^(e2e|faults)/,
    why: 'it decides what happens on a host',
  },
  { changed: /^(playbooks|inventory)\//, stages: /^(e2e|faults|fuzz|floods)/, why: 'these run it, or stand on it' },
  { changed: /^test\/lab\//, stages: /^(image|e2e|faults)/, why: 'it is the lab they run against' },
  {
    changed: /^test\/imagined-hosts\//,
    stages: /^(contract|cost|hostile-host|floods)/,
    why: 'it is the hosts they run against',
  },
  { changed: /^test\/contract\/.*(?<!\.test\.ts)$/, stages: /^(contract|cost)/, why: 'it is a part of them' },
  {
    changed: /^test\/containers\//,
    stages: /^(e2e|faults)-containers/,
    why: 'it is the hosts they run against',
  },
  { changed: /^test\/e2e\/.*(?<!\.test\.ts)$/, stages: /^(e2e|faults)/, why: 'it is a part of them' },
  { changed: /^test\/faults\/fuzz\//, stages: /^fuzz/, why: 'it is a part of it' },
  { changed: /^test\/faults\/hostile-host\//, stages: /^(hostile-host|floods)/, why: 'it is a part of them' },
  {
    changed: /^test\/faults\/[^/]+(?<!\.test\.ts)$/,
    stages: /^(faults|fuzz|hostile-host)/,
    why: 'it is a part of them',
  },
  { changed: /^test\/quick-/, stages: /^faults/, why: 'it builds the jts with quick times that they run' },
  { changed: /^test\/chance\.ts$/, stages: /^(e2e-trader|faults|fuzz)/, why: 'they draw by it' },
  { changed: /^test\/budgets\.ts$/, stages: /^(cost|e2e-trader1)/, why: 'these are held to it' },
];

/** Projects whose tests run in the process of vitest, so that imports tell what they stand on. */
const BY_IMPORTS: ReadonlySet<string> = new Set(['unit', 'contract']);

/** What is run of what changed, and a line for each stage that says why. */
export interface Affected {
  readonly stages: readonly Stage[];
  readonly why: readonly string[];
}

/** The stages that depend on files which changed since a git revision. */
export const affected = (
  changed: readonly string[],
  since: string,
  files: readonly Listed[],
  all: readonly Stage[],
): Affected => {
  if (changed.length === 0) return { stages: [], why: [] };
  const chosen: Stage[] = [];
  const why: string[] = [];
  for (const stage of all.filter(({ tests }) => tests !== undefined)) {
    const rules = RULES.filter(({ stages }) => stages.test(stage.name));
    const reason = rules
      .map((rule) => ({ file: changed.find((file) => rule.changed.test(file)), why: rule.why }))
      .find(({ file }) => file !== undefined);
    const [itself] = stagesOf(
      files.filter(({ file }) => changed.includes(file)),
      [stage],
    );
    if (reason?.file !== undefined) {
      chosen.push(stage);
      why.push(`${stage.name}: ${reason.file} changed, and ${reason.why}`);
    } else if (stage.tests && BY_IMPORTS.has(stage.tests.project)) {
      chosen.push({ ...stage, tests: { ...stage.tests, changedSince: since } });
      why.push(`${stage.name}: the tests that import what changed`);
    } else if (itself) {
      chosen.push(itself);
      why.push(`${stage.name}: ${itself.tests?.files?.join(', ') ?? ''} changed`);
    }
  }
  return { stages: withNeeds(chosen, all), why };
};
