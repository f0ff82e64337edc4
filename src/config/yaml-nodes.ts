import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../model/failure.ts';
import { problemAt } from './failure.ts';
import { isNull, type Entry, type Located } from './located.ts';
import { concealed } from './secrets.ts';
import { positionOf, SECRET_TAG, written, type Source, type Span } from './source.ts';
import { quoted } from './words.ts';
import { plainValue } from './yaml-plain.ts';

/** A value and what it costs: values in it, values in it that aliases repeat, levels below it. */
interface Built {
  readonly value: Located;
  readonly size: number;
  readonly repeated: number;
  readonly height: number;
}

/** More repeated values than this are a bomb, not an inventory. */
const MOST_REPEATED = 250_000;
/** As high as the values of a file without aliases can be. */
const HIGHEST = 100;

/** A tag that stands in a text with something behind it, as where a ":" is missing or a quote is not closed. */
const TAG_IN_TEXT = new RegExp(`${SECRET_TAG}\\s+\\S`, 'u');

const SPACE_OR_QUOTES = `put a space behind ${SECRET_TAG}, and a text that begins with "!" in quotes`;

const NULL: Located = { kind: 'scalar', value: null, at: undefined };

const leaf = (value: Located): Built => ({ value, size: 1, repeated: 0, height: 0 });

/** Turns composed YAML nodes into located values and collects everything that is wrong with them. */
export class YamlReading {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  readonly #anchors = new Map<string, Built>();
  readonly #open = new Set<string>();
  #isBomb = false;

  constructor(source: Source) {
    this.#source = source;
  }

  document({ contents, directives }: Document.Parsed): Located | undefined {
    if (directives.yaml.version !== '1.2') {
      const start = this.#source.text.indexOf('%YAML');
      this.#report({ source: this.#source, start, end: start + 9 }, 'jts reads YAML 1.2', 'remove this line');
    }
    return contents === null ? undefined : this.#node(contents).value;
  }

