import { Composer, type Document, type YAMLError } from 'yaml';
import type { Problem } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { problemAt } from './failure.ts';
import type { Located } from './located.ts';
import { concealed, problemOfSecret, secretsIn } from './secrets.ts';
import { SECRET_TAG, type Source } from './source.ts';
import { shallowTokens } from './yaml-depth.ts';
import { YamlReading } from './yaml-nodes.ts';

interface Flaw {
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface Told {
  readonly flaw: RegExp;
  readonly message?: string;
  readonly advice: string;
}

/** What the parser's flaws mean to the user: how it begins to say it, and how jts does. */
const TOLD: readonly Told[] = [
  { flaw: /^Flow sequence/, message: 'a list in [ ] is not closed', advice: 'close it, and indent its lines' },
  { flaw: /^Flow map/, message: 'a mapping in { } is not closed', advice: 'close it, and indent its lines' },
  { flaw: /^Missing closing/, message: 'a quoted text is not closed', advice: 'look above for a quote that is opened' },
  { flaw: /^Implicit map keys need/, message: 'a name without a value', advice: 'write "name: value"' },
  {
    flaw: /^Implicit keys need/,
    message: 'a name that goes over several lines',
    advice: 'look above for a missing ":"',
  },
  {
    flaw: /^Nested mappings/,
    message: 'a mapping inside the value of a line',
    advice: 'quote a value that contains ": ", and indent the names of one mapping alike',
  },
  { flaw: /^a second document/, advice: 'keep one document in a file' },
  { flaw: /^Tabs/, message: 'a tab as indentation', advice: 'indent with spaces' },
  { flaw: /^Plain value cannot start/, advice: 'quote the value' },
  {
    flaw: /^An alias node must not/,
    message: 'an alias with a tag or an anchor',
    advice: 'quote the value if it is text that begins with "*"',
  },
];

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** In the place of the parser's own words, which may quote the text. */
const UNSAID = 'what is wrong here is not said, as the file holds secrets';
const QUOTE = 'look at the line, and quote values with special characters';

const flawProblem = (source: Source, { message, pos: [start, end] }: Flaw): Problem => {
  const told = TOLD.find(({ flaw }) => flaw.test(message));
  const said = told?.message ?? (source.isHidden ? UNSAID : lowerFirst(message));
  const advice = told?.advice ?? (source.isHidden ? QUOTE : undefined);
  return problemAt({ source, start, end }, `not valid YAML: ${said}`, advice);
};

/** Composes the first document; a second one, or one nested too deep to be composed, is a flaw. */
const compose = (text: string): Result<Document.Parsed, Flaw> => {
  const composer = new Composer({ version: '1.2', merge: true, uniqueKeys: false, prettyErrors: false });
  const documents: Document.Parsed[] = [];
  for (const token of shallowTokens(text)) {
    if ('deepAt' in token) return fail({ message: 'more than 100 levels deep', pos: [token.deepAt, token.deepAt + 1] });
    documents.push(...composer.next(token));
    if (documents.length > 1) break;
  }
  documents.push(...composer.end(true, text.length));
  const [document, second] = documents;
  if (second) {
    const [start] = second.range;
    return fail({ message: 'a second document begins here', pos: [start, start + 3] });
  }
  if (!document) throw new Error('the YAML composer gave no document');
  const [error]: YAMLError[] = document.errors;
  return error ? fail(error) : ok(document);
};

const BYTE_ORDER_MARK = '\uFEFF';
const CONTROL = /[^\P{Cc}\t\n\r]/u;

const unreadableCharacter = (source: Source): Problem | undefined => {
  if (source.text.startsWith(BYTE_ORDER_MARK))
    return problemAt(
      { source, start: 0, end: 1 },
      'the file starts with a byte order mark',
      'save it as UTF-8 without one',
    );
  const start = source.text.search(CONTROL);
  if (start === -1) return undefined;
  const code = source.text.charCodeAt(start).toString(16).toUpperCase().padStart(4, '0');
  return problemAt(
    { source, start, end: start + 1 },
    `the control character U+${code} is not allowed`,
    'remove it, or write it as an escape in double quotes',
  );
};

const TAG_AT_END = new RegExp(`${SECRET_TAG}(?!\\S)[^\\p{L}\\p{N}\\n]*\\n`, 'gu');
const COMMENT = /(?<=^|\s)#/u;

const indentationOf = (line: string): number => line.search(/\S|$/u);

/** Finds a comment that took a tag from the lines below it: to YAML these are a value that anybody may see. */
const commentedTag = (source: Source): Problem | undefined => {
  const { text } = source;
  for (const { index, 0: tag } of text.matchAll(TAG_AT_END)) {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    const line = text.slice(lineStart, index);
    const hash = line.search(COMMENT);
    const [below = ''] = /^.*\S/mu.exec(text.slice(index + tag.length)) ?? [];
    if (hash === -1 || below.trimStart().startsWith('#') || indentationOf(below) <= indentationOf(line)) continue;
    return problemAt(
      { source, start: lineStart + hash, end: index + SECRET_TAG.length },
      `a comment takes ${SECRET_TAG} from the lines below it`,
      'make these a comment too, or word the comment otherwise',
    );
  }
  return undefined;
};

/** Reads one YAML 1.2 document that begins at `from`; undefined when there is nothing in it. Of several syntax errors
 * only the first is told, since the others mostly follow from it; what is wrong with the values is told in full. */
export const parseYaml = (source: Source, from = 0): Result<Located | undefined, readonly Problem[]> => {
  const strange = unreadableCharacter(source) ?? commentedTag(source);
  if (strange) return fail([strange]);
  const document = compose(' '.repeat(from) + source.text.slice(from));
  if (!document.ok) return fail([flawProblem(source, document.failure)]);
  const reading = new YamlReading(source);
  const read = reading.document(document.value);
  if (reading.problems.length > 0) return fail(reading.problems);
  const value = read && source.isSecret ? concealed(read) : read;
  const secrets = value ? secretsIn(value) : [];
  source.showBut(secrets.flatMap(({ at }) => at ?? []));
  const problems = secrets.flatMap(problemOfSecret);
  return problems.length > 0 ? fail(problems) : ok(value);
};
