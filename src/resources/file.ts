import { posix } from 'node:path';
import { paths } from '../facts/paths.ts';
import { present } from '../facts/present.ts';
import { expectEqual } from '../model/check.ts';
import { need, type Facts } from '../model/fact.ts';
import { change, defineKind, fine, later, refuse, type Verdict } from '../model/resource.ts';
import type { FileToWrite } from '../shell/write-file.ts';
import { keepFile, putFile, undoFile } from './file-state.ts';

/** A text file, and what may become of a host when it says something wrong. */
interface DesiredFile extends FileToWrite {
  /** With it, the host takes a change of the file back on its own unless jts can still reach it afterwards. */
  readonly risk?: 'boot' | 'network';
}

/** Arms the host against a change of a file that may cut it off. */
const guarded = ({ path, risk }: DesiredFile, facts: Facts, verdict: Verdict): Verdict =>
  risk === undefined || verdict.verdict !== 'change'
    ? verdict
    : change({ ...verdict.change, risk, revert: keepFile(path, facts) });

const isWanted = (wanted: FileToWrite, facts: Facts): boolean => putFile(wanted, facts) === undefined;

/** A text file of at most 64 KiB with its content, owner and mode; written whole or not at all. */
export const file = defineKind<DesiredFile>({
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
    const fit = fine(`${wanted.path} has the content, owner and mode wanted`);
    return guarded(wanted, facts, putFile(wanted, facts) ?? fit);
  },
  undo: (wanted, facts, before) => guarded(wanted, facts, undoFile(wanted.path, facts, before)),
  checks: (wanted, facts) => [
    expectEqual(`file ${wanted.path}`, 'as wanted', isWanted(wanted, facts) ? 'as wanted' : 'otherwise'),
  ],
});
