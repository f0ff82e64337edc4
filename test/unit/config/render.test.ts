import { describe, expect, it } from 'vitest';
import { renderProblem } from '../../../src/config/render.ts';
import { Source } from '../../../src/config/source.ts';
import { text } from './site.ts';

const at = (line: string, word: string) => {
  const start = line.indexOf(word);
  return new Source('inventory/x.yaml', line).position(start, start + word.length);
};

describe('renderProblem', () => {
  it('shows where and what, the line with the place underlined, and what to do', () => {
    const position = at('all:\n  hosts:\n    trader1: { adress: 127.0.0.1 }\n', 'adress');
    const problem = { message: 'unknown key "adress"', position, advice: 'did you mean "address"?' };
    expect(renderProblem(problem)).toBe(text`
      inventory/x.yaml:3:16: error: unknown key "adress"
        3 |     trader1: { adress: 127.0.0.1 }
          |                ^~~~~~
        did you mean "address"?
    `);
  });

  it('says what is wrong as a whole without a place', () => {
    expect(renderProblem({ message: 'inventory/x.yaml is empty' })).toBe('error: inventory/x.yaml is empty');
  });

  it('shows no half of a pair in a name that YAML spells out', () => {
    expect(renderProblem({ message: 'a\ud800 must be a mapping' })).toBe('error: a� must be a mapping');
  });

  it.each<[string, string, string, string]>([
    [
      'a tab before the place',
      '\ta: x',
      'a',
      text`
        inventory/x.yaml:1:2: error: wrong
          1 | →a: x
            |  ^
      `,
    ],
    [
      'characters that steer a terminal',
      'a: \u001B[2Jx',
      'x',
      text`
        inventory/x.yaml:1:8: error: wrong
          1 | a: �[2Jx
            |        ^
      `,
    ],
    [
      'characters that turn the direction of text',
      'a: \u202Eb',
      'b',
      text`
        inventory/x.yaml:1:5: error: wrong
          1 | a: �b
            |     ^
      `,
    ],
    [
      'a long line around the place',
      `a: ${'x'.repeat(200)} WRONG ${'y'.repeat(200)}`,
      'WRONG',
      text`
        inventory/x.yaml:1:205: error: wrong
          1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx WRONG yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
            |                                          ^~~~~
      `,
    ],
    [
      'a place longer than what is shown',
      `a: ${'x'.repeat(200)}`,
      'x'.repeat(200),
      text`
        inventory/x.yaml:1:4: error: wrong
          1 | a: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
            |    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      `,
    ],
    [
      'a place that goes over several lines, up to the end of its first',
      'a: [1,\n 2]',
      '[1,\n 2]',
      text`
        inventory/x.yaml:1:4: error: wrong
          1 | a: [1,
            |    ^~~
      `,
    ],
    [
      'a line that ends as on Windows',
      'a: wrong\r\nb: 1',
      'wrong\r\nb',
      text`
        inventory/x.yaml:1:4: error: wrong
          1 | a: wrong
            |    ^~~~~
      `,
    ],
  ])('shows %s', (_, line, word, expected) => {
    expect(renderProblem({ message: 'wrong', position: at(line, word) })).toBe(expected);
  });

  it('makes control characters in messages harmless too', () => {
    expect(renderProblem({ message: 'no \u001B[31mrole', advice: 'a\nb' })).toBe(text`
        error: no �[31mrole
          a�b
      `);
  });
});

describe('Source.position', () => {
  it.each<[string, number, number, readonly [number, number, string]]>([
    ['a: 1\nb: 2\n', 0, 1, [1, 1, 'a: 1']],
    ['a: 1\nb: 2\n', 5, 6, [2, 1, 'b: 2']],
    ['a: 1\nb: 2\n', 8, 9, [2, 4, 'b: 2']],
    ['a: [1\n\n\n', 8, 8, [1, 6, 'a: [1']],
    ['', 0, 0, [1, 1, '']],
  ])('%j from %i to %i', (content, start, end, [line, column, lineText]) => {
    const position = new Source('x', content).position(start, end);
    expect(position).toEqual({ file: 'x', line, column, length: 1, lineText });
  });
});
