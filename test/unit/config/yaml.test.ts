import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/config/located.ts';
import { renderProblem } from '../../../src/config/render.ts';
import { Source } from '../../../src/config/source.ts';
import { parseYaml } from '../../../src/config/yaml.ts';

const read = (yaml: string): unknown => {
  const result = parseYaml(new Source('x.yaml', yaml));
  if (!result.ok) throw new Error(result.failure.map(renderProblem).join('\n'));
  return result.value && plain(result.value);
};

describe('parseYaml reads YAML 1.2', () => {
  it.each<[string, string, unknown]>([
    ['nothing', '', undefined],
    ['comments only', '# nothing here\n', undefined],
    ['words that YAML 1.1 took for booleans', 'a: [yes, no, on, off]', { a: ['yes', 'no', 'on', 'off'] }],
    ['an octal look-alike as a number', 'mode: 0644', { mode: 644 }],
    ['keys as they are written', '{ 0755: a, true: b, 1.50: c }', { '0755': 'a', true: 'b', '1.50': 'c' }],
    ['an alias', 'a: &x { b: 1 }\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['an alias to the last value of that name', 'a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    [
      'a merge, below the own keys',
      'a: &x { b: 1, c: 2 }\nd: { c: 3, <<: *x }',
      { a: { b: 1, c: 2 }, d: { c: 3, b: 1 } },
    ],
    ['a list of merges, the first on top', '<<: [{ a: 1 }, { a: 2, b: 2 }]', { a: 1, b: 2 }],
    ['a quoted << as a name', '"<<": 1', { '<<': 1 }],
    ['Windows line ends', 'a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['a document with marks around it', '---\na: 1\n...\n', { a: 1 }],
  ])('%s', (_, yaml, expected) => {
    expect(read(yaml)).toEqual(expected);
  });

  it('keeps a key that means something to JavaScript as any other', () => {
    expect(JSON.stringify(read('__proto__: { a: 1 }'))).toBe('{"__proto__":{"a":1}}');
  });
});
