import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, didYouMean, editDistance, listed } from '../../../src/config/suggest.ts';

describe('editDistance', () => {
  it.each<[string, string, number]>([
    ['', '', 0],
    ['abc', '', 3],
    ['adress', 'address', 1],
    ['prot', 'port', 1],
    ['kitten', 'sitting', 3],
  ])('%j to %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is symmetric, zero for equal words only, and at most the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('closest', () => {
  const keys = ['address', 'port', 'user', 'key', 'become', 'sudo'];
  it.each<[string, string | undefined]>([
    ['adress', 'address'],
    ['prot', 'port'],
    ['PORT', 'port'],
    ['sodu', 'sudo'],
    ['becme', 'become'],
    ['x', undefined],
    ['hostname', undefined],
    ['a'.repeat(10_000), undefined],
  ])('to %j is %j', (word, expected) => {
    expect(closest(word, keys)).toBe(expected);
  });

  it('prefers the closer of two', () => {
    expect(closest('trader12', ['trader1', 'trader2', 'trader11', 'trader13'])).toBe('trader1');
  });
});

describe('didYouMean', () => {
  it('names the closest, or what there is, or that there is nothing', () => {
    expect(didYouMean('tradrs', ['traders', 'nas'], 'groups')).toBe('did you mean "traders"?');
    expect(didYouMean('web', ['traders', 'nas'], 'groups')).toBe('known groups: traders, nas');
    expect(didYouMean('web', [], 'groups')).toBe('there are no groups');
  });

  it('shortens long lists', () => {
    const names = Array.from({ length: 14 }, (_, index) => `h${index}`);
    expect(listed(names)).toBe('h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11 and 2 more');
  });
});
