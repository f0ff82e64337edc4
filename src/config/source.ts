import type { Position } from '../model/failure.ts';

/** The YAML tag of values that nobody may see. */
export const SECRET_TAG = '!secret';

/** Characters of a text, from `start` up to `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text that the user wrote; `file` is its path as the user gave it, or `-e` for a value from the command line. */
export class Source {
  readonly file: string;
  readonly text: string;
  /** Whether all of it is secret, as it stands encrypted on the disk. */
  readonly isSecret: boolean;
  /** Where its secrets are; undefined as long as that is not known, and no line of it may be shown. */
  #secrets: readonly Range[] | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(file: string, text: string, { isSecret = false } = {}) {
    this.file = file;
    this.text = text;
    this.isSecret = isSecret;
    this.#secrets = isSecret || text.includes(SECRET_TAG) ? undefined : [];
  }

  /** Whether no word of it may be shown. */
  get isHidden(): boolean {
    return this.#secrets === undefined;
  }

  /** Lets its lines be shown but those with these secrets; one that is secret as a whole stays hidden. */
  showBut(secrets: readonly Range[]): void {
    if (!this.isSecret) this.#secrets = secrets;
  }

  /** The place of the characters from `start` up to `end`, cut at the end of their first line. */
  position(start: number, end: number): Position {
    const lastLetter = this.text.trimEnd().length;
    const from = Math.min(start, lastLetter);
    const line = this.#lineAt(from);
    const lineStart = this.#starts()[line] ?? 0;
    const lineText = this.#lineText(lineStart);
    const length = Math.max(1, Math.min(end - from, lineStart + lineText.length - from));
    const isShown = this.#isShown(lineStart, lineStart + lineText.length);
    return { file: this.file, line: line + 1, column: from - lineStart + 1, length, ...(isShown && { lineText }) };
  }

  #isShown(lineStart: number, lineEnd: number): boolean {
    // A tag that YAML does not see hides its line too: in a comment, or within quotes that were left open.
    if (this.text.slice(lineStart, lineEnd).includes(SECRET_TAG)) return false;
    return this.#secrets?.every(({ start, end }) => end <= lineStart || start > lineEnd) ?? false;
  }

  #lineText(start: number): string {
    const end = this.text.indexOf('\n', start);
    const line = this.text.slice(start, end === -1 ? undefined : end);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  #lineAt(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #starts(): readonly number[] {
    this.#lineStarts ??= [0, ...Array.from(this.text.matchAll(/\n/g), ({ index }) => index + 1)];
    return this.#lineStarts;
  }
}

/** The characters of a source from `start` up to `end`. */
export interface Span extends Range {
  readonly source: Source;
}

/** Where to point for what is wrong with a source as a whole. */
export const startOf = (source: Source): Span => ({ source, start: 0, end: 0 });

export const positionOf = ({ source, start, end }: Span): Position => source.position(start, end);

/** The characters of a span as the user wrote them. */
export const written = ({ source, start, end }: Span): string => source.text.slice(start, end);
