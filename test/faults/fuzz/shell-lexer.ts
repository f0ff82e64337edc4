/** A word of a script without its quotes; expansions stay as they are written. */
export interface Word {
  readonly text: string;
  readonly start: number;
}

/** What bash makes of the quotes of a script. */
export interface Lexed {
  /** Where the text between single quotes begins and ends. */
  readonly literal: readonly (readonly [start: number, end: number])[];
  /** The words of each simple command, in the order of the script. */
  readonly commands: readonly (readonly Word[])[];
  /** What is left open where the script ends; none of a script that is whole. */
  readonly open: readonly string[];
}

type Context = 'script' | "'" | '$(' | '`' | '$((' | '${' | '"';

/** Characters that mean nothing to bash wherever they stand. */
const PLAIN = /[A-Za-z0-9_/.,:@%+=-]+/y;

const BREAKS = new Set('\n;&|(){}<>');
const BLANK = /[ \t\n]/;

/** Reads bash as bash does, as far as quotes, expansions, comments and here-documents go. */
class Lexer {
  readonly literal: [number, number][] = [];
  readonly commands: Word[][] = [[]];
  readonly contexts: Context[] = ['script'];
  readonly #parentheses: number[] = [0];
  readonly #text: string;
  #at = 0;
  #word: { text: string; start: number } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Lexed {
    while (this.#at < this.#text.length) this.#step();
    this.#endWord();
    const [, ...open] = this.contexts;
    return { literal: this.literal, commands: this.commands.filter((words) => words.length > 0), open };
  }

  get #context(): Context {
    return this.contexts.at(-1) ?? 'script';
  }

  #is(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  /** Adds to the word that is read. */
  #take(length: number, text = this.#text.slice(this.#at, this.#at + length)): void {
    this.#word ??= { text: '', start: this.#at };
    this.#word.text += text;
    this.#at += length;
  }

  #endWord(): void {
    if (this.#word) this.commands.at(-1)?.push(this.#word);
    this.#word = undefined;
  }

  #open(context: Context, length: number): void {
    this.#take(length);
    this.contexts.push(context);
    this.#parentheses.push(0);
  }

  #close(length: number): void {
    this.contexts.pop();
    this.#parentheses.pop();
    this.#take(length);
  }

  #toggle(mark: '`' | '"'): void {
    if (this.#context === mark) this.#close(1);
    else this.#open(mark, 1);
  }

  #until(end: string): void {
    if (this.#is(end)) this.#close(end.length);
    else this.#take(1);
  }

  #step(): void {
    PLAIN.lastIndex = this.#at;
    const plain = PLAIN.exec(this.#text)?.[0];
    if (plain !== undefined) this.#take(plain.length, plain);
    else if (this.#is('\\')) this.#take(2, this.#text[this.#at + 1] === '\n' ? '' : this.#text[this.#at + 1]);
    else if (this.#is('$((')) this.#open('$((', 3);
    else if (this.#is('$(')) this.#open('$(', 2);
    else if (this.#is('${')) this.#open('${', 2);
    else if (this.#is('`')) this.#toggle('`');
    else if (this.#is('"')) this.#toggle('"');
    else if (this.#context === '"') this.#take(1);
    else if (this.#is("$'")) this.#ansi();
    else if (this.#is("'")) this.#single();
    else if (this.#context === '${') this.#until('}');
    else if (this.#context === '$((') this.#until('))');
    else this.#command();
  }

  #single(): void {
    const start = this.#at + 1;
    const end = this.#text.indexOf("'", start);
    if (end === -1) {
      this.contexts.push("'");
      this.#at = this.#text.length;
      return;
    }
    this.literal.push([start, end]);
    this.#take(end + 1 - this.#at, this.#text.slice(start, end));
  }

  #ansi(): void {
    const [quoted = "$'"] = /^\$'(?:[^'\\]|\\.)*'/s.exec(this.#text.slice(this.#at, this.#at + 1000)) ?? [];
    this.#take(quoted.length);
  }

  /** Whatever stands where commands do: in a script, in `$( )` or between backquotes. */
  #command(): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '#' && this.#word === undefined) this.#at = this.#lineEnd();
    else if (this.#is('<<<')) this.#break('<', 3);
    else if (this.#is('<<')) throw new Error(`a here-document at ${this.#at}: scripts of jts have none`);
    else if (character === '(') this.#parenthesis(1, this.#word?.text.endsWith('='));
    else if (character === ')') {
      if (this.#context === '$(' && this.#parentheses.at(-1) === 0) this.#close(1);
      else this.#parenthesis(-1);
    } else if (BREAKS.has(character)) this.#break(character);
    else if (BLANK.test(character)) {
      this.#endWord();
      this.#at += 1;
    } else this.#take(1);
  }

  /** What an array is made of belongs to its assignment; other parentheses end a command. */
  #parenthesis(by: 1 | -1, isArray = false): void {
    const last = this.#parentheses.length - 1;
    this.#parentheses[last] = Math.max(0, (this.#parentheses[last] ?? 0) + by);
    this.#break(isArray ? '<' : '(');
  }

  /** Braces and redirections end a word only; the rest ends the command. */
  #break(character: string, length = 1): void {
    const isInWord = (character === '{' || character === '}') && this.#word !== undefined;
    if (isInWord) {
      this.#take(1);
      return;
    }
    this.#endWord();
    this.#at += length;
    if (character !== '<' && character !== '>') this.commands.push([]);
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end === -1 ? this.#text.length : end;
  }
}

/** Finds the quotes and the words of a bash script. */
export const lexed = (script: string): Lexed => new Lexer(script).run();
