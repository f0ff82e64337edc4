const ESCAPE = '\u001b';
/** A control sequence or a character. */
const PIECES = new RegExp(`${ESCAPE}\\[\\??\\d*(?:;\\d+)*[A-Za-z]|.`, 'gsu');

/** What a terminal of some columns shows and how it is set after the bytes that it got; as much of one as the bars need. */
export class Screen {
  readonly #columns: number;
  readonly #cells: (string | undefined)[][] = [[]];
  #row = 0;
  #column = 0;
  cursorVisible = true;
  wraps = true;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get lines(): readonly string[] {
    return this.#cells.map((row) =>
      Array.from(row, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  write(text: string): void {
    for (const [part] of text.matchAll(PIECES)) {
      if (part.startsWith(`${ESCAPE}[`)) this.#obey(part.slice(2));
      else if (part === '\n') this.#row += 1;
      else if (part === '\r') this.#column = 0;
      else this.#put(part);
    }
  }

  #put(character: string): void {
    if (this.#column === this.#columns) {
      if (this.wraps) [this.#row, this.#column] = [this.#row + 1, 0];
      else this.#column -= 1;
    }
    this.#line[this.#column] = character;
    this.#column += 1;
  }

  get #line(): (string | undefined)[] {
    while (this.#cells.length <= this.#row) this.#cells.push([]);
    return (this.#cells[this.#row] ??= []);
  }

  #obey(sequence: string): void {
    const number = Number.parseInt(sequence, 10) || 1;
    if (sequence === '?25h' || sequence === '?25l') this.cursorVisible = sequence === '?25h';
    else if (sequence === '?7h' || sequence === '?7l') this.wraps = sequence === '?7h';
    else if (sequence.endsWith('m')) return;
    else if (sequence.endsWith('A')) this.#row -= number;
    else if (sequence.endsWith('G')) this.#column = number - 1;
    else if (sequence.endsWith('J')) [this.#cells.length, this.#line.length] = [this.#row + 1, this.#column];
    else if (sequence === '2K') this.#line.length = 0;
    else if (sequence === '0K' || sequence === 'K') this.#line.length = Math.min(this.#line.length, this.#column);
    else throw new Error(`this terminal does not know ${sequence}`);
  }
}
