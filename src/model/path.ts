import { posix } from 'node:path';

/** The directories above an absolute path, outermost first, without `/`. */
export const ancestors = (path: string): readonly string[] => {
  const above = posix.dirname(path);
  return above === '/' || above === '.' ? [] : [...ancestors(above), above];
};
