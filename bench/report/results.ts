import { machine } from './machine.ts';
import { svgOf, type Series } from './plot.ts';
import { costTable, guestTable, hostTable, table, wallTable } from './tables.ts';
import { targetsOf, type Target } from './targets.ts';
import { median, placeOf, type Measurement } from '../measuring/measurement.ts';
import { TOOLS, type Findings, type LeftOut } from '../suite.ts';

export interface Results {
  /** `RESULTS.md`. */
  readonly text: string;
  readonly wallByHosts: string;
  readonly wallByRoundTrip: string;
}

const shown = (value: number): string => String(Number(value < 100 ? value.toPrecision(3) : value.toFixed(0)));

const targetRow = ({ target, most, found, unit }: Target): readonly string[] => [
  target,
  `≤ ${most}${unit}`,
  found === undefined ? 'not measured' : `${shown(found)}${unit}`,
  found === undefined ? '' : found <= most ? 'yes' : 'no',
];

const minutesOf = (seconds: number): string => `${(seconds / 60).toFixed(1)} minutes`;

const leftOutLine = ({ what, expected, left }: LeftOut): string =>
  `\nLeft out: ${what}, some ${minutesOf(expected)} where ${minutesOf(Math.max(0, left))} were left.\n`;

const CONVERGED = 'layout, converged';

const seriesOf = (measurements: readonly Measurement[], x: (measurement: Measurement) => number): readonly Series[] =>
  [...new Set(measurements.map(({ tool }) => tool))].map((name) => ({
    name: name === 'ssh' ? 'ssh true' : name,
    points: measurements
      .filter(({ tool }) => tool === name)
      .map((each) => [x(each), median(each.wall)] as const)
      .sort(([one], [other]) => one - other),
  }));

const isFloor = ({ tool, work }: Measurement): boolean => tool === 'ssh' && work === 'ping';

/** What a run found, as a page and its plots; `minutes` is what it took. */
export const resultsOf = (findings: Findings, { command, minutes }: { command: string; minutes: number }): Results => {
  const { measurements, onGuest, leftOut } = findings;
  const near = measurements.filter(({ roundTrip }) => roundTrip === 0);
  const plotted = measurements.filter((each) => each.work === CONVERGED || isFloor(each));
  const most = Math.max(...measurements.filter(({ roundTrip }) => roundTrip > 0).map(({ hosts }) => hosts));
  const scopes = [...new Set(measurements.map(({ hosts, roundTrip }) => `${hosts} ${roundTrip}`))];
  const walls = scopes.map((scope) => {
    const of = measurements.filter(({ hosts, roundTrip }) => `${hosts} ${roundTrip}` === scope);
    const [hosts, roundTrip] = scope.split(' ').map(Number);
    return `### ${placeOf({ hosts: hosts ?? 0, roundTrip: roundTrip ?? 0 })}\n\n${wallTable(of)}\n`;
  });
  const versions = TOOLS.map((tool) => `- ${tool.name}: ${tool.version() ?? 'not installed here, so left out'}`);
  const text = `# What a run of the benchmark found

Written by \`${command}\`, which took ${minutes.toFixed(0)} minutes. Figures of one run compare with each other, not with those of another:
everything ran on this one machine, the hosts included.

- Machine: ${machine()}
${versions.join('\n')}

What is compared, and how, is told in [README.md](README.md).

## Targets

${table([['', 'to reach', 'found', 'reached'], ...targetsOf(findings).map(targetRow)])}

## Wall time
${leftOut.map(leftOutLine).join('')}
Medians; in brackets how many times as long as jts.

${walls.join('\n')}
![Wall time against hosts](wall-by-hosts.svg)

![Wall time against round-trip time](wall-by-round-trip.svg)

## What it takes the controller

${costTable(near)}

## What it takes a host, and the wire

Of one host. A turn is when the controller speaks after it heard of the host; TCP's own handshake is not counted.

${hostTable(measurements)}

## A lab host

${onGuest.length === 0 ? 'Not part of this run.' : guestTable(onGuest)}
`;
  return {
    text,
    wallByHosts: svgOf({
      title: 'Layout, converged: wall time against hosts',
      xLabel: 'hosts',
      yLabel: 'seconds',
      series: seriesOf(
        plotted.filter(({ roundTrip }) => roundTrip === 0),
        ({ hosts }) => hosts,
      ),
    }),
    wallByRoundTrip: svgOf({
      title: `Layout, converged on ${most} ${most === 1 ? 'host' : 'hosts'}: wall time against round-trip time`,
      xLabel: 'milliseconds to a host and back',
      yLabel: 'seconds',
      series: seriesOf(
        plotted.filter(({ hosts }) => hosts === most),
        // A logarithmic axis has no zero; on loopback a packet takes some 0.1 ms.
        ({ roundTrip }) => Math.max(0.1, roundTrip),
      ),
    }),
  };
};
