import Table from 'cli-table3';
import type { HostOutcome, SummaryReport } from '../model/report.ts';
import { harmless } from './harmless.ts';
import { toneOfOutcome } from './host-text.ts';
import type { Line } from './line.ts';
import { count, duration, named, withoutHost } from './words.ts';

type HostRow = SummaryReport['hosts'][number];

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right']
    .flatMap((part) => [part, `${part}-mid`, `${part}-left`, `${part}-right`])
    .concat('middle')
    .map((part) => [part, '']),
);

/** Columns between two cells. */
const GAP = 2;
/** In fewer columns a message would say nothing. */
const LEAST_MESSAGE = 20;
/** Hosts that are named in the advice at the end. */
export const MOST_NAMED = 10;

const COLUMNS: readonly [string, (row: HostRow) => string][] = [
  ['host', ({ host }) => harmless(host)],
  ['outcome', ({ outcome }) => outcome],
  ['changes', ({ changes }) => String(changes)],
  ['pass', ({ checks }) => String(checks.pass)],
  ['fail', ({ checks }) => String(checks.fail)],
  ['skip', ({ checks }) => String(checks.skip)],
  ['unknown', ({ checks }) => String(checks.unknown)],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
];

/** The hosts, a row each; in a terminal of `width` columns the message is cut, or left out, so that rows take one line. */
const table = (rows: readonly HostRow[], width: number | undefined): readonly string[] => {
  const columns = COLUMNS.filter(([head]) => head !== 'unknown' || rows.some(({ checks }) => checks.unknown > 0));
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const widths = columns.map(
    ([head], index) => Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)) + GAP,
  );
  const left = width === undefined ? Infinity : width - widths.reduce((sum, part) => sum + part, 0);
  const messages = left >= LEAST_MESSAGE && rows.some(({ message }) => message !== undefined);
  const grid = new Table({
    head: [...columns.map(([head]) => head), ...(messages ? ['message'] : [])],
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    chars: NO_LINES,
    colWidths: [...widths, ...(messages && Number.isFinite(left) ? [left] : [])],
  });
  for (const [index, row] of rows.entries()) {
    const message = harmless(withoutHost(row.host, (row.message ?? '').replaceAll('\n', ' ')));
    grid.push([...(cells[index] ?? []), ...(messages ? [message] : [])]);
  }
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
};

const hostsWith = ({ hosts }: SummaryReport, outcomes: readonly HostOutcome[]): readonly string[] =>
  hosts.filter(({ outcome }) => outcomes.includes(outcome)).map(({ host }) => host);

/** What the operator can do about hosts that did not come through. */
export const onceMended = (hosts: readonly string[]): Line => {
  const limit = hosts.length <= MOST_NAMED ? ` with -l ${hosts.join(',')}` : ' with -l and their names';
  return {
    text: `${named(hosts, MOST_NAMED)} did not come through: once that is mended, run the same command${limit}.`,
  };
};

/** What the operator can do next, from how the hosts came out. */
const nextLines = (summary: SummaryReport): readonly Line[] => {
  const unwell = hostsWith(summary, ['failed', 'refused', 'unreachable', 'not-run', 'interrupted']);
  const waiting = hostsWith(summary, ['would-change']);
  const lines: Line[] = [];
  if (waiting.length > 0) {
    const how = summary.check ? 'the same command without --check' : 'a playbook that applies these roles';
    lines.push({ text: `${named(waiting, MOST_NAMED)} would change: run ${how} to make the changes.` });
  }
  if (unwell.length > 0) {
    lines.push(onceMended(unwell));
  } else if (waiting.length === 0) {
    const changed = hostsWith(summary, ['changed']).length;
    lines.push({
      text:
        changed === 0
          ? 'Every host is as wanted: nothing to do.'
          : `Every host is as wanted now: the same command with --check tells when one no longer is.`,
    });
  }
  return lines;
};

/** How a run came out on all hosts: a table of them and what to do next. */
export const summaryLines = (summary: SummaryReport, width: number | undefined): readonly Line[] => {
  const { hosts, run, started, ended } = summary;
  if (hosts.length === 0) return [{ tone: 'warn', text: 'No host was worked on.' }];
  const [head = '', ...rows] = table(hosts, width);
  const took = duration((Date.parse(ended) - Date.parse(started)) / 1000);
  return [
    { text: '' },
    { tone: 'strong', text: head },
    ...rows.map((text, index): Line => ({ tone: toneOfOutcome(hosts[index]?.outcome ?? 'failed'), text })),
    { text: '' },
    { text: `Run ${run}: ${count(hosts.length, 'host')} in ${took}.` },
    ...nextLines(summary),
  ];
};
