import type { DriftReport, HostDrift } from '../model/drift-report.ts';
import type { HostOutcome } from '../model/report.ts';
import { driftHostLines } from './drift-host-text.ts';
import type { Line } from './line.ts';
import { MOST_NAMED, onceMended } from './summary-text.ts';
import { count, duration, named } from './words.ts';

/** Reports that are named among those passed over. */
const MOST_PASSED = 5;

const OUTCOMES: Partial<Record<HostOutcome, string>> = { unchanged: 'as declared', 'would-change': 'drifted' };

/** How the hosts came out, in numbers: `1 drifted, 2 as declared`. */
const outcomes = (hosts: readonly HostDrift[]): string => {
  const numbers = new Map<string, number>();
  for (const { outcome } of hosts) {
    const word = OUTCOMES[outcome] ?? outcome;
    numbers.set(word, (numbers.get(word) ?? 0) + 1);
  }
  return Array.from(numbers, ([word, number]) => `${number} ${word}`).join(', ');
};

const sinceLines = ({ hosts, since }: DriftReport): readonly Line[] => {
  if (since === undefined) return [];
  const drifted = hosts.flatMap((host) => host.drifted);
  const parts: readonly [number, string][] = [
    [drifted.filter(({ then }) => then === 'as-wanted').length, 'newly drifted'],
    [drifted.filter(({ then }) => then === 'drifted').length, 'drifted already'],
    [drifted.filter(({ then }) => then === 'not-known').length, 'drifted, not known whether already'],
    [hosts.flatMap(({ rightAgain = [] }) => rightAgain).length, 'right again'],
  ];
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [{ text: `Since run ${since}: ${told.join(', ') || 'nothing drifted, nothing right again'}.` }];
};

const nextLines = (hosts: readonly HostDrift[]): readonly Line[] => {
  const drifted = hosts.filter((host) => host.drifted.length > 0).map(({ host }) => host);
  const unwell = hosts.filter(({ outcome }) => OUTCOMES[outcome] === undefined).map(({ host }) => host);
  if (drifted.length + unwell.length === 0) return [{ text: 'Every host is as declared.' }];
  const advice = 'run a playbook that applies these roles, first with --check';
  return [
    ...(drifted.length === 0 ? [] : [{ text: `${named(drifted, MOST_NAMED)} drifted: ${advice}.` }]),
    ...(unwell.length === 0 ? [] : [onceMended(unwell)]),
  ];
};

/** What differs on hosts from what is declared, each resource with what it is and what it should be, and the sum of it. */
export const driftLines = (report: DriftReport): readonly Line[] => {
  const { hosts, run, since, started, ended } = report;
  const took = duration((Date.parse(ended) - Date.parse(started)) / 1000);
  return [
    ...hosts.flatMap((host) => driftHostLines(host, since)),
    { text: '' },
    { tone: 'strong', text: `Run ${run}: ${count(hosts.length, 'host')} in ${took}: ${outcomes(hosts)}.` },
    ...sinceLines(report),
    ...nextLines(hosts),
  ];
};

/** Which earlier reports could not be read, and why; of many only the first. */
export const passedLines = (passed: readonly string[]): readonly Line[] => [
  ...passed.slice(0, MOST_PASSED).map((text): Line => ({ tone: 'warn', text })),
  ...(passed.length > MOST_PASSED
    ? [{ tone: 'warn' as const, text: `passed over as well: ${count(passed.length - MOST_PASSED, 'more report')}` }]
    : []),
];
