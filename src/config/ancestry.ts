import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { ALL, type GroupDraft } from './drafts.ts';
import { problemAt } from './failure.ts';

/** Where a group stands: how many groups deep below `all`, and the groups that hold it. */
export interface Standing {
  readonly depth: number;
  readonly parents: readonly string[];
  readonly ancestors: ReadonlySet<string>;
}

/** Deeper groups are refused: what holds each is kept for all, which in a chain of thousands is more than fits the memory. */
const DEEPEST = 100;

type Drafts = ReadonlyMap<string, GroupDraft>;

const parentsByGroup = (drafts: Drafts): ReadonlyMap<string, readonly string[]> => {
  const parents = new Map<string, string[]>([...drafts.keys()].map((name) => [name, []]));
  for (const { name, children } of drafts.values()) for (const child of children.keys()) parents.get(child)?.push(name);
  return parents;
};

/** Follows parents upwards among groups of which each has one in the set, until a group comes again. */
const circleIn = (stuck: ReadonlySet<string>, parents: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const trail: string[] = [];
  let [name] = stuck;
  while (name !== undefined && !trail.includes(name)) {
    trail.unshift(name);
    name = parents.get(name)?.find((parent) => stuck.has(parent));
  }
  return name === undefined ? trail : trail.slice(0, trail.indexOf(name) + 1);
};

const circleProblem = (drafts: Drafts, circle: readonly string[]): Problem => {
  const [first = ''] = circle;
  const last = circle.at(-1) ?? first;
  const names = [last, ...circle].join(' > ');
  const advice = `take ${first} out of the children of ${last}, or break the circle elsewhere`;
  return problemAt(drafts.get(last)?.children.get(first), `groups hold each other in a circle: ${names}`, advice);
};

const tooDeep = ({ name, at }: GroupDraft): Problem =>
  problemAt(at, `the group ${name} lies more than ${DEEPEST} groups deep`, 'hold it by a group further out');

/** The standing of each group, parents before their children; groups that hold each other, or lie too deep, are a problem. */
export const ancestry = (drafts: Drafts): Result<ReadonlyMap<string, Standing>, Problem> => {
  const parents = parentsByGroup(drafts);
  const standings = new Map<string, Standing>();
  const waiting = new Map([...parents].map(([name, above]) => [name, above.length]));
  const ready = [...parents].filter(([, above]) => above.length === 0).map(([name]) => name);
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    const above = parents.get(name) ?? [];
    const standingsAbove = above.flatMap((parent) => standings.get(parent) ?? []);
    const depth = name === ALL ? 0 : standingsAbove.reduce((most, standing) => Math.max(most, standing.depth), 0) + 1;
    const draft = drafts.get(name);
    if (depth > DEEPEST && draft) return fail(tooDeep(draft));
    standings.set(name, {
      depth,
      parents: above,
      ancestors: new Set([...above, ...standingsAbove.flatMap(({ ancestors }) => [...ancestors])]),
    });
    for (const child of draft?.children.keys() ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  const stuck = new Set([...parents.keys()].filter((name) => !standings.has(name)));
  return stuck.size > 0 ? fail(circleProblem(drafts, circleIn(stuck, parents))) : ok(standings);
};
