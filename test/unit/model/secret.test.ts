import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';

const secret = new Secret('hunter2');

it.each<readonly [string, () => string]>([
  ['String()', () => String(secret)],
  ['concatenation', () => ['password', secret].join(' is ')],
  ['JSON', () => JSON.stringify({ password: secret })],
  ['console and util.inspect', () => inspect({ password: secret }, { showHidden: true, depth: null })],
  ['its keys', () => JSON.stringify(Object.entries(secret))],
  ['an error', () => new Error(`refused ${secret.toString()}`).message],
])('is not shown by %s', (_, show) => {
  expect(show()).not.toContain('hunter2');
});

it('prints as three stars', () => {
  expect(`${secret.toString()} ${JSON.stringify(secret)} ${inspect(secret)}`).toBe('*** "***" ***');
});

it('is given away by reveal alone', () => {
  expect(secret.reveal()).toBe('hunter2');
});
