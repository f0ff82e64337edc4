import type { Fact } from '../model/fact.ts';
import { pathsScript, type Looks } from './paths-script.ts';

/**
 * Asks what is at an absolute path (`node`, which every other look does as well), also what a directory holds (`inside`),
 * also whether it is immutable and how many bytes it holds (`mount-point`), or a file's text (`content`).
 */
export interface PathQuery {
  readonly path: string;
  readonly look: 'node' | 'inside' | 'mount-point' | 'content';
}

/** What lstat(2) says; `silent`: it lies on a network mount that did not answer in time. */
export type Node =
  | { readonly type: 'absent' | 'silent' }
  | {
      readonly type: 'directory' | 'file' | 'symlink' | 'other';
      /** Octal with a leading zero: `0750`. */
      readonly mode: string;
      /** Names, or `UNKNOWN` where a number has none. */
      readonly owner: string;
      readonly group: string;
      readonly uid: number;
      readonly gid: number;
      /** Bytes. */
      readonly size: number;
    };

/** What a directory holds that nothing is mounted on; `null` is what could not be found out or was not asked for. */
export interface Inside {
  readonly holds: 'nothing' | 'directories' | 'files';
  readonly immutable: boolean | null;
  /** Bytes on the disk. */
  readonly size: number | null;
}

export interface Paths {
  readonly nodes: Readonly<Record<string, Node>>;
  /** Only of directories that nothing is mounted on. */
  readonly inside: Readonly<Record<string, Inside>>;
  /** Only of files that are text of at most 64 KiB. */
  readonly content: Readonly<Record<string, string>>;
}

const looksOf = (queries: readonly PathQuery[]): Looks => {
  const paths = [...new Set(queries.map(({ path }) => path))];
  const which = (look: PathQuery['look']): readonly number[] =>
    queries.filter((query) => query.look === look).map(({ path }) => paths.indexOf(path));
  const mountPoints = which('mount-point');
  const inside = which('inside').filter((index) => !mountPoints.includes(index));
  return { paths, inside, mountPoints, content: which('content') };
};

const TYPES: Readonly<Record<number, 'directory' | 'file' | 'symlink'>> = {
  0o040000: 'directory',
  0o100000: 'file',
  0o120000: 'symlink',
};

const parseNode = (fields: readonly string[]): Node => {
  const [raw = '', uid, gid, size, owner = '', group = ''] = fields;
  const bits = parseInt(raw, 16);
  return {
    type: TYPES[bits & 0o170000] ?? 'other',
    mode: `0${(bits & 0o7777).toString(8).padStart(3, '0')}`,
    owner,
    group,
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
  };
};

/** Takes lines off the front of a text, so that names with line breaks in them confuse nothing. */
class Reader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  /** The fields before `name` if the text goes on with a stat line that ends in it. */
  statLine(name: string): readonly string[] | undefined {
    const fields = /^(?:[^\t\n]*\t){6}/.exec(this.#rest)?.[0];
    if (fields === undefined || !this.#rest.startsWith(`${name}\n`, fields.length)) return undefined;
    this.#rest = this.#rest.slice(fields.length + name.length + 1);
    return fields.split('\t');
  }

  /** The groups of a pattern anchored at the front. */
  line(pattern: RegExp): readonly string[] | undefined {
    const match = pattern.exec(this.#rest);
    if (match === null) return undefined;
    this.#rest = this.#rest.slice(match[0].length);
    return match.slice(1);
  }

  get rest(): string {
    return this.#rest;
  }
}

const readNodes = (reader: Reader, paths: readonly string[]): Record<string, Node> => {
  const found = (): Record<string, Node> =>
    Object.fromEntries(
      paths.flatMap((path) => {
        const fields = reader.statLine(path);
        return fields === undefined ? [] : [[path, parseNode(fields)]];
      }),
    );
  const near = found();
  const far = reader.line(/^far ([\d ]*)\n/)?.[0]?.split(' ');
  const answers = found();
  const answered = reader.line(/^answered ([01])\n/)?.[0];
  if (far === undefined || answered === undefined) {
    throw new Error(`the answer about paths is not as expected: ${JSON.stringify(reader.rest.slice(0, 200))}`);
  }
  const missing = (index: number): Node =>
    answered === '0' && far.includes(String(index)) ? { type: 'silent' } : { type: 'absent' };
  return Object.fromEntries(paths.map((path, index) => [path, near[path] ?? answers[path] ?? missing(index)]));
};

const readInside = (reader: Reader, paths: readonly string[]): Record<string, Inside> => {
  const inside: Record<string, Inside> = {};
  for (;;) {
    const fields = reader.line(/^inside (\d+) (nothing|directories|files)(?: (yes|no|unknown) (\d+|unknown))?\n/);
    if (fields === undefined) return inside;
    const [index, holds, immutable, size] = fields;
    if (holds !== 'nothing' && holds !== 'directories' && holds !== 'files') return inside;
    inside[paths[Number(index)] ?? ''] = {
      holds,
      immutable: immutable === 'yes' ? true : immutable === 'no' ? false : null,
      size: size === undefined || size === 'unknown' ? null : Number(size),
    };
  }
};

/** Files whose text does not have their size in bytes are no text, or changed while they were read. */
const readContent = (
  reader: Reader,
  paths: readonly string[],
  nodes: Readonly<Record<string, Node>>,
): Record<string, string> => {
  const content: Record<string, string> = {};
  for (;;) {
    const [index, text] = reader.line(/^content (\d+)\n((?: [^\n]*(?:\n|$))*)/) ?? [];
    if (index === undefined || text === undefined) return content;
    const path = paths[Number(index)] ?? '';
    const node = nodes[path];
    const exact = text.replace(/\n$/, '').slice(1).replaceAll('\n ', '\n');
    if (node?.type === 'file' && node.size === Buffer.byteLength(exact)) content[path] = exact;
  }
};

/** What is at paths, without following a symlink at their end, with one process for all of them on local disks. */
export const paths: Fact<PathQuery, Paths> = {
  name: 'paths',
  deadline: 100,
  script: (queries) => pathsScript(looksOf(queries)),
  parse: (output, queries) => {
    const asked = looksOf(queries).paths;
    const reader = new Reader(output);
    const nodes = readNodes(reader, asked);
    const inside = readInside(reader, asked);
    const content = readContent(reader, asked, nodes);
    return { nodes, inside, content };
  },
};
