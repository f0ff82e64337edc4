import type { Static, TSchema } from 'typebox';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Subject } from './explain.ts';
import { problemAt } from './failure.ts';
import { entryAt, isNull, spanAt, type Located, type Path } from './located.ts';
import { readSource } from './read.ts';
import { startOf } from './source.ts';
import { textOf } from './schema-view.ts';
import { check, validatorOf } from './validator.ts';
import type { Vault } from './vault.ts';
import { parseYaml } from './yaml.ts';

/** A kind of file that users write. */
export interface FileKind<S extends TSchema> {
  /** As in `the inventory`. */
  readonly name: string;
  readonly schema: S;
  /** What to write into an empty file. */
  readonly beginning: string;
  readonly unknownKey?: NonNullable<Subject['unknownKey']>;
}

/** What a file holds: checked, and with the places of its parts. */
export interface Structure<T> {
  readonly value: T;
  readonly root: Located;
}

const nameIn = (root: Located, path: Path, whole: string): string => {
  const last = path.at(-1);
  if (last === undefined) return whole;
  const above = path.slice(0, -1);
  return entryAt(root, above)?.value.kind === 'list'
    ? `entry ${Number(last) + 1} of ${nameIn(root, above, whole)}`
    : last;
};

const subjectOf = <S extends TSchema>(root: Located, kind: FileKind<S>): Subject => {
  const name = (path: Path): string => nameIn(root, path, `the ${kind.name}`);
  return {
    root,
    name,
    missing: (path, schema) => {
      const description = textOf(schema, 'description');
      const message = `${name(path.slice(0, -1))} lacks the key "${path.at(-1) ?? ''}"`;
      return problemAt(spanAt(root, path.slice(0, -1)), message, description && `expected: ${description}`);
    },
    ...(kind.unknownKey && { unknownKey: kind.unknownKey }),
  };
};

/** Reads a file and holds it against the schema of its kind; the vault notes the secrets in it. */
export const readStructure = <S extends TSchema>(
  path: string,
  kind: FileKind<S>,
  vault: Vault,
): Result<Structure<Static<S>>, readonly Problem[]> => {
  const source = readSource(path);
  if (!source.ok) return fail([source.failure]);
  const root = parseYaml(source.value);
  if (!root.ok) return root;
  if (root.value === undefined || isNull(root.value))
    return fail([problemAt(startOf(source.value), 'this file is empty', kind.beginning)]);
  vault.note(root.value);
  const value = check(validatorOf(kind.schema), subjectOf(root.value, kind));
  return value.ok ? ok({ value: value.value, root: root.value }) : value;
};
