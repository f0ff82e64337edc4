import { execFileSync } from 'node:child_process';

const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'no commit';
  }
};

/** The seed of what a test draws: that of JTS_SEED, else the commit, so that each commit tries other points and a failure can be repeated. */
export const SEED = process.env['JTS_SEED'] ?? commit();

/** Whether every point is to be tried, however long it takes (`npm run test:soak`). */
export const SOAK = process.env['JTS_SOAK'] === '1';

/** Draws whole numbers from 0 to below `limit`, the same ones for the same seed (FNV-1a, then xorshift). */
export const drawing = (name: string): ((limit: number) => number) => {
  let state = 2166136261;
  for (const character of `${SEED} ${name}`) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
};
