import type { Problem } from '../model/failure.ts';
import { forAnsibleUsers } from './ansible-names.ts';
import { problemAt } from './failure.ts';
import type { Inventory } from './inventory.ts';
import type { LocatedMap } from './located.ts';
import type { Playbook, Registry } from './playbook.ts';
import { schemasUnder, schemaView, type SchemaView } from './schema-view.ts';
import { didYouMean } from './suggest.ts';
import type { VarsBeside } from './vars-beside.ts';
import { quoted } from './words.ts';

/** Variables by name, each with the keys it may have; undefined where the schema of each role has the say on them. */
type Declared = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Keys of a mapping that is open to further ones, because several roles declare parts of it, as they do of `disks`. */
const keysOfOpen = (schema: SchemaView): readonly string[] | undefined => {
  const isOpen = schema['additionalProperties'] === undefined && schema['patternProperties'] === undefined;
  return isOpen && schema['properties'] !== undefined ? [...schemasUnder(schema, 'properties').keys()] : undefined;
};

const declaredBy = (schemas: Iterable<SchemaView>): Declared => {
  const declared = new Map<string, ReadonlySet<string> | undefined>();
  for (const schema of schemas)
    for (const [name, property] of schemasUnder(schema, 'properties')) {
      const keys = keysOfOpen(property);
      const others = declared.has(name) ? declared.get(name) : new Set<string>();
      declared.set(name, keys && others && new Set([...others, ...keys]));
    }
  return declared;
};

const unknownIn = (map: LocatedMap, declared: Declared, refusal: string): readonly Problem[] =>
  Array.from(map.entries).flatMap(([name, { key, value }]) => {
    if (!declared.has(name)) {
      const advice = forAnsibleUsers(name) ?? didYouMean(name, declared.keys(), 'variables');
      return [problemAt(key, `${refusal} ${quoted(name)}`, advice)];
    }
    const keys = declared.get(name);
    if (!keys || value.kind !== 'map') return [];
    return Array.from(value.entries)
      .filter(([inner]) => !keys.has(inner))
      .map(([inner, { key: at }]) =>
        problemAt(at, `${refusal} ${quoted(`${name}.${inner}`)}`, didYouMean(inner, keys, `keys of ${name}`)),
      );
  });

const besideMaps = ({ groups, hosts }: VarsBeside): readonly LocatedMap[] =>
  [...groups.values(), ...hosts.values()].map(({ vars }) => vars);

/** Problems for variables that no role of the registry declares, wherever they are given; those given to a role in a play
 * are to be its own. */
export const unknownVars = (
  inventory: Inventory,
  playbook: Playbook,
  extraVars: LocatedMap,
  registry: Registry,
): readonly Problem[] => {
  // The key `disks` of a host is part of the inventory's format, even where no role asks for a disk.
  const disks: SchemaView = { properties: { disks: {} } };
  const schemas = [...registry.values()].map(({ vars }) => schemaView(vars));
  const declared = declaredBy(
    schemas.some(({ properties }) => 'disks' in schemaView(properties)) ? schemas : [...schemas, disks],
  );
  const maps = [
    ...[...inventory.groups.values(), ...inventory.hosts.values()].map(({ vars }) => vars),
    ...besideMaps(inventory.beside),
    ...besideMaps(playbook.beside),
    ...playbook.plays.map(({ vars }) => vars),
    extraVars,
  ];
  const ofRoles = playbook.plays
    .flatMap(({ roles }) => roles)
    .flatMap(({ role, vars }) =>
      unknownIn(vars, declaredBy([schemaView(role.vars)]), `role ${role.name} has no variable`),
    );
  return [...maps.flatMap((map) => unknownIn(map, declared, 'no role has a variable')), ...ofRoles];
};
