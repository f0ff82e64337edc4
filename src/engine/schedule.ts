import { fail, ok, type Result } from '../model/result.ts';
import type { Role } from '../model/role.ts';

/** Groups of roles that run one after the other; the roles of one group may run side by side. */
export type Phases = readonly (readonly Role[])[];

/** Roles that wait for each other: each comes `after` the next, the last after the first. */
export interface DependencyCircle {
  readonly circle: readonly string[];
}

const circleAmong = (stuck: readonly Role[]): readonly string[] => {
  const trail: string[] = [];
  let role = stuck[0];
  while (role && !trail.includes(role.name)) {
    const { name, after } = role;
    trail.push(name);
    role = stuck.find((other) => after.includes(other.name));
  }
  return trail.slice(role ? trail.indexOf(role.name) : 0);
};

/** Orders the roles of a play: each after those it names in `after`, where the play has them, and otherwise in the order
 * of the play. Roles that are ready at once and parallel-safe share a phase; any other runs alone. */
export const schedule = (roles: readonly Role[]): Result<Phases, DependencyCircle> => {
  const phases: (readonly Role[])[] = [];
  let waiting = roles;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const ready = waiting.filter(({ after }) => !after.some((name) => names.has(name)));
    const [first] = ready;
    if (!first) return fail({ circle: circleAmong(waiting) });
    const phase = first.parallelSafe ? ready.filter(({ parallelSafe }) => parallelSafe) : [first];
    phases.push(phase);
    waiting = waiting.filter((role) => !phase.includes(role));
  }
  return ok(phases);
};
