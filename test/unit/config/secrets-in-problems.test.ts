import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadInventory } from '../../../src/config/inventory.ts';
import { renderProblem } from '../../../src/config/render.ts';
import { Source } from '../../../src/config/source.ts';
import { Vault } from '../../../src/config/vault.ts';
import { parseYaml } from '../../../src/config/yaml.ts';
import { site } from './site.ts';

describe('no problem of a file shows the secrets in it', () => {
  const SECRET = 'hunter2';
  const piece = fc.constantFrom(
    ...[
      `!secret ${SECRET}`,
      `!secret "${SECRET}"`,
      `!secret [${SECRET}, x]`,
      `!secret { a: ${SECRET} }`,
      `!secret |\n  ${SECRET}\n`,
    ],
    ...[
      `&a !secret ${SECRET}`,
      `!secret *a`,
      `*a`,
      '!secret ',
      `!secret\n    b: ${SECRET}\n`,
      `!secret >-\n   ${SECRET}\n   x`,
    ],
    ...['all: ', 'hosts: ', 't1: ', 'vars: ', 'port: ', 'address: ', 'disks: ', 'x: ', '- ', '? ', ': ', ', ', '# '],
    ...[
      '{ ',
      ' }',
      '[ ',
      ' ]',
      '\n',
      '\n  ',
      '\n    ',
      '\n      ',
      '"',
      "'",
      '|',
      '>',
      '%',
      '@',
      '!x ',
      '<<: ',
      '---\n',
      '\t',
    ],
  );

  it('whatever is wrong', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const yaml = pieces.join('');
        fc.pre(yaml.includes(SECRET));
        const result = parseYaml(new Source('x.yaml', yaml));
        expect(result.ok ? '' : result.failure.map(renderProblem).join('\n')).not.toContain(SECRET);
      }),
      { numRuns: 1500 },
    );
  });

  it('whatever is wrong in an inventory', () => {
    const schemaMistake = fc.tuple(
      fc.constantFrom(
        'port',
        'address',
        'user',
        'key',
        'become',
        'transport',
        'connectTimeout',
        'disks',
        'vars',
        'prot',
      ),
      fc.constantFrom(
        `!secret ${SECRET}`,
        `!secret [${SECRET}]`,
        `!secret { a: ${SECRET} }`,
        `!secret "-${SECRET} x"`,
        '0',
        'x',
      ),
    );
    fc.assert(
      fc.property(fc.array(schemaMistake, { minLength: 1, maxLength: 4 }), (mistakes) => {
        const entries = mistakes.map(([key, value]) => `${key}: ${value}`);
        const place = site({ 'x.yaml': `all: { hosts: { t1: { ${entries.join(', ')} } } }` });
        const result = loadInventory(place.path('x.yaml'), new Vault());
        expect(result.ok ? '' : place.told(result)).not.toContain(SECRET);
      }),
    );
  });
});
