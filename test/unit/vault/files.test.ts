import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replace } from '../../../src/vault/files.ts';
import { site } from '../config/site.ts';

const refusal = { message: 'it is not as it should be', advice: 'look' };

it('a file is replaced by what was checked where it stands', async () => {
  const place = site({ 'x.age': 'old' });
  const seen: string[] = [];
  const problem = await replace(place.path('x.age'), 'new', (written) => {
    seen.push(Buffer.from(written).toString(), readFileSync(place.path('x.age'), 'utf8'));
    return Promise.resolve(undefined);
  });
  expect(problem).toBeUndefined();
  expect(seen).toEqual(['new', 'old']);
  expect(readFileSync(place.path('x.age'), 'utf8')).toBe('new');
  expect(readdirSync(place.path(''))).toEqual(['x.age']);
});

it('a file stays where what was written is refused, and nothing else is left', async () => {
  const place = site({ 'x.age': 'old' });
  expect(await replace(place.path('x.age'), 'new', () => Promise.resolve(refusal))).toBe(refusal);
  expect(readFileSync(place.path('x.age'), 'utf8')).toBe('old');
  expect(readdirSync(place.path(''))).toEqual(['x.age']);
});

it('a file that cannot be written is told of', async () => {
  const place = site({ 'x.age/y': '' });
  const problem = await replace(place.path('x.age'), 'new', () => Promise.resolve(undefined));
  expect(problem).toEqual({
    message: `${place.path('x.age')} cannot be written: it is a directory`,
    advice: `look at its folder: ls -ld -- ${place.path('')}`,
  });
  expect(readdirSync(place.path(''))).toEqual(['x.age']);
});
