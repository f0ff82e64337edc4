import fc from 'fast-check';
import { everyByteEdit } from './byte-edits.ts';
import { EXAMPLES } from './examples.ts';
import { EXTRA_VARS, type GeneratedSite } from './generated-site.ts';
import { everyAimed, everyBreaking, everyHiding } from './tree-edits.ts';

/** Which example, and which of its files. */
const untouched = fc.record({ number: fc.nat(EXAMPLES - 1), besides: fc.boolean(), file: fc.nat(20) });

/**
 * The sites that come whatever else is drawn: each example as it is, each word that jts takes at each of its places, openly
 * and as a secret, each other hostile word, type, fragment and kind of edit, one a site; the seed draws where.
 */
export const coreSites = (seed: number): readonly GeneratedSite[] => {
  const [every] = fc.sample(fc.tuple(everyAimed, everyBreaking, everyHiding, everyByteEdit), { seed, numRuns: 1 });
  if (every === undefined) throw new Error('nothing was drawn');
  const [aimed, breaking, hiding, bytes] = every;
  const edited: readonly Partial<GeneratedSite>[] = [
    ...Array.from({ length: EXAMPLES * 2 }, (_, index) => ({ number: index >> 1, besides: index % 2 === 1 })),
    ...[...aimed, ...breaking].map((edit) => ({ edits: [edit] })),
    ...hiding.map((edit) => ({ secrets: [edit] })),
    ...bytes.map((edit) => ({ bytes: [edit] })),
    ...EXTRA_VARS.map((text) => ({ extra: [text] })),
  ];
  const drawn = fc.sample(untouched, { seed, numRuns: edited.length });
  return drawn.map((site, index) => ({ edits: [], secrets: [], bytes: [], extra: [], ...site, ...edited[index] }));
};
