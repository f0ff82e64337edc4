import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import type { Facts } from '../model/fact.ts';
import { textOf } from '../model/json.ts';
import { change, fine, refuse, type Change, type Json, type Verdict } from '../model/resource.ts';
import { sh, type Shell } from '../shell/sh.ts';
import { writeFile, type FileToWrite } from '../shell/write-file.ts';

const textBefore = (path: string, before: Json | undefined): FileToWrite | undefined => {
  const content = textOf(before, 'content');
  const owner = textOf(before, 'owner');
  const group = textOf(before, 'group');
  const mode = textOf(before, 'mode');
  if (content === undefined || owner === undefined || group === undefined || mode === undefined) return undefined;
  return { path, content, owner, group, mode };
};

const stateOf = (path: string, facts: Facts): { readonly [name: string]: Json } => {
  const { nodes, content } = present(facts, paths);
  const node = nodes[path];
  return node?.type === 'file' && content[path] !== undefined
    ? { content: content[path], owner: String(node.uid), group: String(node.gid), mode: node.mode }
    : { made: true };
};

/** Bash that leaves at a path what is there now. */
export const keepFile = (path: string, facts: Facts): Shell => {
  const now = textBefore(path, stateOf(path, facts));
  return now === undefined ? sh`rm -f -- ${path}` : writeFile(now);
};

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
    return write({
      action: 'create',
      from: 'absent',
      reason: `${path} is not there`,
      before: stateOf(path, facts),
      diff,
    });
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
    before: stateOf(path, facts),
    diff: { before: now, after: content },
  });
};

/** Puts back what was at a path before jts. */
export const undoFile = (path: string, facts: Facts, before: Json | undefined): Verdict => {
  const known = present(facts, paths);
  const node = known.nodes[path] ?? { type: 'absent' };
  if (before === undefined) return fine(`${path} was not changed by jts`);
  const was = textBefore(path, before);
  if (was === undefined) {
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
  const same =
    node.type === 'file' && `${node.uid}:${node.gid} ${node.mode}` === `${was.owner}:${was.group} ${was.mode}`;
  if (same && known.content[path] === was.content) return fine(`${path} is as before jts`);
  return change({
    action: 'update',
    from: 'as jts wrote it',
    to: 'as before jts',
    reason: `${path} was another before jts`,
    run: writeFile(was),
    deadline: 30,
    before: null,
    diff: { before: known.content[path] ?? '', after: was.content },
  });
};
