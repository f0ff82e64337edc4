import { describe, expect, it } from 'vitest';
import { toldOfYaml } from './explaining.ts';
import { text } from './site.ts';

describe('flaws in the syntax of YAML are told', () => {
  it.each<[string, string, string]>([
    [
      'two documents',
      'a: 1\n---\nb: 2',
      text`
        x.yaml:2:1: error: not valid YAML: a second document begins here
          2 | ---
            | ^~~
          keep one document in a file
      `,
    ],
    [
      'a tab as indentation',
      'a:\n\tb: 1',
      text`
        x.yaml:2:1: error: not valid YAML: a tab as indentation
          2 | →b: 1
            | ^
          indent with spaces
      `,
    ],
    [
      'a byte order mark',
      '\uFEFFa: 1',
      text`
        x.yaml:1:1: error: the file starts with a byte order mark
          1 | �a: 1
            | ^
          save it as UTF-8 without one
      `,
    ],
    [
      'an open list',
      'a: [1',
      text`
        x.yaml:1:6: error: not valid YAML: a list in [ ] is not closed
          1 | a: [1
            |      ^
          close it, and indent its lines
      `,
    ],
    [
      'an open mapping',
      'a: { b: 1',
      text`
        x.yaml:1:10: error: not valid YAML: a mapping in { } is not closed
          1 | a: { b: 1
            |          ^
          close it, and indent its lines
      `,
    ],
    [
      'an open quote',
      'a: "x\nb: 1\n',
      text`
        x.yaml:2:5: error: not valid YAML: a quoted text is not closed
          2 | b: 1
            |     ^
          look above for a quote that is opened
      `,
    ],
    [
      'a colon in a value',
      'motd: note: this',
      text`
        x.yaml:1:7: error: not valid YAML: a mapping inside the value of a line
          1 | motd: note: this
            |       ^
          quote a value that contains ": ", and indent the names of one mapping alike
      `,
    ],
    [
      'a name without a value',
      'a: 1\nb\n',
      text`
        x.yaml:2:1: error: not valid YAML: a name without a value
          2 | b
            | ^
          write "name: value"
      `,
    ],
    [
      'uneven indentation',
      'a: 1\n b: 2',
      text`
        x.yaml:1:4: error: not valid YAML: a mapping inside the value of a line
          1 | a: 1
            |    ^
          quote a value that contains ": ", and indent the names of one mapping alike
      `,
    ],
    [
      'a reserved character',
      'a: @x',
      text`
        x.yaml:1:4: error: not valid YAML: plain value cannot start with reserved character @
          1 | a: @x
            |    ^
          quote the value
      `,
    ],
    [
      'an escape sequence of terminals',
      'a: \u001B[2J',
      text`
        x.yaml:1:4: error: the control character U+001B is not allowed
          1 | a: �[2J
            |    ^
          remove it, or write it as an escape in double quotes
      `,
    ],
    [
      'deep nesting',
      '['.repeat(5000),
      text`
        x.yaml:1:101: error: not valid YAML: more than 100 levels deep
          1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
            |                                          ^
      `,
    ],
    [
      'names that go ever deeper in a list in brackets',
      `[${'a: '.repeat(5000)}`,
      text`
        x.yaml:1:302: error: not valid YAML: more than 100 levels deep
          1 | … a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a: a:…
            |                                          ^
      `,
    ],
    [
      'a deep compact list',
      `${'- '.repeat(5000)}a`,
      text`
        x.yaml:1:201: error: not valid YAML: more than 100 levels deep
          1 | …- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - …
            |                                          ^
      `,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(toldOfYaml(yaml)).toBe(expected);
  });

  it('every bad value of a file, but only the first flaw of its syntax', () => {
    expect(toldOfYaml('a: *x\nb: *y')).toBe(text`
        x.yaml:1:4: error: the alias *x names nothing
          1 | a: *x
            |    ^~
          put &x in front of a value above it
        x.yaml:2:4: error: the alias *y names nothing
          2 | b: *y
            |    ^~
          put &y in front of a value above it
      `);
    expect(toldOfYaml('a: [1\nb: "2')).toBe(text`
        x.yaml:2:1: error: not valid YAML: a list in [ ] is not closed
          2 | b: "2
            | ^
          close it, and indent its lines
      `);
  });
});
