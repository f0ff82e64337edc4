import { Lexer, Parser, type CST } from 'yaml';

/** Deeper collections are refused while they are being read: both the parser and the composer recurse. */
const DEEPEST = 100;

/**
 * The tokens of a YAML text, documents among them. Where a collection lies deeper than 100 others, its offset comes last,
 * and nothing is read after it.
 */
export function* shallowTokens(text: string): Generator<CST.Token | { readonly deepAt: number }, void> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // Below the document, each collection that is open has its place on the stack.
    const deepest = parser.stack[DEEPEST + 1];
    if (deepest !== undefined && 'items' in deepest) {
      yield { deepAt: deepest.offset };
      return;
    }
  }
  yield* parser.end();
}
