import { escapeOctal } from './octal.ts';
import type { Json } from './resource.ts';

/** Characters of the shortest text that is hidden; shorter ones are part of too much else. */
export const SHORTEST_SECRET = 4;

const STARS = '***';

/** The parts of a secret by which it is known: its lines, because output goes line by line. */
export const linesOfSecret = (secret: string): readonly string[] =>
  secret
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_SECRET);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inShell = (text: string): string => text.replaceAll("'", `'\\''`);
const inUri = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\uFFFD'));

/** The characters of base64 that a text decides, wherever in the encoded bytes it begins; with `+/` and with `-_`. */
const inBase64 = (text: string): readonly string[] =>
  [0, 2, 3].flatMap((undecided, shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
    const range = [undecided, Math.floor((bytes.length * 8) / 6)] as const;
    return [bytes.toString('base64').slice(...range), bytes.toString('base64url').slice(...range)];
  });

const ESCAPES = [inJson, inShell, escapeOctal];

const escaped = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => ESCAPES.map((escape) => escape(text)));

/** All the ways in which a text may be written where jts, a shell or a program on a host escapes it, once or twice. */
const waysToWrite = (text: string): readonly string[] => {
  const once = escaped([text]);
  return [text, ...once, ...escaped(once), inUri(text), ...inBase64(text)];
};

/** The texts that must not be seen for these secrets to stay hidden, the longest first; each has 4 characters or more. */
export const textsToHide = (secrets: Iterable<string>): readonly string[] => {
  const parts = Array.from(secrets).flatMap((secret) => [secret.trim(), ...linesOfSecret(secret)]);
  const texts = new Set(parts.filter((part) => part.length >= SHORTEST_SECRET).flatMap(waysToWrite));
  return [...texts].filter((text) => text.length >= SHORTEST_SECRET).sort((one, other) => other.length - one.length);
};

/** Puts `***` in the place of secrets. */
export interface Redactor {
  text(text: string): string;
  /** A document: its texts, keys and numbers. */
  json(value: Json): Json;
  /** An event, a plan or a failure: its texts, but not jts's own words, by which programs tell them apart. */
  told<T>(value: T): T;
}

/** Keys whose values are words of jts, times, and names of hosts and roles, which are keys of files and never secret. */
const OWN_WORDS = new Set([
  ...['event', 'mode', 'outcome', 'action', 'verdict', 'risk', 'tier', 'kind'],
  ...['run', 'version', 'started', 'ended', 'host', 'hosts', 'role'],
]);

const NOTHING_TO_HIDE: Redactor = { text: (text) => text, json: (value) => value, told: (value) => value };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class Redaction implements Redactor {
  /** The texts to hide by how they begin, so that many cost no more than one; of those that begin alike the longest first. */
  readonly #byBeginning = new Map<string, readonly string[]>();

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const beginning = text.slice(0, SHORTEST_SECRET);
      this.#byBeginning.set(beginning, [...(this.#byBeginning.get(beginning) ?? []), text]);
    }
  }

  text(text: string): string {
    const less = this.#once(text);
    // What stood around a secret may be one together with the stars. Every replacement makes the text shorter.
    return less === text ? text : this.text(less);
  }

  #once(text: string): string {
    let redacted = '';
    let end = 0;
    // Looks at every place, so that secrets that overlap are both found.
    for (let start = 0; start + SHORTEST_SECRET <= text.length; start += 1) {
      const alike = this.#byBeginning.get(text.slice(start, start + SHORTEST_SECRET));
      const found = alike?.find((each) => text.startsWith(each, start));
      if (found === undefined) continue;
      if (start >= end) redacted += text.slice(end, start) + STARS;
      end = Math.max(end, start + found.length);
    }
    return redacted + text.slice(end);
  }

  json(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : STARS;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Json) => this.json(item));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.json(each)]));
  }

  told<T>(value: T): T {
    return this.#told(value) as T;
  }

  #told(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.#told(item));
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).flatMap(([key, each]): readonly (readonly [string, unknown])[] => {
      if (key === 'diff' && this.#isSecretFile(each)) return [];
      if (key === 'before') return [[key, this.json(each as Json)]];
      return [[key, isOwnWord(key, each) ? each : this.#told(each)]];
    });
    return Object.assign(Object.create(Object.getPrototypeOf(value) as object) as object, Object.fromEntries(entries));
  }

  /** Whether the text of a file before and after holds a secret: the one before may hold an older one that nobody knows. */
  #isSecretFile(diff: unknown): boolean {
    return isRecord(diff) && Object.values(diff).some((text) => this.#told(text) !== text);
  }
}

const isOwnWord = (key: string, value: unknown): boolean =>
  OWN_WORDS.has(key) &&
  (typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')));

/** Hides secrets by their value: as they are, line by line, and as JSON, shell, fstab, URIs and base64 write them. */
export const redactor = (secrets: Iterable<string>): Redactor => {
  const texts = textsToHide(secrets);
  return texts.length === 0 ? NOTHING_TO_HIDE : new Redaction(texts);
};
