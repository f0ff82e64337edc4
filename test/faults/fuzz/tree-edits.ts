import fc from 'fast-check';
import type { Site, Tree } from './examples.ts';
import { HOSTILE, HUSH, SECRET } from './hostile-words.ts';
import { PLACEMENTS, putAccepted } from './places.ts';

/** Changes a site in one place. */
export type Edit = (site: Site) => void;

/** Where a value stands. */
interface Slot {
  readonly holder: Tree[] | Map<string, Tree>;
  readonly key: string | number;
  readonly value: Tree;
}

const slotsOf = (site: Site): readonly Slot[] => {
  const slots: Slot[] = [];
  const open: (Tree[] | Map<string, Tree>)[] = [site];
  for (const holder of open) {
    const entries: Iterable<[string | number, Tree]> = holder.entries();
    for (const [key, value] of entries) {
      slots.push({ holder, key, value });
      if (Array.isArray(value) || value instanceof Map) open.push(value);
    }
  }
  return slots;
};

const write = ({ holder, key }: Slot, value: Tree): void => {
  if (holder instanceof Map) holder.set(String(key), value);
  else holder[Number(key)] = value;
};

const drop = ({ holder, key }: Slot): void => {
  if (holder instanceof Map) holder.delete(String(key));
  else holder.splice(Number(key), 1);
};

const rename = (slot: Slot, name: string): void => {
  drop(slot);
  if (slot.holder instanceof Map) slot.holder.set(name, slot.value);
  else slot.holder.push(slot.value, name);
};

const nested = (levels: number): Tree => {
  let tree: Tree = [];
  for (let level = 0; level < levels; level += 1) tree = level % 2 === 0 ? [tree] : new Map([['a', tree]]);
  return tree;
};

const OTHER_TYPES: readonly (() => Tree)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => Number.NaN,
  () => Infinity,
  () => [],
  () => new Map(),
  () => [null, [], new Map()],
  () => nested(30),
  () => nested(120),
  () => Array.from({ length: 2000 }, (_, index) => index),
  () => new Map(Array.from({ length: 2000 }, (_, index) => [`k${index}`, index])),
];

const number = fc.nat(10_000);

/** An edit of whichever of the slots the number chooses; the files themselves are left alone. */
const atSlot = (change: (slot: Slot, slots: readonly Slot[]) => void, at: number): Edit => {
  return (site) => {
    const slots = slotsOf(site).filter(({ holder }) => holder !== site);
    const slot = slots[at % Math.max(1, slots.length)];
    if (slot) change(slot, slots);
  };
};

const writing = (at: number, text: string): Edit =>
  atSlot((slot) => {
    write(slot, text);
  }, at);

const renaming = (at: number, text: string): Edit =>
  atSlot((slot) => {
    rename(slot, text);
  }, at);

const retyping = (at: number, make: () => Tree): Edit =>
  atSlot((slot) => {
    write(slot, make());
  }, at);

/** Edits that take nothing from the tables, one of each kind. */
const moving: readonly fc.Arbitrary<Edit>[] = [
  number.map((at) => atSlot(drop, at)),
  fc.tuple(number, number).map(([at, from]) =>
    atSlot((slot, slots) => {
      write(slot, structuredClone(slots[from % slots.length]?.value ?? null));
    }, at),
  ),
  fc.tuple(number, number).map(([at, from]) =>
    atSlot((slot, slots) => {
      rename(slot, String(slots[from % slots.length]?.key));
    }, at),
  ),
];

const word = fc.constantFrom(...HOSTILE);

/** Edits that jts mostly refuses. */
export const breaking: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(number, word).map(([at, text]) => writing(at, text)) },
  { weight: 2, arbitrary: fc.tuple(number, word).map(([at, text]) => renaming(at, text)) },
  fc.tuple(number, fc.constantFrom(...OTHER_TYPES)).map(([at, make]) => retyping(at, make)),
  ...moving,
);

/** Each hostile word as a value and as a key, each other type, and one edit of each other kind, at slots that are drawn. */
export const everyBreaking: fc.Arbitrary<readonly Edit[]> = fc
  .tuple(fc.tuple(...moving), fc.infiniteStream(number))
  .map(([moves, slots]) => {
    const next = (): number => Number(slots.next().value);
    return [
      ...moves,
      ...HOSTILE.flatMap((text) => [writing(next(), text), renaming(next(), text)]),
      ...OTHER_TYPES.map((make) => retyping(next(), make)),
    ];
  });

/** Edits that jts mostly takes. */
export const aimed: fc.Arbitrary<Edit> = fc.tuple(number, number, number).map(([place, start, chosen]) => (site) => {
  putAccepted(site, place, start, chosen);
});

/** Each word that jts takes at each of its places, from starts that are drawn. */
export const everyAimed: fc.Arbitrary<readonly Edit[]> = fc.tuple(...PLACEMENTS.map(() => number)).map((starts) =>
  PLACEMENTS.map(([place, chosen], index) => (site: Site) => {
    putAccepted(site, place, starts[index] ?? 0, chosen);
  }),
);

const concealingSecret = (at: number, secret: (typeof SECRET)[number]): Edit =>
  atSlot((slot) => {
    write(slot, { concealed: typeof secret === 'object' ? [...secret] : secret });
  }, at);

const concealingAt = (place: number, start: number, chosen: number): Edit => {
  return (site) => {
    putAccepted(site, place, start, chosen, (text) => ({ concealed: text + HUSH }));
  };
};

/** Each secret at a slot that is drawn, and each word that jts takes, as a secret. */
export const everyHiding: fc.Arbitrary<readonly Edit[]> = fc.infiniteStream(number).map((drawn) => {
  const next = (): number => Number(drawn.next().value);
  return [
    ...SECRET.map((secret) => concealingSecret(next(), secret)),
    ...PLACEMENTS.map(([place, chosen]) => concealingAt(place, next(), chosen)),
  ];
});

/** Edits that put the tag of secrets in front of what is there, of a secret, or of a hostile word where jts takes it. */
export const hiding: fc.Arbitrary<Edit> = fc.oneof(
  number.map((at) =>
    atSlot((slot) => {
      write(slot, { concealed: slot.value });
    }, at),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(number, fc.constantFrom(...SECRET)).map(([at, secret]) => concealingSecret(at, secret)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(number, number, number).map(([place, start, chosen]) => concealingAt(place, start, chosen)),
  },
);
