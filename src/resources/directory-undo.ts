import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import { textOf, textsOf } from '../model/json.ts';
import { change, fine, refuse, type Json, type Verdict } from '../model/resource.ts';
import { directoryScript } from '../shell/directory-script.ts';
import { removeEmpty } from '../shell/remove-empty.ts';

interface Place {
  readonly path: string;
  readonly mount?: string;
}

const giveBack = (place: Place, facts: Facts, before: Json): Verdict => {
  const owner = textOf(before, 'owner');
  const group = textOf(before, 'group');
  const mode = textOf(before, 'mode');
  const node = present(facts, paths).nodes[place.path];
  if (owner === undefined || group === undefined || mode === undefined) {
    return fine(`${place.path} has no recorded owner to go back to`);
  }
  if (node?.type !== 'directory') return refuse(`${place.path} is no directory any more`, 'See what is in its place.');
  const now = `${node.uid}:${node.gid} ${node.mode}`;
  const recorded = `${owner}:${group} ${mode}`;
  if (now === recorded) return fine(`${place.path} is ${recorded} as before jts`);
  return change({
    action: 'update',
    from: now,
    to: recorded,
    reason: `${place.path} was so before jts`,
    run: directoryScript({ ...place, owner, group, mode }),
    deadline: 30,
    before: null,
  });
};

/**
 * Gives a directory its former owner and mode back, or removes one that jts made if it holds no files. What is on a volume
 * goes away with it untouched: a service may still work there if the mount turns out to be held.
 */
export const undoDirectory = (place: Place, facts: Facts, before: Json | undefined): Verdict => {
  const { path, mount } = place;
  if (before === undefined) return fine(`${path} is not changed by jts`);
  const { nodes, inside } = present(facts, paths);
  const made = textsOf(before, 'made');
  if (mount !== undefined) return fine(`${path} stays as it is on its volume`);
  if (nodes[path]?.type === 'absent') return fine(`${path} is gone`);
  if (made.length === 0) return giveBack(place, facts, before);
  if (inside[path] === undefined || inside[path].holds === 'files') return fine(`${path} holds files and is kept`);
  return change({
    action: 'remove',
    from: 'without files',
    to: 'absent',
    reason: `jts made ${path}`,
    run: removeEmpty(made),
    deadline: 30,
    before: null,
  });
};
