import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { compactSchema } from '../../../src/config/compact-schema.ts';
import { schemaView } from '../../../src/config/schema-view.ts';

const volume = (mount: string) =>
  Type.Object(
    { mount: Type.String({ default: mount, pattern: '^/' }), size: Type.Integer() },
    { description: 'A volume.' },
  );

describe('compactSchema', () => {
  it('has once what several keys have alike but for its defaults', () => {
    const schema = Type.Object({ redis: volume('/redis'), kafka: volume('/kafka') });
    expect(compactSchema(schemaView(schema))).toEqual({
      type: 'object',
      required: ['redis', 'kafka'],
      properties: {
        redis: { $ref: '#/$defs/jts-1', description: 'A volume.' },
        kafka: { $ref: '#/$defs/jts-1', description: 'A volume.' },
      },
      $defs: {
        'jts-1': {
          type: 'object',
          required: ['mount', 'size'],
          properties: { mount: { type: 'string', pattern: '^/' }, size: { type: 'integer' } },
          description: 'A volume.',
        },
      },
    });
  });

  it('keeps a variable that is called default, and definitions that are there', () => {
    const schema = {
      $defs: { own: { type: 'integer' } },
      properties: { default: { $ref: '#/$defs/own', default: 1 } },
    };
    expect(compactSchema(schema)).toEqual({
      $defs: { own: { type: 'integer' } },
      properties: { default: { $ref: '#/$defs/own' } },
    });
  });

  it('accepts the values that the schema accepts', () => {
    const shapes = Type.Union([volume('/a'), Type.Array(volume('/b')), Type.Record(Type.String(), volume('/c'))]);
    const schema = Type.Object({ a: volume('/a'), b: Type.Optional(volume('/b')), c: Type.Optional(shapes) });
    const ajv = new Ajv2020();
    const [whole, compact] = [ajv.compile(schema), ajv.compile(compactSchema(schemaView(schema)))];
    const any = fc.record(
      { mount: fc.constantFrom<unknown>('/x', 'x', 1), size: fc.constantFrom<unknown>(1, 'x') },
      { requiredKeys: [] },
    );
    // Parts that are each right now and then would make a whole that hardly ever is.
    const one = fc.oneof(
      { weight: 3, arbitrary: fc.constant({ mount: '/x', size: 1 }) },
      { weight: 1, arbitrary: any },
    );
    const value = fc.record(
      { a: one, b: one, c: fc.oneof(one, fc.array(one), fc.dictionary(fc.constantFrom('x', 'y'), one)) },
      { requiredKeys: ['a'] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(value, (each) => {
        expect(compact(each)).toBe(whole(each));
        if (whole(each)) accepted += 1;
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
