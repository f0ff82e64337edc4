import { lexed, type Word } from './shell-lexer.ts';

/** Characters that mean themselves to every shell in every place of a word. */
const PLAIN = /[A-Za-z0-9_/.,:@%+-]/;

/** Options whose argument is the next word, whatever that begins with. */
const TAKES_NEXT = new Set(['-o', '-t', '--label', '--home-dir', '--gid', '--owner', '--group', '-user', '-lname']);

/** Whether a place lies in a word of plain characters alone, which needs no quotes. */
const isPlain = (script: string, at: number): boolean => {
  let start = at;
  let end = at;
  while (PLAIN.test(script[start - 1] ?? '')) start -= 1;
  while (PLAIN.test(script[end] ?? '')) end += 1;
  return /[\s=(<>]/.test(script[start - 1] ?? ' ') && /[\s);]/.test(script[end] ?? ' ');
};

/** What would be taken for an option: a word with a mark that begins with a dash before any `--`. */
const optionsIn = (words: readonly Word[], mark: string, functions: ReadonlySet<string>): readonly string[] => {
  const [first] = words;
  if (first === undefined || functions.has(first.text) || first.text.endsWith('=')) return [];
  const isPrintf = words.some(({ text }) => text === 'printf');
  // What comes after `--`, or after the format of printf, is no option.
  const end = words.findIndex(({ text }) => text === '--' || (isPrintf && text.includes('%')));
  return words
    .filter(
      ({ text }, index) => index > 0 && text.startsWith('-') && text.includes(mark) && (end === -1 || index < end),
    )
    .filter((word) => !TAKES_NEXT.has(words[words.indexOf(word) - 1]?.text ?? ''))
    .map(({ text }) => text);
};

/** Scripts that a script hands to another shell. */
const nestedIn = (words: readonly Word[]): readonly string[] =>
  words.flatMap(({ text }, index) => (words[index - 1]?.text === '-c' ? [text] : []));

/** Where in a script words that carry a mark could be more than words; none where all are quoted and none is an option. */
export const unquotedIn = (script: string, mark: string): readonly string[] => {
  const { literal, commands, open } = lexed(script);
  const complaints = open.map((context) => `the script ends inside ${context}`);
  let segment = 0;
  for (let at = script.indexOf(mark); at !== -1; at = script.indexOf(mark, at + mark.length)) {
    while ((literal[segment]?.[1] ?? Infinity) < at) segment += 1;
    const isLiteral = (literal[segment]?.[0] ?? Infinity) <= at;
    if (!isLiteral && !isPlain(script, at))
      complaints.push(`unquoted: ${JSON.stringify(script.slice(Math.max(0, at - 60), at + 60))}`);
  }
  const functions = new Set([...script.matchAll(/^\s*([a-z_0-9]+)\(\) /gm)].map(([, name = '']) => name));
  const options = commands.flatMap((words) => optionsIn(words, mark, functions));
  const nested = commands.flatMap(nestedIn).filter((inner) => inner.includes(mark));
  return [
    ...complaints,
    ...options.map((word) => `taken for an option: ${word}`),
    ...nested.flatMap((inner) => unquotedIn(inner, mark).map((complaint) => `in a script inside: ${complaint}`)),
  ];
};
