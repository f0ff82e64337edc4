import type { ErrorObject } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { compactSchema } from './compact-schema.ts';
import { explain, type Subject } from './explain.ts';
import { plain } from './located.ts';
import { condense } from './mistakes.ts';
import { schemaView } from './schema-view.ts';

/** A schema that values are held against: typebox tells at once whether one fits; ajv, which takes a quarter of a second
 * to compile the schemas of a run, tells what is wrong with one that does not. */
export interface Validator<T> {
  readonly accepts: (value: unknown) => value is T;
  /** What is wrong with a value that is not accepted; throws an Error where ajv in strict mode refuses the schema. */
  readonly errorsIn: (value: unknown) => readonly ErrorObject[];
}

/** The schemas come from typebox and are held against the metaschema in tests; compiling that one too takes 55 ms, and
 * optimising the code that ajv writes takes longer than it saves. */
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

/** What holds values against a schema. */
export const validatorOf = <S extends TSchema>(schema: S): Validator<Static<S>> => ({
  accepts: (value): value is Static<S> => Check(schema, value),
  errorsIn: (value) => {
    const validate = compile(schema);
    validate(value);
    return validate.errors ?? [];
  },
});

/** The typed value of what was read, or one problem for each mistake in it. */
export const check = <T>(validator: Validator<T>, subject: Subject): Result<T, readonly Problem[]> => {
  const value: unknown = plain(subject.root);
  if (validator.accepts(value)) return ok(value);
  const errors = validator.errorsIn(value);
  // Should the two disagree, nothing could be told of what is wrong.
  return errors.length === 0 ? ok(value as T) : fail(explain(condense(errors), subject));
};
