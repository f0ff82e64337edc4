import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { compactSchema } from './compact-schema.ts';
import { explain, type Subject } from './explain.ts';
import { plain } from './located.ts';
import { condense } from './mistakes.ts';
import { schemaView } from './schema-view.ts';

/** Every start compiles a few small schemas, once each. They come from typebox and are held against the metaschema in
 * tests; compiling that one too takes 55 ms, and optimising the code that ajv writes takes longer than it saves. */
const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  verbose: true,
  inlineRefs: false,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
});

/** Compiles a schema; throws an Error where ajv in strict mode refuses it. */
export const compile = <S extends TSchema>(schema: S): ValidateFunction<Static<S>> =>
  ajv.compile<Static<S>>(compactSchema(schemaView(schema)));

/** The typed value of what was read, or one problem for each mistake in it. */
export const check = <T>(validate: ValidateFunction<T>, subject: Subject): Result<T, readonly Problem[]> => {
  const value: unknown = plain(subject.root);
  return validate(value) ? ok(value) : fail(explain(condense(validate.errors ?? []), subject));
};
