import type { ErrorObject } from 'ajv';
import type { Path } from './located.ts';
import { schemaView, type SchemaView } from './schema-view.ts';

/** One thing that a value has wrong with its schema. */
export interface Mistake {
  /** The keyword of JSON schema that says no, or `none-of` where no branch of a union fits. */
  readonly keyword: string;
  readonly path: Path;
  readonly params: SchemaView;
  /** The schema that holds the keyword. */
  readonly schema: SchemaView;
  readonly message: string;
  /** For `none-of`, the schemas of which one should have fitted. */
  readonly branches: readonly SchemaView[];
}

const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

const mistakeOf = (error: ErrorObject): Mistake => ({
  keyword: error.keyword,
  path: pathOf(error.instancePath),
  params: {
    ...schemaView(error.params),
    ...(error.propertyName !== undefined && { propertyName: error.propertyName }),
  },
  schema: schemaView(error.parentSchema),
  message: error.message ?? '',
  branches: [],
});

const noneOf = (path: Path, branches: readonly SchemaView[], schema: SchemaView): Mistake => ({
  keyword: 'none-of',
  path,
  params: {},
  schema,
  message: '',
  branches: branches.flatMap((branch) => (Array.isArray(branch['anyOf']) ? branch['anyOf'].map(schemaView) : [branch])),
});

const isBelow = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

const isInside = (error: ErrorObject, union: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) && isBelow(error.instancePath, union.instancePath);

/** Names a value together with the schema that it is held against. */
const judgement = ({ instancePath, schemaPath }: ErrorObject): string =>
  `${instancePath} ${schemaPath.slice(0, schemaPath.lastIndexOf('/'))}`;

/** Leaves out what follows from a wrong type, and the error that merely says that a name is bad beside the one that says why. */
const withoutEchoes = (errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  const wrongTypes = new Set(errors.filter(({ keyword }) => keyword === 'type').map(judgement));
  return errors.filter(
    (error) => error.keyword === 'type' || (error.keyword !== 'propertyNames' && !wrongTypes.has(judgement(error))),
  );
};

/** A branch of a union with what the value has wrong with it. */
interface Branch {
  readonly schema: SchemaView;
  readonly mistakes: readonly Mistake[];
}

const isAt = (path: Path, mistake: Mistake): boolean => mistake.path.length === path.length;

const isWrongType = (mistake: Mistake): boolean => mistake.keyword === 'type' || mistake.keyword === 'none-of';

/** A key with a fixed value one level down, such as `layout: lvm`, that tells the branches of a union apart. */
const discriminator = (path: Path, { mistakes }: Branch): Mistake | undefined =>
  mistakes.find((mistake) => mistake.keyword === 'const' && mistake.path.length === path.length + 1);

const leastWrong = (branches: readonly Branch[]): readonly Mistake[] =>
  branches
    .map(({ mistakes }) => mistakes)
    .reduce((best, mistakes) => (mistakes.length < best.length ? mistakes : best));

const schemasOf = (branches: readonly Branch[]): readonly SchemaView[] => branches.map(({ schema }) => schema);

const mistakesOfUnion = (union: ErrorObject, branches: readonly Branch[]): readonly Mistake[] => {
  const path = pathOf(union.instancePath);
  const whole = schemaView(union.parentSchema);
  const fitting = branches.filter(({ mistakes }) => !mistakes.some((each) => isAt(path, each) && isWrongType(each)));
  if (fitting.length === 0) return [noneOf(path, schemasOf(branches), whole)];
  const [first] = fitting;
  if (fitting.length === 1 && first) return first.mistakes;
  if (fitting.every(({ mistakes }) => mistakes.every((each) => isAt(path, each))))
    return [noneOf(path, schemasOf(fitting), whole)];
  const marks = fitting.flatMap((branch) => discriminator(path, branch) ?? []);
  const [mark] = marks;
  const isOneKey = new Set(marks.map((each) => each.path.at(-1))).size === 1;
  if (mark && isOneKey && marks.length === fitting.length) {
    const values = marks.map(({ schema }) => schema);
    return [noneOf(mark.path, values, {})];
  }
  const meant = fitting.filter((branch) => !discriminator(path, branch));
  return leastWrong(meant.length > 0 ? meant : fitting);
};

/** An error of a union of schemas, with those of its branches, or any other error. */
interface Group {
  readonly error: ErrorObject;
  readonly inner: readonly ErrorObject[];
}

/** The errors with those inside a union gathered below it. ajv reports the branches of a union before the union itself. */
const grouped = (errors: readonly ErrorObject[]): readonly Group[] => {
  const groups: Group[] = [];
  for (const error of errors) {
    const start = error.keyword === 'anyOf' ? beginOf(groups, error) : groups.length;
    const since = groups.splice(start);
    const isInner = (group: Group): boolean => isInside(group.error, error);
    groups.push(...since.filter((group) => !isInner(group)));
    groups.push({ error, inner: since.filter(isInner).flatMap(({ error: each, inner }) => [...inner, each]) });
  }
  return groups;
};

/** Where the errors of values at or below that of a union begin, which stand right before it. */
const beginOf = (groups: readonly Group[], union: ErrorObject): number =>
  groups.findLastIndex(({ error }) => !isBelow(error.instancePath, union.instancePath)) + 1;

const branchesOf = (union: ErrorObject, inner: readonly ErrorObject[]): readonly Branch[] => {
  const schemas: readonly unknown[] = Array.isArray(union.schema) ? union.schema : [];
  return schemas.map((schema, index) => ({
    schema: schemaView(schema),
    mistakes: condense(inner.filter(({ schemaPath }) => schemaPath.startsWith(`${union.schemaPath}/${index}/`))),
  }));
};

/** Boils down the errors of ajv (made with `verbose` and `allErrors`) to one mistake for each thing the user got wrong. */
export const condense = (errors: readonly ErrorObject[]): readonly Mistake[] => {
  const groups = grouped(errors);
  const loose = groups.filter(({ error }) => error.keyword !== 'anyOf').map(({ error }) => error);
  const chosen = groups
    .filter(({ error }) => error.keyword === 'anyOf')
    .flatMap(({ error, inner }) => mistakesOfUnion(error, branchesOf(error, inner)));
  return [...withoutEchoes(loose).map(mistakeOf), ...chosen];
};
