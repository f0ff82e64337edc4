import Table from 'cli-table3';
import { FAILED } from '../config/last-failed.ts';
import { cameThrough, type HostOutcome, type SummaryReport } from '../model/report.ts';
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
/** Hosts that each get a row; of more, only those that did not come through do, and of them no more than these. */
export const MOST_ROWS = 40;
/** Hosts that are named as the slowest where not every host has a row. */
const MOST_SLOWEST = 5;
/** Fewer seconds are shown as none: so little takes a host that was not begun. */
const LEAST_SECONDS = 0.05;

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

/** The hosts that did not come through; those that were never got to come last, as they say nothing of why. */
const unwellOf = (hosts: readonly HostRow[]): readonly HostRow[] => {
  const isLeftOver = ({ outcome }: HostRow): number => Number(outcome === 'not-run' || outcome === 'interrupted');
  return hosts
    .filter(({ outcome }) => !cameThrough(outcome))
    .toSorted((one, other) => isLeftOver(one) - isLeftOver(other));
};

/** The table of the hosts; of many, only of those that need a person, none where nobody does. */
const tableLines = (hosts: readonly HostRow[], width: number | undefined): readonly Line[] => {
  const all = hosts.length > MOST_ROWS ? unwellOf(hosts) : hosts;
  if (all.length === 0) return [];
  const shown = all.slice(0, MOST_ROWS);
  const more = all.length - shown.length;
  const [head = '', ...rows] = table(shown, width);
  return [
    { text: '' },
    { tone: 'strong', text: head },
    ...rows.map((text, index): Line => ({ tone: toneOfOutcome(shown[index]?.outcome ?? 'failed'), text })),
    ...(more > 0 ? [{ text: `and ${more} more.` }] : []),
  ];
};

/** How many hosts came out how: `990 unchanged, 8 changed, 2 failed`. */
const totals = (hosts: readonly HostRow[]): string => {
  const numbers: Record<HostOutcome, number> = {
    unchanged: 0,
    changed: 0,
    'would-change': 0,
    failed: 0,
    refused: 0,
    unreachable: 0,
    'not-run': 0,
    interrupted: 0,
  };
  for (const { outcome } of hosts) numbers[outcome] += 1;
  return Object.entries(numbers)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(', ');
};

const slowestLines = (hosts: readonly HostRow[]): readonly Line[] => {
  const slowest = hosts
    .filter(({ seconds }) => seconds >= LEAST_SECONDS)
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, MOST_SLOWEST)
    .map(({ host, seconds }) => `${host} (${duration(seconds)})`);
  return slowest.length === 0 ? [] : [{ text: `The slowest: ${slowest.join(', ')}.` }];
};

/** The run with its hosts in numbers; where not every one of them has a row, also what the rows would tell. */
const runLines = ({ hosts, run, started, ended }: SummaryReport): readonly Line[] => {
  const took = duration((Date.parse(ended) - Date.parse(started)) / 1000);
  const text = `Run ${run}: ${count(hosts.length, 'host')} in ${took}`;
  return hosts.length > MOST_ROWS
    ? [{ text: `${text}: ${totals(hosts)}.` }, ...slowestLines(hosts)]
    : [{ text: `${text}.` }];
};

const hostsWith = ({ hosts }: SummaryReport, isMeant: (outcome: HostOutcome) => boolean): readonly string[] =>
  hosts.filter(({ outcome }) => isMeant(outcome)).map(({ host }) => host);

/** What the operator can do about hosts that did not come through. */
export const onceMended = (hosts: readonly string[]): Line => {
  const limit = hosts.length <= MOST_NAMED ? hosts.join(',') : FAILED;
  return {
    text: `${named(hosts, MOST_NAMED)} did not come through: once that is mended, run the same command with -l ${limit}.`,
  };
};

/** What the operator can do next, from how the hosts came out. */
const nextLines = (summary: SummaryReport): readonly Line[] => {
  const unwell = hostsWith(summary, (outcome) => !cameThrough(outcome));
  const waiting = hostsWith(summary, (outcome) => outcome === 'would-change');
  const lines: Line[] = [];
  if (waiting.length > 0) {
    const how = summary.check ? 'the same command without --check' : 'a playbook that applies these roles';
    lines.push({ text: `${named(waiting, MOST_NAMED)} would change: run ${how} to make the changes.` });
  }
  if (unwell.length > 0) {
    lines.push(onceMended(unwell));
  } else if (waiting.length === 0) {
    const changed = hostsWith(summary, (outcome) => outcome === 'changed').length;
    lines.push({
      text:
        changed === 0
          ? 'Every host is as wanted: nothing to do.'
          : `Every host is as wanted now: the same command with --check tells when one no longer is.`,
    });
  }
  return lines;
};

/** How a run came out: a table of the hosts, of many only of those that did not come through, and what to do next. */
export const summaryLines = (summary: SummaryReport, width: number | undefined): readonly Line[] =>
  summary.hosts.length === 0
    ? [{ tone: 'warn', text: 'No host was worked on.' }]
    : [...tableLines(summary.hosts, width), { text: '' }, ...runLines(summary), ...nextLines(summary)];
