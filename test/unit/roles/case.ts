import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { parse } from 'yaml';
import { compile } from '../../../src/config/validator.ts';

const closed = { additionalProperties: false };

/** How the answer of one probe differs from the one that was captured. */
const Difference = Type.Union([
  Type.Object({ absent: Type.String() }, closed),
  Type.Object({ failed: Type.String() }, closed),
  Type.Object({ text: Type.String() }, closed),
  /** By regular expression; each has to be found. */
  Type.Object({ replace: Type.Record(Type.String(), Type.String()) }, closed),
]);

/** One case of a role, as its YAML file has it. */
const Case = Type.Object(
  {
    /** What the case shows. */
    about: Type.String(),
    /** Folder below `cases/hosts` with what each probe printed on a real host: `<fact>.txt`. */
    host: Type.String(),
    /** By fact, how this host is different. */
    but: Type.Optional(Type.Record(Type.String(), Difference)),
    vars: Type.Record(Type.String(), Type.Unknown()),
    mode: Type.Optional(Type.Enum(['apply', 'rollback'])),
    allowWipe: Type.Optional(Type.String()),
    destroyData: Type.Optional(Type.String()),
    /** What the host's journal says was there before, by resource. */
    journal: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Everything in the plan that is not fine, and not merely blocked by what is listed. */
    plan: Type.Array(Type.String()),
    /** Some of what is fine, with the reason. */
    fine: Type.Optional(Type.Array(Type.String())),
    /** The checks that do not pass; an empty list: there are checks, and all pass. */
    checks: Type.Optional(Type.Array(Type.String())),
  },
  closed,
);

export type Case = Static<typeof Case>;

const validate = compile(Case);
const ROLES = new URL('../../../roles/', import.meta.url);

const readCase = (file: URL): Case => {
  const value: unknown = parse(readFileSync(file, 'utf8'));
  if (validate(value)) return value;
  const problems = validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`) ?? [];
  throw new Error(`${file.pathname}: ${problems.join(', ')}`);
};

export interface NamedCase {
  readonly role: string;
  readonly name: string;
  readonly given: Case;
}

/** All cases of all roles that have a folder `cases`. */
export const allCases = (): readonly NamedCase[] =>
  readdirSync(ROLES)
    .filter((role) => existsSync(new URL(`${role}/cases`, ROLES)))
    .flatMap((role) =>
      readdirSync(new URL(`${role}/cases`, ROLES))
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => ({
          role,
          name: file.replace('.yaml', ''),
          given: readCase(new URL(`${role}/cases/${file}`, ROLES)),
        })),
    );

/** What a probe printed on the host of a case. */
export const capturedOf = (role: string, host: string, fact: string): string | undefined => {
  const file = new URL(`${role}/cases/hosts/${host}/${fact}.txt`, ROLES);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
