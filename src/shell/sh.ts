/** Text that is safe to hand to a POSIX shell; only `sh` makes it. */
export class Shell {
  readonly text: string;

  /** @internal Use the `sh` template. */
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** A value that `sh` can place: text and numbers are quoted, lists become words, Shell goes in as it is. */
export type ShellValue = string | number | Shell | readonly (string | number | Shell)[];

/** Characters that mean themselves to every POSIX shell in every position of a word. */
const PLAIN = /^[A-Za-z0-9_/.,:@%+-]+$/;

/** Quotes one word for a POSIX shell; throws on NUL, which no argument can carry. */
export const quote = (word: string): string => {
  if (word.includes('\0')) throw new Error(`a shell word cannot contain NUL: ${JSON.stringify(word)}`);
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
};

const place = (value: ShellValue): string => {
  if (value instanceof Shell) return value.text;
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return quote(String(value));
  if (Array.isArray(value)) return value.map((word: string | number | Shell) => place(word)).join(' ');
  throw new TypeError(`sh cannot place a value of type ${typeof value}`);
};

/** Removes the indentation that all lines of a template share, so that scripts can be indented like code. */
const dedent = (strings: readonly string[]): readonly string[] => {
  const indents = strings.join('').matchAll(/\n([ ]*)(?=[^ \n])/g);
  const width = Math.min(...[...indents].map(([, spaces = '']) => spaces.length));
  if (!Number.isFinite(width) || width === 0) return strings;
  return strings.map((part) => part.replaceAll(`\n${' '.repeat(width)}`, '\n'));
};

/** The parts of each template, which are the same each time: scripts are rendered for every host anew. */
const known = new WeakMap<TemplateStringsArray, readonly string[]>();

const partsOf = (strings: TemplateStringsArray): readonly string[] => {
  const parts =
    known.get(strings) ?? dedent(strings.raw.map((part) => part.replaceAll('\\`', '`').replaceAll('\\${', '${')));
  known.set(strings, parts);
  return parts;
};

/** The one renderer of shell: quotes every value that is put into the template. */
export const sh = (strings: TemplateStringsArray, ...values: readonly ShellValue[]): Shell => {
  const text = partsOf(strings).map((part, index) => {
    const value = values[index];
    return value === undefined ? part : part + place(value);
  });
  if (values.some((value) => (value as unknown) === undefined)) throw new TypeError('sh got an undefined value');
  return new Shell(
    text
      .join('')
      .replace(/^\n/, '')
      .replace(/\n[ ]*$/, ''),
  );
};

/** Joins scripts, one after the other. */
export const lines = (scripts: readonly Shell[]): Shell => new Shell(scripts.map(({ text }) => text).join('\n'));
