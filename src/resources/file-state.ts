import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import { textOf } from '../model/json.ts';
import { change, fine, refuse, type Change, type Json, type Verdict } from '../model/resource.ts';
import { sh } from '../shell/sh.ts';
import { writeFile, type FileToWrite } from '../shell/write-file.ts';

/** What makes a file what is wanted; `undefined` where it is so already. */
export const putFile = (wanted: FileToWrite, facts: Facts): Verdict | undefined => {
  const { path, owner, group, mode, content } = wanted;
  const known = present(facts, paths);
  const node = known.nodes[path] ?? { type: 'absent' };
  const to = `${owner}:${group} ${mode}, ${Buffer.byteLength(content)} bytes`;
  const write = (more: Pick<Change, 'action' | 'from' | 'reason' | 'before' | 'diff'>): Verdict =>
    change({ ...more, to, run: writeFile(wanted), deadline: 30 });
  if (node.type === 'absent') {
    const diff = { before: '', after: content };
    return write({ action: 'create', from: 'absent', reason: `${path} is not there`, before: { made: true }, diff });
  }
  if (node.type !== 'file') {
    return refuse(`${path} is no regular file`, 'Move it away; jts puts a file only where a file or nothing is.');
  }
  const now = known.content[path];
  if (now === undefined) {
    return refuse(`${path} is not text of at most 64 KiB, which jts could put back`, 'Move it away, then run again.');
  }
  if (now === content && node.owner === owner && node.group === group && node.mode === mode) return undefined;
  return write({
    action: 'update',
    from: `${node.owner}:${node.group} ${node.mode}, ${node.size} bytes${now === content ? '' : ' of other content'}`,
    reason: `${path} is not as wanted`,
    before: { content: now, owner: String(node.uid), group: String(node.gid), mode: node.mode },
    diff: { before: now, after: content },
  });
};

/** Puts back what was at a path before jts. */
export const undoFile = (path: string, facts: Facts, before: Json | undefined): Verdict => {
  const known = present(facts, paths);
  const node = known.nodes[path] ?? { type: 'absent' };
  if (before === undefined) return fine(`${path} was not changed by jts`);
  const content = textOf(before, 'content');
  const owner = textOf(before, 'owner');
  const group = textOf(before, 'group');
  const mode = textOf(before, 'mode');
  if (content === undefined || owner === undefined || group === undefined || mode === undefined) {
    if (node.type === 'absent') return fine(`${path} is gone`);
    return change({
      action: 'remove',
      from: 'there',
      to: 'absent',
      reason: `jts made ${path}`,
      run: sh`rm -f -- ${path}`,
      deadline: 30,
      before: null,
      diff: { before: known.content[path] ?? '', after: '' },
    });
  }
  const same = node.type === 'file' && `${node.uid}:${node.gid} ${node.mode}` === `${owner}:${group} ${mode}`;
  if (same && known.content[path] === content) return fine(`${path} is as before jts`);
  return change({
    action: 'update',
    from: 'as jts wrote it',
    to: 'as before jts',
    reason: `${path} was another before jts`,
    run: writeFile({ path, content, owner, group, mode }),
    deadline: 30,
    before: null,
    diff: { before: known.content[path] ?? '', after: content },
  });
};
