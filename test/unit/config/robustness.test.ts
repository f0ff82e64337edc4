import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { renderProblem } from '../../../src/config/render.ts';
import { Source } from '../../../src/config/source.ts';
import { parseYaml } from '../../../src/config/yaml.ts';
import { Vault } from '../../../src/config/vault.ts';
import type { Problem } from '../../../src/model/failure.ts';
import { resolve, roles } from './resolving.ts';
import { site } from './site.ts';

/** Pieces of which inventories and playbooks are made, and what gets into them by mistake. */
const piece = fc.constantFrom(
  ...['all:', 'hosts:', 'children:', 'vars:', 'disks:', 'hot:', 'roles:', 'tags:', 'mode: apply', 'become: sudo'],
  ...[
    't1:',
    't2:',
    '- ',
    'port: 22',
    '22',
    'nvme-lvm',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '&a ',
    '*a',
    '<<: ',
    '!x ',
    '? ',
    ': ',
  ],
  ...[
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '\n      ',
    '\t',
    '"',
    "'",
    '#',
    '|',
    '>',
    '%',
    '---\n',
    '...\n',
    '\uFEFF',
    '\0',
    '\u001B',
    '~',
    '__proto__:',
  ],
);
const content = fc.oneof(
  fc.string(),
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
);

/** A problem points into the text that the user wrote, or names the file. */
const isPlaced = (file: string) => (problem: Problem) => {
  if (!problem.position) return problem.message.includes(file);
  const { line, column, length, lineText } = problem.position;
  return (
    line >= 1 &&
    column >= 1 &&
    length >= 1 &&
    lineText !== undefined &&
    column - 1 <= lineText.length &&
    renderProblem(problem).split('\n').length <= 4
  );
};

describe('no text makes jts throw, and what it refuses has a place', () => {
  it('as YAML', () => {
    fc.assert(
      fc.property(content, (yaml) => {
        const result = parseYaml(new Source('x.yaml', yaml));
        expect(result.ok || (result.failure.length > 0 && result.failure.every(isPlaced('x.yaml')))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('as an inventory', () => {
    const path = site({}).path('x.yaml');
    fc.assert(
      fc.property(content, (yaml) => {
        writeFileSync(path, yaml);
        const result = loadInventory(path, new Vault());
        expect(result.ok || (result.failure.problems.length > 0 && result.failure.problems.every(isPlaced(path)))).toBe(
          true,
        );
      }),
    );
  });

  it('as a playbook', () => {
    const path = site({}).path('x.yaml');
    fc.assert(
      fc.property(content, (yaml) => {
        writeFileSync(path, yaml);
        const result = loadPlaybook(path, roles, new Vault());
        expect(result.ok || (result.failure.problems.length > 0 && result.failure.problems.every(isPlaced(path)))).toBe(
          true,
        );
      }),
    );
  });

  it('as bytes', () => {
    const path = site({}).path('x.yaml');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        writeFileSync(path, bytes);
        const result = loadInventory(path, new Vault());
        expect(result.ok || result.failure.problems.every(isPlaced(path))).toBe(true);
      }),
    );
  });

  it('as -e', () => {
    fc.assert(
      fc.property(
        content.filter((text) => !text.startsWith('@')),
        (extra) => {
          const result = readExtraVars([extra], new Vault());
          expect(result.ok || result.failure.problems.every(isPlaced('-e'))).toBe(true);
        },
      ),
    );
  });

  it('as the value of a variable', () => {
    const place = site({
      'x.yaml': 'all: { hosts: { t1: { disks: { hot: { serial: S1 } } } } }',
      'p.yaml': '- { hosts: all, roles: [nvme-lvm] }',
    });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => {
        const result = resolve(place, { extra: [`hot=${JSON.stringify(json)}`] });
        expect(
          result.ok || (result.failure.kind === 'configuration' && result.failure.problems.every(isPlaced('-e'))),
        ).toBe(true);
      }),
    );
  });
});
