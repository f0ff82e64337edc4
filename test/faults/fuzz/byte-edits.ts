import fc from 'fast-check';

/** Changes the bytes of a file. */
export type ByteEdit = (bytes: Buffer) => Buffer;

/** What gets into YAML by mistake or malice. */
const FRAGMENTS: readonly string[] = [
  ...[
    '"',
    "'",
    '`',
    '$(reboot)',
    '\\',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\0',
    '\u001b[2J',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\u0085',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ': ',
    '- ',
    '? ',
    '# ',
    '| ',
    '>-\n',
    '&a ',
    '*a',
    '*b ',
    '<<: *a\n',
    '!!python/object:os.system ',
    '!x ',
  ],
  ...[
    '%YAML 1.1\n---\n',
    '---\n',
    '...\n',
    '--- ',
    '{{ x }}',
    '-rf',
    '../',
    '~',
    '0o17',
    '1e999',
    '@',
    '\ud83e\udd80',
    '<<',
    '=',
  ],
  `\n${'  '.repeat(120)}a:`,
  '['.repeat(200),
  '{a: '.repeat(200),
  '- '.repeat(200),
  `"${'\\u202e'.repeat(20)}"`,
  '9'.repeat(400),
  'x'.repeat(100_000),
  ' '.repeat(20_000),
  `\nx: &l0 [a]\n${Array.from({ length: 30 }, (_, level) => `y${level}: &l${level + 1} [${`*l${level}, `.repeat(9)}*l${level}]\n`).join('')}`,
  `\nall: &r { children: { a: *r } }\n`,
  '\nall: {}\nall: {}\n',
];

const span = (bytes: Buffer, at: number, length: number): readonly [start: number, end: number] => {
  const start = at % Math.max(1, bytes.length);
  return [start, Math.min(bytes.length, start + length)];
};

const at = fc.nat(1_000_000);
const length = fc.oneof(fc.nat(8), fc.nat(400));

const splice = (bytes: Buffer, start: number, end: number, inserted: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, start), inserted, bytes.subarray(end)]);

const asText =
  (change: (text: string) => string): ByteEdit =>
  (bytes) =>
    Buffer.from(change(bytes.toString('utf8')));

/** Puts a text at a place of the file. */
const inserting = (place: number, text: string): ByteEdit => {
  return (bytes) => {
    const [start] = span(bytes, place, 0);
    return splice(bytes, start, start, Buffer.from(text));
  };
};

/** Edits of the file as a whole. */
const WHOLE: readonly ByteEdit[] = [
  asText((text) => text.replaceAll('\n', '\r\n')),
  asText((text) => text.replaceAll('\n', '\r')),
  asText((text) => text.replaceAll('  ', '\t')),
  asText((text) => `\ufeff${text}`),
  asText((text) => text + text),
  asText((text) => text.toUpperCase()),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  () => Buffer.alloc(0),
  () => Buffer.from('# nothing\n\n'),
];

/** Edits of single bytes and of spans, one of each kind at a time. */
const spans: readonly fc.Arbitrary<ByteEdit>[] = [
  fc.tuple(at, fc.nat(7)).map(([place, bit]): ByteEdit => (bytes) => {
    const copy = Buffer.from(bytes);
    const [start] = span(bytes, place, 1);
    if (start < copy.length) copy[start] = (copy[start] ?? 0) ^ (1 << bit);
    return copy;
  }),
  fc.tuple(at, length).map(([place, size]): ByteEdit => (bytes) => {
    const [start, end] = span(bytes, place, size);
    return splice(bytes, start, end, Buffer.alloc(0));
  }),
  fc.tuple(at, at, length).map(([from, to, size]): ByteEdit => (bytes) => {
    const [target] = span(bytes, to, 0);
    return splice(bytes, target, target, bytes.subarray(...span(bytes, from, size)));
  }),
  at.map(
    (place): ByteEdit =>
      (bytes) =>
        bytes.subarray(0, span(bytes, place, 0)[0]),
  ),
  fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([place, bytesIn]): ByteEdit => (bytes) => {
    const [start] = span(bytes, place, 0);
    return splice(bytes, start, start, bytesIn);
  }),
];

/** Edits below the level of YAML: bytes that flip, go, come twice or come from elsewhere. */
export const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  ...spans,
  {
    weight: 4,
    arbitrary: fc.tuple(at, fc.constantFrom(...FRAGMENTS)).map(([place, fragment]) => inserting(place, fragment)),
  },
  fc.constantFrom(...WHOLE),
);

/** One edit of each kind, and one with each fragment, at places that are drawn. */
export const everyByteEdit: fc.Arbitrary<readonly ByteEdit[]> = fc
  .tuple(fc.tuple(...spans), fc.tuple(...FRAGMENTS.map(() => at)))
  .map(([kinds, places]) => [
    ...kinds,
    ...FRAGMENTS.map((fragment, index) => inserting(places[index] ?? 0, fragment)),
    ...WHOLE,
  ]);
