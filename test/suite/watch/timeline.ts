/** What was seen at a moment of a run. */
export interface Moment {
  /** Seconds since the run began. */
  readonly at: number;
  readonly running: readonly string[];
  /** How much of the machine's processors was busy since the moment before, from 0 to 1. */
  readonly busy: number;
  /** Seconds of a processor that this run has used since it began. */
  readonly used: number;
}

/** A stage in the table at the end. */
export interface Row {
  readonly name: string;
  readonly begun?: number;
  readonly ended?: number;
  readonly cpuSeconds: number;
  readonly result: string;
}

const COLUMNS = 72;
const LEVELS = '▁▂▃▄▅▆▇█';

/** Minutes and seconds. */
export const clock = (seconds: number): string => {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** Columns of text, as wide as their widest cell; `right` are those of figures. */
export const columns = (
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): readonly string[] => {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, index) => Math.max(cell.length, known[index] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, index) => (right.has(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
};

/** When each stage ran, how long it took, and what came of it. */
export const table = (rows: readonly Row[]): readonly string[] =>
  columns(
    [
      ['stage', 'begin', 'end', 'seconds', 'CPU-s', 'result'],
      ...rows.map(({ name, begun, ended, cpuSeconds, result }) => [
        name,
        begun === undefined ? '' : clock(begun),
        ended === undefined ? '' : clock(ended),
        begun === undefined || ended === undefined ? '' : (ended - begun).toFixed(0),
        cpuSeconds.toFixed(0),
        result,
      ]),
    ],
    new Set([1, 2, 3, 4]),
  );

/** How busy the machine was over all of a run, from 0 to 1. */
export const busyOf = (moments: readonly Moment[]): number => {
  const spans = moments.map(({ at, busy }, index) => ({ busy, span: at - (moments[index - 1]?.at ?? 0) }));
  const all = spans.reduce((sum, { span }) => sum + span, 0);
  return all === 0 ? 0 : spans.reduce((sum, { busy, span }) => sum + busy * span, 0) / all;
};

/** A line of when it ran for each stage, and one of how busy the processors were. */
export const chart = (moments: readonly Moment[], stages: readonly string[]): readonly string[] => {
  const end = moments.at(-1)?.at ?? 0;
  if (end === 0) return [];
  const ran = stages.filter((name) => moments.some(({ running }) => running.includes(name)));
  const width = Math.max(...ran.map((name) => name.length), 'processors'.length);
  const inColumn = (column: number): readonly Moment[] => {
    const [from, to] = [(column * end) / COLUMNS, ((column + 1) * end) / COLUMNS];
    const inside = moments.filter(({ at }) => at > from && at <= to);
    // A short run has fewer moments than columns: then the next one tells.
    return inside.length > 0 ? inside : moments.filter(({ at }) => at > from).slice(0, 1);
  };
  const row = (name: string, cell: (inside: readonly Moment[]) => string): string =>
    `${name.padEnd(width)}  ${Array.from({ length: COLUMNS }, (_, column) => cell(inColumn(column))).join('')}`.trimEnd();
  return [
    ...ran.map((name) => row(name, (inside) => (inside.some(({ running }) => running.includes(name)) ? '█' : ' '))),
    row('processors', (inside) => {
      const busy = inside.reduce((sum, moment) => sum + moment.busy, 0) / Math.max(1, inside.length);
      return LEVELS[Math.min(LEVELS.length - 1, Math.floor(busy * LEVELS.length))] ?? ' ';
    }),
    `${' '.repeat(width)}  0:00${clock(end).padStart(COLUMNS - 4)}`,
  ];
};
