import { dirname } from 'node:path';
import type { Rollout } from '../engine/rollout.ts';
import { schedule, type Phases } from '../engine/schedule.ts';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Role } from '../model/role.ts';
import { playKeyForAnsibleUsers } from './ansible-names.ts';
import { misconfigured, problemAt, type ConfigurationFailure } from './failure.ts';
import { emptyMap, mapAt, spanAt, type Located, type LocatedMap, type LocatedScalar, type Path } from './located.ts';
import { PlaybookFile, type Mode, type PlayEntry } from './playbook-schema.ts';
import { readStructure } from './read-structure.ts';
import { secretsIn } from './secrets.ts';
import { SECRET_TAG, type Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import { readVarsBeside, type VarsBeside } from './vars-beside.ts';
import type { Vault } from './vault.ts';
import { quoted } from './words.ts';

/** A role of a play with the variables and tags given there. */
export interface PlayRole {
  readonly role: Role;
  readonly at: Span | undefined;
  readonly tags: readonly string[];
  readonly vars: LocatedMap;
}

/** A play: hosts as a pattern, and roles in the order in which they run. */
export interface Play {
  readonly name: string;
  readonly mode: Mode;
  readonly rollout: Rollout;
  readonly hosts: string;
  readonly hostsAt: Span | undefined;
  readonly roles: readonly PlayRole[];
  readonly phases: Phases;
  readonly vars: LocatedMap;
}

/** What a playbook file and the variables beside it say. */
export interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
  readonly beside: VarsBeside;
}

export type Registry = ReadonlyMap<string, Role>;

const PLAYBOOK = {
  name: 'playbook',
  schema: PlaybookFile,
  beginning: 'begin with "- { hosts: all, roles: [nvme-lvm] }"',
  unknownKey: playKeyForAnsibleUsers,
};

const rolloutOf = ({ serial, maxFailures, unattended }: PlayEntry): Rollout => ({
  ...(serial !== undefined && { serial: [serial].flat() }),
  ...(maxFailures !== undefined && { maxFailures }),
  ...(unattended !== undefined && { unattended }),
});

type RoleEntry = PlayEntry['roles'][number];

const nameOf = (entry: RoleEntry): string => (typeof entry === 'string' ? entry : entry.role);

/** Turns the plays of a file into plays of known roles and collects what is wrong with them. */
class Plays {
  readonly problems: Problem[] = [];
  readonly plays: readonly Play[];
  readonly #root: Located;
  readonly #registry: Registry;

  constructor(file: PlaybookFile, root: Located, registry: Registry) {
    this.#root = root;
    this.#registry = registry;
    this.plays = file.map((entry, index) => this.#play(entry, String(index)));
  }

  #play(entry: PlayEntry, index: string): Play {
    const mode = entry.mode ?? 'apply';
    const names = entry.roles.map(nameOf);
    const roles = entry.roles.flatMap((each, place) =>
      this.#role(each, [index, 'roles', String(place)], entry, names.indexOf(nameOf(each)) < place),
    );
    return {
      name: entry.name ?? `${mode} ${entry.hosts}`,
      mode,
      rollout: rolloutOf(entry),
      hosts: entry.hosts,
      hostsAt: spanAt(this.#root, [index, 'hosts']),
      roles,
      phases: this.#phases(roles, index),
      vars: mapAt(this.#root, [index, 'vars']) ?? emptyMap,
    };
  }

  #role(entry: RoleEntry, path: Path, play: PlayEntry, isAgain: boolean): readonly PlayRole[] {
    const name = nameOf(entry);
    const tags = [...(play.tags ?? []), ...((typeof entry === 'string' ? undefined : entry.tags) ?? [])];
    const role = this.#registry.get(name);
    const at = spanAt(this.#root, typeof entry === 'string' ? path : [...path, 'role']);
    if (!role) this.#report(at, `there is no role ${quoted(name)}`, didYouMean(name, this.#registry.keys(), 'roles'));
    else if (isAgain)
      this.#report(at, `the play has the role ${name} twice`, 'keep one of them, or make a second play');
    else return [{ role, at, tags, vars: mapAt(this.#root, [...path, 'vars']) ?? emptyMap }];
    return [];
  }

  #phases(roles: readonly PlayRole[], index: string): Phases {
    const phases = schedule(roles.map(({ role }) => role));
    if (phases.ok) return phases.value;
    const [first = ''] = phases.failure.circle;
    const names = [...phases.failure.circle, first].join(' > ');
    const advice = 'take one of these roles out, or change what it names in "after"';
    this.#report(spanAt(this.#root, [index, 'roles']), `roles wait for each other in a circle: ${names}`, advice);
    return [];
  }

  #report(at: Span | undefined, message: string, advice: string): void {
    this.problems.push(problemAt(at, message, advice));
  }
}

/** What is tagged as secret and is no variable. */
const secretsOutsideVars = (located: Located): readonly LocatedScalar[] => {
  if (located.kind === 'scalar') return secretsIn(located);
  if (located.kind === 'list') return located.items.flatMap(secretsOutsideVars);
  return [...located.entries].flatMap(([name, { value }]) => (name === 'vars' ? [] : secretsOutsideVars(value)));
};

/** Names of plays, hosts, roles and tags stand in every report, and in parts in messages. */
const neverSecret = ({ at }: LocatedScalar): Problem =>
  problemAt(at, 'in a playbook, only variables can be secret', `write it without ${SECRET_TAG}`);

/** Loads a playbook of roles of the registry, with the `group_vars` and `host_vars` beside it. */
export const loadPlaybook = (
  path: string,
  registry: Registry,
  vault: Vault,
): Result<Playbook, ConfigurationFailure> => {
  const beside = readVarsBeside(dirname(path), vault);
  const structure = readStructure(path, PLAYBOOK, vault);
  const besideProblems = beside.ok ? [] : beside.failure;
  if (!structure.ok) return fail(misconfigured([...structure.failure, ...besideProblems]));
  const { value, root } = structure.value;
  const secrets = secretsOutsideVars(root).map(neverSecret);
  if (secrets.length > 0) return fail(misconfigured([...secrets, ...besideProblems]));
  const { plays, problems } = new Plays(value, root, registry);
  if (problems.length > 0 || !beside.ok) return fail(misconfigured([...problems, ...besideProblems]));
  return ok({ file: path, plays, beside: beside.value });
};
