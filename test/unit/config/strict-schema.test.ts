import { describe, expect, it } from 'vitest';
import type { SchemaView } from '../../../src/config/schema-view.ts';
import { flawIn } from '../../../src/config/strict-schema.ts';

const mistyped = { type: 'string', minLenght: 1 };

describe('a keyword that nobody knows is found', () => {
  it.each<[string, SchemaView]>([
    ['in the schema itself', mistyped],
    ['of a property', { properties: { a: { properties: { b: mistyped } } } }],
    ['of what a pattern names', { patternProperties: { '^a': mistyped } }],
    ['of all others', { additionalProperties: mistyped }],
    ['of an item', { items: mistyped }],
    ['of a name', { propertyNames: mistyped }],
    ['of a branch', { anyOf: [{ type: 'null' }, mistyped] }],
    ['of a part', { allOf: [{ type: 'object' }, mistyped] }],
    ['of what follows', { if: { type: 'string' }, then: mistyped }],
    ['of a definition', { $defs: { a: mistyped } }],
  ])('%s', (_, schema) => {
    expect(flawIn(schema)).toBe('has the keyword "minLenght", which jts does not know');
  });

  it('but not the name of a variable, or a part of a default', () => {
    const schema = { type: 'object', default: { minLenght: 1 }, properties: { minLenght: { type: 'integer' } } };
    expect(flawIn(schema)).toBeUndefined();
  });
});

describe('a pattern that is no regular expression is found', () => {
  it.each<[string, SchemaView]>([
    ['for a text', { properties: { a: { type: 'string', pattern: '[a' } } }],
    ['for names', { patternProperties: { '[a': {} } }],
  ])('%s', (_, schema) => {
    expect(flawIn(schema)).toBe('has the pattern "[a", which is no regular expression');
  });
});
