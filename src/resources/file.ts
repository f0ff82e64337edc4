import { posix } from 'node:path';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { expectEqual } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { defineKind, fine, later, refuse } from '../model/resource.ts';
import type { FileToWrite } from '../shell/write-file.ts';
import { putFile, undoFile } from './file-state.ts';

const isWanted = (wanted: FileToWrite, facts: Facts): boolean => putFile(wanted, facts) === undefined;

/** A text file of at most 64 KiB with its content, owner and mode; written whole or not at all. */
export const file = defineKind<FileToWrite>({
  kind: 'file',
  id: ({ path }) => path,
  on: ({ path }) => [`directory:${posix.dirname(path)}`],
  needs: ({ path }) => [
    need(paths, { path, look: 'content' }),
    need(paths, { path: posix.dirname(path), look: 'node' }),
  ],
  diff: (wanted, facts, { base }) => {
    const above = posix.dirname(wanted.path);
    if (base === 'unseen') return later(`${wanted.path} shows when what it is on is mounted`);
    if (base === 'there' && present(facts, paths).nodes[above]?.type !== 'directory') {
      return refuse(`${above}, which ${wanted.path} is to be in, is no directory`, 'Make it, or declare it as well.');
    }
    return putFile(wanted, facts) ?? fine(`${wanted.path} has the content, owner and mode wanted`);
  },
  undo: ({ path }, facts, before) => undoFile(path, facts, before),
  checks: (wanted, facts) => [
    expectEqual(`file ${wanted.path}`, 'as wanted', isWanted(wanted, facts) ? 'as wanted' : 'otherwise'),
  ],
});
