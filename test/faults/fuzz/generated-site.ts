import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { SECRET_TAG } from '../../../src/config/source.ts';
import { byteEdit, type ByteEdit } from './byte-edits.ts';
import { example, EXAMPLES } from './examples.ts';
import { CANARY, HUSH } from './hostile-words.ts';
import { aimed, breaking, hiding, type Edit } from './tree-edits.ts';
import { yamlText } from './yaml-text.ts';

/** An example with what is done to it, and what is given on the command line. */
export interface GeneratedSite {
  readonly number: number;
  /** Whether the variables of groups and hosts stand in files of their own. */
  readonly besides: boolean;
  readonly edits: readonly Edit[];
  /** What becomes secret once that is edited. */
  readonly secrets: readonly Edit[];
  /** Which of the files is edited below the level of YAML. */
  readonly file: number;
  readonly bytes: readonly ByteEdit[];
  readonly extra: readonly string[];
}

/** What is given by `-e`. */
export const EXTRA_VARS: readonly string[] = [
  `tiering.webhook=https://${CANARY}/'$(id)`,
  `hot.vg="${CANARY}"`,
  'a..b=1',
  'hot={',
  `tiering.webhook=!secret https://${HUSH}/'$(id)`,
  `hot.vg=!secret "${HUSH} ${CANARY}"`,
  `hot=!secret {${HUSH}`,
];

/** Nothing in three cases of four. */
const seldom = <T>(arbitrary: fc.Arbitrary<readonly T[]>): fc.Arbitrary<readonly T[]> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant<readonly T[]>([]) }, arbitrary);

export const generatedSite: fc.Arbitrary<GeneratedSite> = fc.record({
  number: fc.nat(EXAMPLES - 1),
  besides: fc.boolean(),
  edits: fc.oneof(
    fc.array(aimed, { minLength: 1, maxLength: 4 }),
    fc.array(fc.oneof(aimed, breaking), { minLength: 1, maxLength: 4 }),
  ),
  secrets: seldom(fc.array(hiding, { minLength: 1, maxLength: 3 })),
  file: fc.nat(20),
  bytes: seldom(fc.array(byteEdit, { minLength: 1, maxLength: 3 })),
  extra: seldom(fc.constantFrom(...EXTRA_VARS).map((text) => [text])),
});

const remove = (paths: Iterable<string>): void => {
  for (const path of paths) rmSync(path, { force: true });
};

const occurrences = (text: string, word: string | RegExp): number => text.split(word).length - 1;

/** The tag as YAML takes it for one, and not for a part of a text. */
const TAG = new RegExp(`(?<=\\s)${SECRET_TAG}(?=\\s)`);

/** Whether a line of a secret is in reach of a tag: its own, or that above it, where nobody touched the line. */
const isInReach = (line: string, linesBefore: readonly string[]): boolean =>
  TAG.test(line.split(HUSH)[0] ?? '') || linesBefore.includes(line);

/** Whether edits of bytes leave the secrets of a file what they are: as many, behind as many tags, and in their reach. */
const leavesSecrets = (before: string, after: string): boolean =>
  [HUSH, TAG].every((word) => occurrences(before, word) === occurrences(after, word)) &&
  after.split('\n').every((line) => !line.includes(HUSH) || isInReach(line, before.split('\n')));

/** A site as it was written. */
export interface WrittenSite {
  /** The texts of its files by path, and `-e`. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many secrets it has, all of which are marked as such; none where edits of bytes may have unmarked one. */
  readonly secrets: number;
}

let previous: readonly string[] = [];

/** Writes a site into a folder, from which the files of the one before go. */
export const writeSite = (site: GeneratedSite, folder: string): WrittenSite => {
  // One that is written over is flushed to the disk.
  remove(previous);
  const trees = example(site.number, site.besides);
  for (const edit of [...site.edits, ...site.secrets]) edit(trees);
  const texts = new Map(site.extra.map((text) => ['-e', text]));
  const chosen = [...trees.keys()][site.file % trees.size];
  let isLeft = true;
  for (const [name, tree] of trees) {
    const path = join(folder, name);
    const whole = yamlText(tree);
    const bytes = name === chosen ? site.bytes : [];
    const written = bytes.reduce<Buffer>((edited, edit) => edit(edited), Buffer.from(whole));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, written);
    texts.set(path, written.toString());
    isLeft &&= leavesSecrets(whole, written.toString());
  }
  previous = [...texts.keys()].filter((path) => path !== '-e');
  const secrets = [...texts.values()].reduce((sum, text) => sum + occurrences(text, HUSH), 0);
  return { texts, secrets: isLeft ? secrets : 0 };
};
