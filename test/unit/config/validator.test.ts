import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mapWithDefaults } from '../../../src/config/defaults.ts';
import type { Subject } from '../../../src/config/explain.ts';
import { InventoryFile } from '../../../src/config/inventory-schema.ts';
import { plain, unwritten } from '../../../src/config/located.ts';
import { mapWithoutNulls } from '../../../src/config/merge.ts';
import { PlaybookFile } from '../../../src/config/playbook-schema.ts';
import { schemaView } from '../../../src/config/schema-view.ts';
import { check, compile, validatorOf, type Validator } from '../../../src/config/validator.ts';
import type { Json } from '../../../src/model/resource.ts';
import { bundledRoles } from '../roles/bundled.ts';
import { allCases } from '../roles/case.ts';

const example = (path: string): Json =>
  parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as Json;

/** The variables of the first case of a role, over its defaults. */
const varsOfCase = (role: string, schema: TSchema): Json => {
  const { given } = allCases().find((each) => each.role === role) ?? { given: { vars: {} } };
  const located = unwritten(JSON.parse(JSON.stringify(given.vars)) as Json);
  if (located.kind !== 'map') throw new Error('vars is no mapping');
  return plain(mapWithoutNulls(mapWithDefaults(schemaView(schema), located)));
};

const STRANGE: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, 65_536, Number.NaN, Infinity],
  ...[
    '',
    '-rf',
    '$(id)',
    '\n',
    '\0',
    '/srv',
    '//srv',
    '10%',
    '4GiB',
    '0750',
    '1s',
    'e\u0301',
    '\uD800',
    'a'.repeat(300),
  ],
  ...[[], ['a', 'a'], [['a'], ['a']], {}, { a: 1 }, JSON.parse('{ "__proto__": {} }') as Json],
];

const isMap = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with one thing in it changed: each of its parts taken away, put twice, or something strange in its place. */
function* changed(value: Json): Generator<Json> {
  yield* STRANGE;
  if (isMap(value)) {
    for (const key of ['strange', '__proto__', 'constructor', '-x']) {
      for (const strange of STRANGE.slice(0, 3)) yield Object.fromEntries([...Object.entries(value), [key, strange]]);
    }
    for (const [key, part] of Object.entries(value)) {
      const others = Object.entries(value).filter(([name]) => name !== key);
      yield Object.fromEntries(others);
      yield Object.fromEntries([...others, [`${key} `, part]]);
      for (const other of changed(part)) yield Object.fromEntries([...others, [key, other]]);
    }
  } else if (Array.isArray(value)) {
    const items = value as readonly Json[];
    yield [...items, ...items];
    for (const [index, item] of items.entries()) {
      yield items.toSpliced(index, 1);
      for (const other of changed(item)) yield items.with(index, other);
    }
  }
}

const schemas: readonly (readonly [string, TSchema, Json])[] = [
  ['an inventory', InventoryFile, example('inventory/example.yaml')],
  ['a playbook', PlaybookFile, example('playbooks/provision.yaml')],
  ...(await bundledRoles()).map(({ name, vars }) => [`role ${name}`, vars, varsOfCase(name, vars)] as const),
];

describe('a value is accepted by typebox where ajv finds nothing wrong with it:', () => {
  it.each(schemas)('%s', (_, schema, given) => {
    const validate = compile(schema);
    const { accepts } = validatorOf(schema);
    expect([validate(given), accepts(given)]).toEqual([true, true]);
    const judged = [...changed(given)].filter((value) => validate(value) !== accepts(value));
    expect(judged).toEqual([]);
  });
});

it('a value in which nothing wrong is found is taken', () => {
  const undecided: Validator<unknown> = { accepts: (value): value is unknown => value === 'never', errorsIn: () => [] };
  const subject: Subject = {
    root: unwritten('x'),
    name: () => 'it',
    missing: () => {
      throw new Error('nothing is missing');
    },
  };
  expect(check(undecided, subject)).toEqual({ ok: true, value: 'x' });
});
