/** A share or an amount, as exact fractions: of the whole, or in bytes. */
export type Size =
  | { readonly of: 'whole'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly of: 'bytes'; readonly numerator: bigint; readonly denominator: bigint };

const UNITS = { KiB: 2n ** 10n, MiB: 2n ** 20n, GiB: 2n ** 30n, TiB: 2n ** 40n } as const;

const isUnit = (unit: string): unit is keyof typeof UNITS => unit in UNITS;

/** Reads `17%`, `512MiB`, `800GiB` or `1.5TiB` without rounding; throws a sentence for anything else. */
export const parseSize = (text: string): Size => {
  const [, whole = '', fraction = '', unit = ''] = /^(\d+)(?:\.(\d+))?(%|[KMGT]iB)$/.exec(text) ?? [];
  if (whole === '') throw new Error(`"${text}" is no size: write 17%, 512MiB, 800GiB or 1.5TiB`);
  const digits = BigInt(whole + fraction);
  const denominator = 10n ** BigInt(fraction.length);
  return isUnit(unit)
    ? { of: 'bytes', numerator: digits * UNITS[unit], denominator }
    : { of: 'whole', numerator: digits, denominator: denominator * 100n };
};

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes bytes for people, to two decimals: MiB below 10 GiB, GiB above, as the tables of the specification do. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 2 ** 20) return `${bytes} bytes`;
  return bytes < 10 * 2 ** 30 ? `${rounded(bytes / 2 ** 20)} MiB` : `${rounded(bytes / 2 ** 30)} GiB`;
};
