import Type, { type TProperties, type TSchema } from 'typebox';
import { misconfigured, problemAt } from '../../../src/config/failure.ts';
import { spanAt } from '../../../src/config/located.ts';
import { renderProblem } from '../../../src/config/render.ts';
import { Source } from '../../../src/config/source.ts';
import { check, validatorOf } from '../../../src/config/validator.ts';
import { parseYaml } from '../../../src/config/yaml.ts';

/** What the user is told when YAML is held against a schema; throws when nothing is wrong. */
export const told = (schema: TSchema, yaml: string): string => {
  const root = parseYaml(new Source('x.yaml', yaml));
  if (!root.ok || !root.value) throw new Error('not YAML');
  const value = root.value;
  const result = check(validatorOf(schema), {
    root: value,
    name: (path) => path.join('.') || 'the file',
    missing: (path) => problemAt(spanAt(value, path.slice(0, -1)), `${path.join('.')} is missing`),
  });
  if (result.ok) throw new Error('nothing was wrong');
  return misconfigured(result.failure).problems.map(renderProblem).join('\n');
};

/** A mapping that takes no other keys. */
export const closed = (properties: TProperties) => Type.Object(properties, { additionalProperties: false });

export const anything = Type.Unknown();
export const size = Type.String({ pattern: '^[0-9]+%$', description: 'a share such as 17%' });

/** What the user is told of the YAML itself; throws when nothing is wrong. */
export const toldOfYaml = (yaml: string): string => {
  const result = parseYaml(new Source('x.yaml', yaml));
  if (result.ok) throw new Error('nothing was wrong');
  return misconfigured(result.failure).problems.map(renderProblem).join('\n');
};
