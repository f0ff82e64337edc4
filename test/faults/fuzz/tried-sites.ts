import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { inventoryList } from '../../../src/config/inventory-list.ts';
import { inventoryTree } from '../../../src/config/inventory-tree.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook, type Registry } from '../../../src/config/playbook.ts';
import { resolveRun, type ResolvedPlay } from '../../../src/config/resolve.ts';
import { Vault } from '../../../src/config/vault.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { redactor } from '../../../src/model/redaction.ts';
import type { Result } from '../../../src/model/result.ts';
import type { Role } from '../../../src/model/role.ts';
import { failureText } from '../../../src/report/failure-text.ts';
import { graphText, mermaid } from '../../../src/report/graph-text.ts';
import { jsonDocument } from '../../../src/report/json.ts';
import { coreSites } from './core-sites.ts';
import { generatedSite, writeSite, type GeneratedSite, type WrittenSite } from './generated-site.ts';
import { CANARY, HUSH } from './hostile-words.ts';
import { misplaced } from './misplaced-problems.ts';
import { misreached } from './reached-hosts.ts';
import { renderedFor } from './rendered-scripts.ts';
import type { Lost, Tally } from './tally.ts';
import { unquotedIn } from './unquoted-words.ts';

// Tries generated sites, in a process of its own so that one that hangs can be ended: prints a tally a line, the last one
// with what was lost. First come those that always come, then others. Arguments: the seed, the least and the greatest number
// of sites, the seconds after which no more begin than the least, and a folder for the site at hand and for some of the
// scripts. Seconds are those of the processor: on a machine that is busy otherwise as many are tried.

/** Seconds that a site may take; the slowest takes half a second. */
const PATIENCE = 10;

/** Every so many-th script is kept for bash to look at, this many of them at most. */
const KEPT = { every: 17, most: 300 };

/** What is told of sites that are lost. */
const MOST_TOLD = 5;

const [seed = '', least = '', most = '', patience = '', folder = ''] = process.argv.slice(2);
const site = join(folder, 'site');
const scripts = join(folder, 'scripts');

const loadRoles = async (): Promise<Registry> => {
  const roles = new Map<string, Role>();
  for (const name of readdirSync('roles')) {
    const module = (await import(`../../../roles/${name}/role.ts`)) as { default: Role };
    // One short file in the place of a role's own, which no site changes.
    roles.set(name, { ...module.default, files: { 'script.sh': '#!/usr/bin/env bash\n' } });
  }
  return roles;
};

const registry = await loadRoles();
const tally: Tally = { tried: 0, rejected: 0, accepted: 0, problems: 0, hidden: 0, scripts: 0, words: 0, slowest: 0 };
const lost: Lost[] = [];

/** Resolves the site at hand; `show` gets what jts would print of it. */
const resolve = (
  extra: readonly string[],
  vault: Vault,
  show: (text: string) => void,
): Result<readonly ResolvedPlay[], Failure> => {
  const inventory = loadInventory(join(site, 'inventory/site.yaml'), vault);
  if (!inventory.ok) return inventory;
  const redact = redactor(vault.secrets);
  show(redact.text(inventoryTree(inventory.value)));
  show(jsonDocument(redact.json(inventoryList(inventory.value))));
  const playbook = loadPlaybook(join(site, 'playbooks/play.yaml'), registry, vault);
  if (!playbook.ok) return playbook;
  const { plays } = playbook.value;
  const hide = redactor(vault.secrets);
  for (const play of plays) show(graphText({ ...play, name: hide.text(play.name), hosts: hide.text(play.hosts) }));
  show(mermaid(plays));
  const extraVars = readExtraVars(extra, vault);
  if (!extraVars.ok) return extraVars;
  const files = { inventory: inventory.value, playbook: playbook.value, extraVars: extraVars.value };
  return resolveRun({ ...files, registry, tags: [] });
};

const complaintsOfRejection = (failure: Failure, texts: ReadonlyMap<string, string>): readonly string[] => {
  if (failure.kind !== 'configuration') return [`a rejection without a position: ${failure.message}`];
  tally.problems += failure.problems.length;
  return failure.problems.flatMap((problem) => misplaced(problem, texts) ?? []);
};

const complaintsOfScript = (script: string, what: string): readonly string[] => {
  if (tally.scripts % KEPT.every === 0 && tally.scripts < KEPT.every * KEPT.most)
    writeFileSync(join(scripts, `${tally.scripts}.sh`), script);
  tally.scripts += 1;
  tally.words += script.split(CANARY).length - 1;
  return unquotedIn(script, CANARY).map((complaint) => `${what}: ${complaint}`);
};

const complaintsOfPlays = (plays: readonly ResolvedPlay[], secrets: readonly string[]): readonly string[] => {
  const suspect = renderedFor(plays, CANARY, secrets).filter(({ script }) => script.includes(CANARY));
  return [
    ...suspect.flatMap(({ script, what }) => complaintsOfScript(script, what)),
    ...plays.flatMap(({ hosts }) => hosts.flatMap(({ host }) => misreached(host))),
  ];
};

/** What is wrong with how jts takes the site at hand. */
const complaintsOf = (extra: readonly string[], { texts, secrets }: WrittenSite): readonly string[] => {
  const vault = new Vault();
  const shown: string[] = [];
  try {
    const plays = resolve(extra, vault, (text) => shown.push(text));
    if (!plays.ok) shown.push(failureText(redactor(vault.secrets).told(plays.failure)));
    const complaints = [
      ...(plays.ok ? complaintsOfPlays(plays.value, [...vault.secrets]) : complaintsOfRejection(plays.failure, texts)),
      ...(secrets === 0 ? [] : shown.filter((text) => text.includes(HUSH)).map((text) => `a secret in ${text}`)),
    ];
    tally.hidden += secrets;
    if (complaints.length === 0) tally[plays.ok ? 'accepted' : 'rejected'] += 1;
    return complaints;
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
};

const tell = (told: Tally): void => {
  process.stdout.write(`${JSON.stringify(told)}\n`);
};

let told = 0;
const tellSometimes = (): void => {
  if (performance.now() - told < 1000) return;
  told = performance.now();
  tell(tally);
};

const trySite = (generated: GeneratedSite): void => {
  const written = writeSite(generated, site);
  const begun = performance.now();
  const complaints = complaintsOf(generated.extra, written);
  const seconds = (performance.now() - begun) / 1000;
  tally.tried += 1;
  tally.slowest = Math.max(tally.slowest, seconds);
  const slow = seconds > PATIENCE ? [`took ${seconds.toFixed(1)} s`] : [];
  if (complaints.length + slow.length > 0)
    lost.push({
      number: tally.tried,
      files: Object.fromEntries(written.texts),
      complaints: [...complaints, ...slow],
    });
  tellSometimes();
};

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

mkdirSync(scripts, { recursive: true });
for (const generated of coreSites(Number(seed))) trySite(generated);
const core = tally.tried;
fc.assert(
  fc.property(generatedSite, (generated) => {
    if (tally.tried < Number(least) || spent() < Number(patience)) trySite(generated);
  }),
  { seed: Number(seed), numRuns: Math.max(0, Number(most) - core) },
);
tell({ ...tally, core, lost: lost.length, examples: lost.slice(0, MOST_TOLD) });