  #report(span: Span, message: string, advice: string): void {
    this.problems.push(problemAt(span, message, advice));
  }

  #span({ range: [start, end] }: ParsedNode): Span {
    return { source: this.#source, start, end };
  }

  #node(node: ParsedNode | null): Built {
    if (node === null) return leaf(NULL);
    if (isAlias(node)) return this.#alias(node.source, this.#span(node));
    const { anchor } = node;
    if (anchor === undefined) return this.#tagged(node);
    this.#anchors.delete(anchor);
    this.#open.add(anchor);
    const built = this.#tagged(node);
    this.#open.delete(anchor);
    this.#anchors.set(anchor, built);
    return built;
  }

  #tagged(node: Exclude<ParsedNode, Alias.Parsed>): Built {
    const built = this.#content(node);
    if (node.tag === undefined) return built;
    if (node.tag === SECRET_TAG) return this.#secret(built, this.#span(node));
    if (this.#source.isHidden) this.#report(this.#span(node), `jts has no YAML tag but ${SECRET_TAG}`, SPACE_OR_QUOTES);
    else
      this.#report(this.#span(node), `jts has no YAML tags such as ${quoted(node.tag)}`, 'write the value without it');
    return built;
  }

  #secret(built: Built, at: Span): Built {
    const { value } = built;
    // What is NULL was refused already.
    if (isNull(value) && value !== NULL)
      this.#report(at, `${SECRET_TAG} without a value`, 'write it in front of one, in quotes if need be');
    else if (value.kind === 'scalar' && typeof value.value === 'boolean')
      this.#report(at, 'true and false cannot be hidden', `write it without ${SECRET_TAG}`);
    return { ...built, value: concealed(value) };
  }

  #alias(name: string, at: Span): Built {
    const built = this.#anchors.get(name);
    if (built) return { ...built, repeated: built.size };
    if (this.#source.isHidden)
      this.#report(at, 'an alias without a value', 'put a text that begins with "*" in quotes');
    else if (this.#open.has(name)) this.#report(at, `the alias *${name} stands inside the value it names`, 'remove it');
    else this.#report(at, `the alias *${name} names nothing`, `put &${name} in front of a value above it`);
    return leaf(NULL);
  }

  #content(node: Exclude<ParsedNode, Alias.Parsed>): Built {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item));
      return this.#collection({ kind: 'list', items: items.map(({ value }) => value), at: this.#span(node) }, items);
    }
    return this.#scalar(node);
  }

  #scalar(node: Scalar.Parsed): Built {
    const span = this.#span(node);
    // The parser takes a value with a tag that it does not know for text.
    const value = node.tag === SECRET_TAG && node.type === 'PLAIN' ? plainValue(node.source) : node.value;
    const at = span.end > span.start ? span : undefined;
    if (typeof value === 'string' && node.tag === undefined && value.includes(SECRET_TAG))
      return this.#tagInText(node, value);
    if (typeof value === 'string' || typeof value === 'boolean' || value === null)
      return leaf({ kind: 'scalar', value, at });
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER)
      return leaf({ kind: 'scalar', value, at });
    const number = this.#source.isHidden ? 'this' : written(span);
    this.#report(span, `${number} is not a number that jts can hold exactly`, 'quote it if it is text');
    return leaf(NULL);
  }

  #tagInText(node: Scalar.Parsed, value: string): Built {
    const at = this.#span(node);
    if (node.type === 'PLAIN')
      this.#report(
        at,
        `${SECRET_TAG} in the middle of a text`,
        'look before it for a missing ":"; put the text in quotes if it hides nothing',
      );
    const text: Located = { kind: 'scalar', value, at };
    return leaf(TAG_IN_TEXT.test(value) ? concealed(text) : text);
  }

  #map(node: YAMLMap.Parsed): Built {
    const entries = new Map<string, Entry>();
    const inherited = new Map<string, Entry>();
    const children: Built[] = [];
    for (const { key, value } of node.items) {
      const child = this.#node(value);
      children.push(child);
      if (isScalar(key) && typeof key.value === 'symbol') this.#inherit(inherited, child.value, this.#span(key));
      else this.#add(entries, this.#key(key), { key: this.#span(key), value: child.value });
    }
    for (const [name, entry] of inherited) if (!entries.has(name)) entries.set(name, entry);
    return this.#collection({ kind: 'map', entries, at: this.#span(node) }, children);
  }

  #key(key: ParsedNode): string | undefined {
    if (isScalar(key) && (key.tag === SECRET_TAG || TAG_IN_TEXT.test(String(key.value)))) {
      this.#report(this.#span(key), 'the name of a value cannot be secret', `write ${SECRET_TAG} behind the ":"`);
      return undefined;
    }
    if (isScalar(key) && key.value !== null) {
      this.#node(key);
      return typeof key.value === 'string' ? key.value : key.source;
    }
    const template = isMap(key) ? 'jts has no {{ templates }}; write the value itself' : 'write a name';
    this.#report(this.#span(key), 'a key must be text', template);
    return undefined;
  }

  #add(entries: Map<string, Entry>, name: string | undefined, entry: Entry & { readonly key: Span }): void {
    if (name === undefined) return;
    const first = entries.get(name)?.key;
    if (first)
      this.#report(
        entry.key,
        `the key ${quoted(name)} is given twice`,
        `the first is on line ${positionOf(first).line}; keep one of them`,
      );
    else entries.set(name, entry);
  }

  /** Takes over what `<<` names; of several maps the first has the say. */
  #inherit(inherited: Map<string, Entry>, value: Located, at: Span): void {
    const maps = value.kind === 'list' ? value.items : [value];
    for (const map of maps) {
      if (map.kind !== 'map') this.#report(at, '"<<" takes a mapping or a list of mappings', 'write "<<: *name"');
      else for (const [name, entry] of map.entries) if (!inherited.has(name)) inherited.set(name, entry);
    }
  }

  #collection(value: Located, children: readonly Built[]): Built {
    const size = children.reduce((sum, child) => sum + child.size, 1);
    const repeated = children.reduce((sum, child) => sum + child.repeated, 0);
    const height = children.reduce((most, child) => Math.max(most, child.height), 0) + 1;
    if (repeated <= MOST_REPEATED && height <= HIGHEST) return { value, size, repeated, height };
    if (value.at && !this.#isBomb)
      this.#report(value.at, 'the aliases in here unfold to too much', 'write the values out');
    this.#isBomb = true;
    return leaf(NULL);
  }
}
