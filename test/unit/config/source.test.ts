import { describe, expect, it } from 'vitest';
import { Source } from '../../../src/config/source.ts';
import { parseYaml } from '../../../src/config/yaml.ts';

describe('a line of a source that was read', () => {
  it.each<[string, string, boolean]>([
    ['has no secret', 'pin: 4711', true],
    ['has a secret', 'pin: !secret 4711', false],
    ['has a secret in a comment', 'pin: # !secret 4711', false],
    ['has a secret in quotes that were left open', 'pin: "# !secret" # 4711', false],
  ])('is shown, or not, where it %s', (_, line, isShown) => {
    const source = new Source('x.yaml', `a: !secret hunter2\n${line}\n`);
    parseYaml(source);
    expect(source.position(19, 20).lineText).toBe(isShown ? line : undefined);
  });
});
