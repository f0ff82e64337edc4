import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines, quote, sh } from '../../../src/shell/sh.ts';

const HOSTILE = [
  '',
  ' ',
  '-rf',
  '--',
  '~',
  '*',
  "it's",
  "'; echo broken; '",
  '"; echo broken; "',
  '$(echo broken)',
  '`echo broken`',
  '${HOME}',
  '$((1+1))',
  '\\',
  "\\'",
  '!!',
  'a\nb',
  '\n',
  'a\tb',
  'a\r\n',
  'ü – ✓ 🦀',
  '\u202egnp.exe',
  'a;b&c|d>e<f#g',
  '#comment',
  'A=b',
  '[a-z]',
  '{a,b}',
  '%s%n',
  '\u0001\u001b[31m',
];

/** What a real shell sees of words that a script passes to a command, an assignment and a here-string-free test. */
const seenBy = (shell: 'dash' | 'bash', ...lists: readonly (readonly string[])[]): readonly string[] => {
  const script = lines(
    lists.map((words) => sh`printf '%s\0' ${words}; last=${words.at(-1) ?? ''}; printf '%s\0' "$last"`),
  );
  const { stdout, stderr, status } = spawnSync(shell, ['-c', script.text], { encoding: 'utf8', cwd: '/' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\0').slice(0, -1);
};

const words = fc.array(
  fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...Array.from(`'"\\$\`!(){}[]<>|&;*?~#=% \n\t-a`)) }),
  ),
  { minLength: 1, maxLength: 20 },
);

describe('sh', () => {
  for (const shell of ['dash', 'bash'] as const) {
    it(`hands every word to ${shell} as it is`, () => {
      fc.assert(
        // Ten lists a shell, because starting one takes long on a loaded machine.
        fc.property(fc.array(words, { minLength: 10, maxLength: 10 }), (given) => {
          const clean = given.map((list) => list.map((word) => word.replaceAll('\0', '')));
          expect(seenBy(shell, ...clean)).toEqual(clean.flatMap((list) => [...list, list.at(-1)]));
        }),
        { numRuns: 15 },
      );
    });

    it(`hands the hostile words to ${shell} as they are`, () => {
      expect(seenBy(shell, HOSTILE)).toEqual([...HOSTILE, HOSTILE.at(-1)]);
    });
  }

  it('leaves plain words readable', () => {
    expect(sh`mkfs.xfs -L ${'data'} -- ${'/dev/vg_jts/lv_redis'} ${42}`.text).toBe(
      'mkfs.xfs -L data -- /dev/vg_jts/lv_redis 42',
    );
  });

  it('quotes what is not plain', () => {
    expect(quote("o'brien $HOME")).toBe(`'o'\\''brien $HOME'`);
  });

  it('places scripts as they are, and lists as words', () => {
    expect(sh`if ${sh`test -e ${'a b'}`}; then rm -- ${['x', 'y z']}; fi`.text).toBe(
      `if test -e 'a b'; then rm -- x 'y z'; fi`,
    );
  });

  it('takes away the indentation that all lines share', () => {
    const script = sh`
      if true; then
        echo ${'a b'}
      fi
    `;
    expect(script.text).toBe(`if true; then\n  echo 'a b'\nfi`);
  });

  it('keeps a value with line breaks and spaces as it is', () => {
    const script = sh`
      printf %s ${'a\n      b'}
    `;
    expect(script.text).toBe(`printf %s 'a\n      b'`);
  });

  it('refuses NUL, which no argument can carry', () => {
    expect(() => sh`echo ${'a\0b'}`).toThrow(`a shell word cannot contain NUL: "a\\u0000b"`);
  });

  it('refuses what has no value', () => {
    const nothing = undefined as unknown as string;
    expect(() => sh`echo ${nothing}`).toThrow('sh got an undefined value');
  });

  it('joins scripts by lines', () => {
    expect(lines([sh`a`, sh`b`]).text).toBe('a\nb');
  });
});
