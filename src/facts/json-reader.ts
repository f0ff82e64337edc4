/** Characters of JSON that a tool may print; a thousand block devices take 0.4 MiB, and each character may become 70 bytes. */
const MOST_TEXT = 1_048_576;

/** A JSON object that a tool printed, read member by member; throws a sentence where it is not as expected. */
export class JsonReader {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #where: string;

  /** `where` says whose output it is, for the error messages: `lsblk`. */
  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`${where} printed ${JSON.stringify(value)} where an object was expected`);
    }
    this.#members = Object.fromEntries(Object.entries(value));
    this.#where = where;
  }

  /** Reads the text that a tool printed as one JSON object. */
  static parse(text: string, where: string): JsonReader {
    if (text.length > MOST_TEXT) throw new Error(`${where} printed more than ${MOST_TEXT / 1_048_576} MiB`);
    try {
      return new JsonReader(JSON.parse(text), where);
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new Error(`${where} printed no JSON: ${text.slice(0, 80)}`, { cause: error });
      throw error;
    }
  }

  #unexpected(key: string, wanted: string): Error {
    return new Error(`${this.#where} printed ${JSON.stringify(this.#members[key])} as "${key}", not ${wanted}`);
  }

  /** A text that has to be there, possibly empty. */
  text(key: string): string {
    const value = this.#members[key];
    if (typeof value === 'string') return value;
    throw this.#unexpected(key, 'a text');
  }

  /** A text where there is one; null, a missing member and an empty text count as none. */
  optionalText(key: string): string | undefined {
    const value = this.#members[key];
    if (value === undefined || value === null || value === '') return undefined;
    return this.text(key).trim();
  }

  /** A number; some tools and versions print numbers as text. */
  number(key: string): number {
    const value = this.#members[key];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw this.#unexpected(key, 'a number');
  }

  /** A truth value; some versions print 1 and 0, as number or text. */
  flag(key: string): boolean {
    const value = this.#members[key];
    if (value === true || value === 1 || value === '1') return true;
    if (value === false || value === 0 || value === '0') return false;
    throw this.#unexpected(key, 'true or false');
  }

  /** The texts of a list, without nulls. */
  texts(key: string): readonly string[] {
    return this.#list(key).flatMap((value) => {
      if (value === null) return [];
      if (typeof value === 'string') return [value];
      throw this.#unexpected(key, 'a list of texts');
    });
  }

  /** The objects of a list; a missing member is an empty list. */
  objects(key: string): readonly JsonReader[] {
    return this.#list(key).map((value) => new JsonReader(value, this.#where));
  }

  #list(key: string): readonly unknown[] {
    const value = this.#members[key];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw this.#unexpected(key, 'a list');
  }
}
