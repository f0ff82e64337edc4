import type { Rollout } from '../engine/rollout.ts';
import type { Phases } from '../engine/schedule.ts';
import type { Problem } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Role } from '../model/role.ts';
import { misconfigured, problemAt, type ConfigurationFailure, type UsageFailure } from './failure.ts';
import type { Inventory, InventoryHost } from './inventory.ts';
import { hostWith, layersOf } from './layers.ts';
import type { LastFailed } from './last-failed.ts';
import type { LocatedMap } from './located.ts';
import { matchingHosts } from './pattern.ts';
import type { Mode } from './playbook-schema.ts';
import type { Play, Playbook, Registry } from './playbook.ts';
import { checkedVars, roleVarsOf, type RoleVars } from './role-vars.ts';
import { withTags } from './selection.ts';
import { unknownVars } from './unknown-vars.ts';
import { strangersIn } from './vars-beside.ts';

/** A host of a play with its roles in the order in which they run; `vars` are as the role's schema says. */
export interface ResolvedHost {
  readonly host: Host;
  readonly roles: readonly { readonly role: Role; readonly vars: unknown }[];
}

/** A play with everything known that the inventory, the playbook and the command line say; it has hosts and roles. */
export interface ResolvedPlay {
  readonly name: string;
  readonly mode: Mode;
  readonly rollout: Rollout;
  readonly hosts: readonly ResolvedHost[];
  readonly phases: Phases;
}

/** What a run is made of. */
export interface RunRequest {
  readonly inventory: Inventory;
  readonly playbook: Playbook;
  readonly registry: Registry;
  /** Pattern that hosts have to match as well. */
  readonly limit?: string | undefined;
  /** The hosts that `@failed` stands for in the limit, where it is one of its terms. */
  readonly failed?: LastFailed | undefined;
  /** Names, tiers and tags of the only roles to run; none: all roles. */
  readonly tags: readonly string[];
  readonly extraVars: LocatedMap;
}

type RunFailure = UsageFailure | ConfigurationFailure;

/** Resolves the hosts and variables of plays and collects what is wrong with them. */
class Resolution {
  readonly problems: Problem[] = [];
  readonly #request: RunRequest;
  readonly #roleVars = new Map<string, RoleVars | undefined>();

  constructor(request: RunRequest) {
    this.#request = request;
  }

  play(play: Play, allowed: ReadonlySet<string>): ResolvedPlay {
    const hosts = this.#hosts(play).filter(({ name }) => allowed.has(name));
    const { name, mode, rollout, phases } = play;
    return { name, mode, rollout, phases, hosts: hosts.map((host) => this.#host(play, host)) };
  }

  #hosts({ hosts, hostsAt }: Play): readonly InventoryHost[] {
    const matching = matchingHosts(this.#request.inventory, hosts);
    if (matching.ok) return matching.value;
    this.problems.push(problemAt(hostsAt, matching.failure.message, matching.failure.advice));
    return [];
  }

  #host(play: Play, host: InventoryHost): ResolvedHost {
    const { inventory, playbook, extraVars } = this.#request;
    const layers = [...layersOf(inventory, host, playbook.beside), play.vars];
    const order = play.phases.flat();
    const roles = play.roles.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
    return {
      host: hostWith(host, [...layers, extraVars]),
      roles: roles.map(({ role, vars }) => ({ role, vars: this.#vars(role, [...layers, vars, extraVars], host) })),
    };
  }

  #vars(role: Role, layers: readonly LocatedMap[], host: InventoryHost): unknown {
    const roleVars = this.#compiled(role);
    if (!roleVars) return undefined;
    const checked = checkedVars(roleVars, layers, host);
    if (checked.ok) return checked.value;
    this.problems.push(...checked.failure);
    return undefined;
  }

  #compiled(role: Role): RoleVars | undefined {
    if (this.#roleVars.has(role.name)) return this.#roleVars.get(role.name);
    const compiled = roleVarsOf(role);
    if (!compiled.ok) this.problems.push(compiled.failure);
    const roleVars = compiled.ok ? compiled.value : undefined;
    this.#roleVars.set(role.name, roleVars);
    return roleVars;
  }
}

const limited = ({ inventory, limit, failed }: RunRequest): Result<ReadonlySet<string>, UsageFailure> => {
  if (limit === undefined) return ok(new Set(inventory.hosts.keys()));
  const hosts = matchingHosts(inventory, limit, failed);
  return hosts.ok ? ok(new Set(hosts.value.map(({ name }) => name))) : fail({ kind: 'usage', ...hosts.failure });
};

/** Resolves what is to be run where, and with which variables. Plays without hosts or roles are left out. */
export const resolveRun = (request: RunRequest): Result<readonly ResolvedPlay[], RunFailure> => {
  const { inventory, playbook, registry, limit, tags, extraVars } = request;
  const allowed = limited(request);
  if (!allowed.ok) return allowed;
  const plays = withTags(playbook, tags);
  if (!plays.ok) return plays;
  const resolution = new Resolution(request);
  const resolved = plays.value.map((play) => resolution.play(play, allowed.value));
  const problems = [
    ...strangersIn(playbook.beside, inventory),
    ...unknownVars(inventory, playbook, extraVars, registry),
    ...resolution.problems,
  ];
  if (problems.length > 0) return fail(misconfigured(problems));
  const withHosts = resolved.filter(({ hosts }) => hosts.length > 0);
  if (withHosts.length > 0) return ok(withHosts);
  const message = `no play of ${playbook.file} runs on ${limit ?? 'any host'}`;
  return fail({
    kind: 'usage',
    message,
    advice: `its plays are for: ${plays.value.map(({ hosts }) => hosts).join('; ')}`,
  });
};
