import { schedule } from '../engine/schedule.ts';
import type { Json } from '../model/resource.ts';
import type { Role } from '../model/role.ts';
import { mapWithDefaults } from './defaults.ts';
import { emptyMap, plainMap } from './located.ts';
import { isRecord, schemasUnder, schemaView, textOf, type SchemaView } from './schema-view.ts';

/** A variable of a role, or a part of one that is described on its own. */
export interface Variable {
  /** Dotted; {@link ANY_KEY} stands for the keys of a mapping that takes any. */
  readonly name: string;
  readonly description: string | undefined;
  /** Left out where there is none, and for a mapping that takes any keys: that has `keys`. */
  readonly default?: Json;
  /** The keys that a mapping which takes any has by default. */
  readonly keys?: readonly string[];
  /** The defaults below those keys that are others than `default`. */
  readonly defaults: ReadonlyMap<string, Json>;
}

/** What a role reads. */
export interface RoleVariables {
  readonly own: readonly Variable[];
  /** Variables that another role declares in the same way and before it, by name, with the name of that role. */
  readonly shared: ReadonlyMap<string, string>;
}

export const ANY_KEY = '<name>';

type Defaults = Json | undefined;

const isMap = (value: Defaults): value is { readonly [key: string]: Json } => isRecord(value);

const below = (value: Defaults, key: string): Defaults => (isMap(value) ? value[key] : undefined);

/** The schema of the keys that a mapping does not name, where it takes any. */
const schemaOfAny = (schema: SchemaView): SchemaView | undefined => {
  const [patterned] = schemasUnder(schema, 'patternProperties').values();
  return patterned ?? (isRecord(schema['additionalProperties']) ? schema['additionalProperties'] : undefined);
};

const ownDefault = (schema: SchemaView, given: Defaults): { readonly default?: Json } => {
  const value = given ?? (schema['default'] as Defaults);
  return value === undefined ? {} : { default: value };
};

const partsOf = (name: string, schema: SchemaView, given: Defaults): readonly Variable[] => {
  const properties = schemasUnder(schema, 'properties');
  const any = schemaOfAny(schema);
  if (any) return [mapping(name, schema, given), ...partsOfAny(`${name}.${ANY_KEY}`, any, schema, given)];
  if (properties.size > 0)
    return Array.from(properties).flatMap(([key, part]) => partsOf(`${name}.${key}`, part, below(given, key)));
  return [{ name, description: textOf(schema, 'description'), ...ownDefault(schema, given), defaults: new Map() }];
};

const mapping = (name: string, schema: SchemaView, given: Defaults): Variable => ({
  name,
  description: textOf(schema, 'description'),
  keys: isMap(given) ? Object.keys(given) : [],
  defaults: new Map(),
});

/** The parts below any key of a mapping, with what they are by default below the keys that it has. */
const partsOfAny = (name: string, any: SchemaView, whole: SchemaView, given: Defaults): readonly Variable[] => {
  const properties = schemasUnder(whole, 'properties');
  const known = Object.entries(isMap(given) ? given : {}).map(
    ([key, value]) => [key, partsOf(name, properties.get(key) ?? any, value)] as const,
  );
  return partsOf(name, any, undefined).map((part) => {
    const defaults = known.flatMap(([key, parts]): readonly (readonly [string, Json])[] => {
      const value = parts.find((other) => other.name === part.name)?.default;
      return value === undefined || JSON.stringify(value) === JSON.stringify(part.default) ? [] : [[key, value]];
    });
    return { ...part, defaults: new Map(defaults) };
  });
};

/** The variables of roles, by role. What several declare alike is told of the one that comes first. */
export const variablesOf = (roles: readonly Role[]): ReadonlyMap<string, RoleVariables> => {
  const phases = schedule(roles);
  const owners = new Map<string, string>();
  const inOrder = (phases.ok ? phases.value.flat() : roles).map(({ name, vars }) => {
    const schema = schemaView(vars);
    const given = plainMap(mapWithDefaults(schema, emptyMap));
    const own: Variable[] = [];
    const shared = new Map<string, string>();
    for (const [variable, part] of schemasUnder(schema, 'properties')) {
      const declaration = JSON.stringify([variable, part]);
      const owner = owners.get(declaration);
      if (owner === undefined) own.push(...partsOf(variable, part, given[variable]));
      else shared.set(variable, owner);
      owners.set(declaration, owner ?? name);
    }
    return [name, { own, shared }] as const;
  });
  return new Map(inOrder);
};
