import type { ChangeReport, CheckReport, HostOutcome, HostReport } from '../model/report.ts';
import { linesOf, type Line, type Tone } from './line.ts';
import type { Detail } from './reporter.ts';
import { count, duration, withoutHost } from './words.ts';

const CHANGES: readonly [ChangeReport['outcome'], (number: number) => string][] = [
  ['done', (number) => `${count(number, 'change')} made`],
  ['planned', (number) => `${count(number, 'change')} to make`],
  ['failed', (number) => `${count(number, 'change')} failed`],
  ['not-taken', (number) => `${count(number, 'change')} did not take`],
  ['unknown', (number) => `${count(number, 'change')} not known to have ended`],
  ['not-run', (number) => `${count(number, 'change')} not begun`],
];

const CHECKS: readonly [CheckReport['outcome'], string][] = [
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
  ['unknown', 'could not be made'],
];

/** How the colour of an outcome is chosen: what needs a person is red or yellow. */
export const toneOfOutcome = (outcome: HostOutcome): Tone => {
  switch (outcome) {
    case 'unchanged':
    case 'changed':
      return 'good';
    case 'would-change':
    case 'refused':
    case 'not-run':
    case 'interrupted':
      return 'warn';
    case 'failed':
    case 'unreachable':
      return 'bad';
  }
};

const totals = ({ plays, started, ended }: HostReport): string => {
  const roles = plays.flatMap((play) => play.roles);
  const changes = roles.flatMap((role) => role.changes);
  const checks = roles.flatMap((role) => role.checks);
  const asWanted = roles.reduce((sum, role) => sum + role.asWanted.length, 0);
  const refused = roles.reduce((sum, role) => sum + role.refusals.length, 0);
  const changed = CHANGES.map(([outcome, words]) => {
    const number = changes.filter((change) => change.outcome === outcome).length;
    return number === 0 ? '' : words(number);
  });
  const checked = CHECKS.map(([outcome, words]) => {
    const number = checks.filter((check) => check.outcome === outcome).length;
    return number === 0 ? '' : `${count(number, 'check')} ${words}`;
  });
  return [
    ...changed,
    asWanted === 0 ? '' : `${asWanted} as wanted`,
    refused === 0 ? '' : `${refused} refused or blocked`,
    ...checked,
    duration((Date.parse(ended) - Date.parse(started)) / 1000),
  ]
    .filter((part) => part !== '')
    .join(', ');
};

/** How a host came out: the failure with its advice, where there is one, and what was done and checked in numbers. */
export const hostEndedLines = (report: HostReport): readonly Line[] => {
  const { outcome, failure, host } = report;
  const tone = toneOfOutcome(outcome);
  if (failure === undefined) return [{ tone, text: `${outcome}: ${totals(report)}` }];
  return [
    ...linesOf(`${outcome}: ${withoutHost(host, failure.message)}`, tone),
    ...linesOf(failure.advice ?? '', 'plain', '  '),
    { tone: 'faint', text: `  ${totals(report)}` },
  ];
};

/** A check that has ended; one that passed or was skipped is told only with `verbose`. */
export const checkLines = (check: CheckReport, { verbose }: Pick<Detail, 'verbose'>): readonly Line[] => {
  const { id, expected, actual, outcome } = check;
  switch (outcome) {
    case 'pass':
      return verbose ? [{ tone: 'faint', text: `check passed: ${id}: ${actual}` }] : [];
    case 'skip':
      return verbose ? [{ tone: 'faint', text: `check skipped: ${id}: ${actual}` }] : [];
    case 'fail':
      return [{ tone: 'bad', text: `check failed: ${id}: expected ${expected}, found ${actual}` }];
    case 'unknown':
      return [{ tone: 'bad', text: `check could not be made: ${id}: expected ${expected}; ${actual}` }];
  }
};
