import { execFileSync } from 'node:child_process';

const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Where the branch left main; HEAD on main itself, and where there is no main. */
export const branchedFrom = (root: string): string => {
  try {
    return git(root, 'merge-base', 'main', 'HEAD');
  } catch {
    return 'HEAD';
  }
};

/** The files that differ from a revision: committed since, changed and not committed, or new. */
export const changedSince = (root: string, revision: string): readonly string[] => {
  const differ = git(root, 'diff', '--name-only', revision);
  const fresh = git(root, 'ls-files', '--others', '--exclude-standard');
  return [...new Set([...differ.split('\n'), ...fresh.split('\n')])].filter(Boolean);
};
