/** A line of a plot: what was measured of one tool. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 190;
const TOP = 44;
const BOTTOM = 54;
const COLORS = ['#0b7285', '#e8590c', '#5f3dc4', '#868e96', '#2b8a3e'];

/** Where a value stands between two others on an axis of powers of ten, from 0 to 1. */
const share = (value: number, least: number, most: number): number => Math.log(value / least) / Math.log(most / least);

/** 1, 2 and 5 times the powers of ten from the first not above the least value to the first not below the greatest. */
const ticksOf = (values: readonly number[]): readonly number[] => {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const all = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((each) => each * 10 ** (power - 4))).flat();
  const first = all.findLastIndex((each) => each <= least);
  const last = all.findIndex((each) => each >= most);
  return all.slice(Math.max(0, first), Math.max(first + 2, last + 1));
};

const rounded = (value: number): string => String(Math.round(value * 10) / 10);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An SVG of lines on two logarithmic axes, legible on light and dark ground. */
export const svgOf = ({ title, xLabel, yLabel, series }: Plot): string => {
  const xs = ticksOf(series.flatMap(({ points }) => points.map(([x]) => x)));
  const ys = ticksOf(series.flatMap(({ points }) => points.map(([, y]) => y)));
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const x = (value: number): string => rounded(LEFT + share(value, xs[0] ?? 1, xs.at(-1) ?? 10) * (right - LEFT));
  const y = (value: number): string => rounded(bottom - share(value, ys[0] ?? 1, ys.at(-1) ?? 10) * (bottom - TOP));
  const middle = rounded((TOP + bottom) / 2);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="15">${escaped(title)}</text>`,
    ...xs.flatMap((tick) => [
      `<path d="M${x(tick)} ${TOP}V${bottom}" stroke="#e9ecef"/>`,
      `<text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    ]),
    ...ys.flatMap((tick) => [
      `<path d="M${LEFT} ${y(tick)}H${right}" stroke="#e9ecef"/>`,
      `<text x="${LEFT - 8}" y="${y(tick)}" dy="4" text-anchor="end">${tick}</text>`,
    ]),
    `<text x="${rounded((LEFT + right) / 2)}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    ...series.flatMap(({ name, points }, index) => {
      const color = COLORS[index % COLORS.length] ?? '#000';
      const places = points.map(([px, py]) => [x(px), y(py)] as const);
      return [
        `<path d="M${places.map((place) => place.join(' ')).join('L')}" fill="none" stroke="${color}" stroke-width="2"/>`,
        ...places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${color}"/>`),
        `<rect x="${right + 16}" y="${TOP + index * 22}" width="14" height="4" fill="${color}"/>`,
        `<text x="${right + 38}" y="${TOP + index * 22 + 6}">${escaped(name)}</text>`,
      ];
    }),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
};
