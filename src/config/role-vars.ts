import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Role } from '../model/role.ts';
import { mapWithDefaults } from './defaults.ts';
import type { Subject } from './explain.ts';
import { problemAt } from './failure.ts';
import type { InventoryHost } from './inventory.ts';
import { entryAt, spanAt, type Entry, type Located, type LocatedMap, type Path } from './located.ts';
import { mapWithoutNulls, mergeAll } from './merge.ts';
import { schemasUnder, schemaView, textOf, textsOf, type SchemaView } from './schema-view.ts';
import { flawIn } from './strict-schema.ts';
import { check, validatorOf, type Validator } from './validator.ts';

/** The variables that a role declares, ready to be checked. */
export interface RoleVars {
  readonly role: Role;
  readonly names: ReadonlySet<string>;
  readonly schema: SchemaView;
  readonly validator: Validator<unknown>;
}

/** Takes the schema of a role's variables; one that is not of a mapping, or is wrong itself, is a problem. */
export const roleVarsOf = (role: Role): Result<RoleVars, Problem> => {
  const schema = schemaView(role.vars);
  const refuse = (why: string) =>
    fail({ message: `the schema of the variables of role ${role.name} ${why}`, advice: 'correct it in the role' });
  if (schema['type'] !== 'object') return refuse('is not an object');
  const flaw = flawIn(schema);
  if (flaw !== undefined) return refuse(flaw);
  const names = new Set(schemasUnder(schema, 'properties').keys());
  return ok({ role, names, schema, validator: validatorOf(role.vars) });
};

const dotted = (path: Path): string => path.join('.');

/** Goes on to what is really to be written: the only required key of a required mapping. */
const innermost = (path: Path, schema: SchemaView): { readonly path: Path; readonly schema: SchemaView } => {
  const [key, ...others] = textsOf(schema, 'required');
  const inner = key === undefined ? undefined : schemasUnder(schema, 'properties').get(key);
  return key !== undefined && inner && others.length === 0 ? innermost([...path, key], inner) : { path, schema };
};

/** A path as it is written in an inventory: `disks: { hot: … }`. */
const asWritten = (path: Path): string =>
  path.reduceRight((inner, key) => (inner === '…' ? `${key}: …` : `${key}: { ${inner} }`), '…');

/** Tells of a variable that a host lacks: taken away by null, left out of a mapping that somebody wrote, or not there at all. */
class Missing {
  readonly #root: Located;
  readonly #role: string;
  readonly #host: InventoryHost;

  constructor(root: Located, role: Role, host: InventoryHost) {
    this.#root = root;
    this.#role = role.name;
    this.#host = host;
  }

  problem(path: Path, schema: SchemaView): Problem {
    const wanted = innermost(path, schema);
    const description = textOf(wanted.schema, 'description');
    const expected = description === undefined ? '' : `; expected: ${description}`;
    const need = `role ${this.#role} needs it`;
    if (entryAt(this.#root, path))
      return problemAt(spanAt(this.#root, path), `${dotted(path)} is taken away by null`, need + expected);
    const holder = path.slice(0, -1);
    const written = holder.length > 0 ? entryAt(this.#root, holder) : undefined;
    if (written?.key || written?.value.at) {
      const message = `${dotted(holder)} lacks ${dotted(wanted.path.slice(holder.length))}`;
      return problemAt(spanAt(this.#root, holder), message, need + expected);
    }
    const place = wanted.path[0] === 'disks' ? wanted.path : ['vars', ...wanted.path];
    const message = `host ${this.#host.name} lacks the variable ${dotted(wanted.path)}`;
    return problemAt(this.#host.at, message, `${need}; write "${asWritten(place)}" at the host${expected}`);
  }
}

const pick = (layer: LocatedMap, names: ReadonlySet<string>): LocatedMap => ({
  ...layer,
  entries: new Map<string, Entry>(Array.from(layer.entries).filter(([name]) => names.has(name))),
});

const nameIn = (root: Located, path: Path): string =>
  path.reduce((name, segment, index) => {
    const isItem = entryAt(root, path.slice(0, index))?.value.kind === 'list';
    return isItem ? `${name}[${segment}]` : name === '' ? segment : `${name}.${segment}`;
  }, '');

/** What nobody wrote is a default of the role; the host that meets it is the closest place. */
const inDefault = ({ message, advice }: Problem, { name }: Role, { at }: InventoryHost): Problem =>
  problemAt(at, `${message}; this is a default of role ${name}`, advice);

/** The variables of a role on a host: these layers, the weakest first, above the role's defaults, held against its schema. */
export const checkedVars = (
  { role, names, schema, validator }: RoleVars,
  layers: readonly LocatedMap[],
  host: InventoryHost,
): Result<unknown, readonly Problem[]> => {
  const merged = mapWithDefaults(schema, { ...mergeAll(layers.map((layer) => pick(layer, names))), at: undefined });
  const missing = new Missing(merged, role, host);
  const root = mapWithoutNulls(merged);
  const subject: Subject = {
    root,
    name: (path) => nameIn(root, path),
    missing: (path, wanted) => missing.problem(path, wanted),
  };
  const value = check(validator, subject);
  if (value.ok) return value;
  return fail(value.failure.map((problem) => (problem.position ? problem : inDefault(problem, role, host))));
};
