import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeEmpty } from '../../../src/shell/remove-empty.ts';
import { bash } from './bash.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jts-remove-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const path = (...names: readonly string[]): string => join(root, ...names);
const remove = (...directories: readonly string[]) =>
  bash(removeEmpty(directories), { '/var/lib/jts': path('state'), '/run/lock': root });
const fine = { status: 0, stdout: '', stderr: '' };

describe('removing the directories that jts made', () => {
  it('takes the innermost first, and leaves nothing behind', () => {
    mkdirSync(path('data/warm'), { recursive: true });
    expect(remove(path('data'), path('data/warm'))).toEqual(fine);
    expect([existsSync(path('data')), existsSync(path('state/directories'))]).toEqual([false, false]);
  });

  it('passes over what is gone, and keeps what holds files', () => {
    mkdirSync(path('data/warm'), { recursive: true });
    writeFileSync(path('data/warm/precious'), '');
    expect(remove(path('data'), path('data/warm'), path('data/gone'))).toEqual(fine);
    expect(existsSync(path('data/warm/precious'))).toBe(true);
    expect(readFileSync(path('state/directories'), 'utf8')).toBe(`${path('data/warm')}\n${path('data')}\n`);
  });

  it('takes one that another mount point was in when that one goes', () => {
    mkdirSync(path('data/warm'), { recursive: true });
    mkdirSync(path('data/backup'), { recursive: true });
    expect(remove(path('data'), path('data/backup'))).toEqual(fine);
    expect(existsSync(path('data/warm'))).toBe(true);
    expect(remove(path('data/warm'))).toEqual(fine);
    expect([existsSync(path('data')), existsSync(path('state/directories'))]).toEqual([false, false]);
  });
});
