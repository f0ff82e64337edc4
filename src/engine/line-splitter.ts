/** Longest line, in bytes, that a host may send; more is handed out in pieces, so that no host can fill the memory. */
const LONGEST_LINE = 1_048_576;

const LINE_BREAK = 0x0a;

/** Cuts a stream of bytes into lines of UTF-8, whatever the chunks split; `add` hands out each line without its end. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #rest: Buffer[] = [];
  #size = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(chunk: Uint8Array): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // A line break is never part of another character, so that whole lines can be decoded at once.
    const end = buffer.lastIndexOf(LINE_BREAK);
    if (end !== -1) {
      const text = Buffer.concat([...this.#rest, buffer.subarray(0, end)]).toString('utf8');
      this.#rest = [];
      this.#size = 0;
      for (const line of text.split('\n')) this.#onLine(line);
    }
    this.#keep(buffer.subarray(end + 1));
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    // A copy: transports may reuse the chunk's memory.
    this.#rest.push(Buffer.from(part));
    this.#size += part.length;
    if (this.#size <= LONGEST_LINE) return;
    this.#onLine(Buffer.concat(this.#rest).toString('utf8'));
    this.#rest = [];
    this.#size = 0;
  }
}
