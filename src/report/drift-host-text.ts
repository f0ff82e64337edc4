import type { Drifted, HostDrift } from '../model/drift-report.ts';
import { haltLines } from './halt-text.ts';
import { checkLines, toneOfOutcome } from './host-text.ts';
import { linesOf, onHost, type Line } from './line.ts';
import { withoutHost } from './words.ts';

/** Columns of the words before a value: the longest of them, and two. */
const LABEL = 'last right'.length + 2;

const labelled = (label: string, text: string): Line => ({ text: `${label.padEnd(LABEL)}${text}` });

const indented =
  (indent: string) =>
  (line: Line): Line => ({ ...line, text: `${indent}${line.text}` });

const thenText = ({ then, fromThen = '', from }: Drifted, since: string): string => {
  if (then === 'as-wanted') return `newly drifted: as wanted in run ${since}`;
  if (then !== 'drifted') return `not known in run ${since}`;
  return `drifted already in run ${since}${fromThen === from ? ', the same' : `: ${fromThen}`}`;
};

/** `2026-11-21 22:31:43 UTC` of an ISO 8601 time in UTC. */
const momentText = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;

const pastLines = (drifted: Drifted, since: string | undefined): readonly Line[] => {
  if (since === undefined) return [];
  const { lastRight } = drifted;
  const right = lastRight === undefined ? 'in no report' : `${momentText(lastRight.time)}, run ${lastRight.run}`;
  return [labelled('then', thenText(drifted, since)), labelled('last right', right)];
};

const driftedLines = (drifted: Drifted, since: string | undefined): readonly Line[] => {
  const { resource, from, to, reason, risk } = drifted;
  const values = [
    labelled('is', from),
    labelled('should be', to),
    labelled('why', reason),
    ...(risk === undefined ? [] : [labelled('risk', risk)]),
    ...pastLines(drifted, since),
  ];
  return [{ tone: 'warn', text: resource }, ...values.map(indented('  '))];
};

const againLine = ({ resource, from }: NonNullable<HostDrift['rightAgain']>[number]): Line => ({
  tone: 'good',
  text: `right again: ${resource}, which was: ${from}`,
});

const roleLines = (host: HostDrift, role: string, since: string | undefined): readonly Line[] => {
  const isOf = (part: { readonly role: string }): boolean => part.role === role;
  const { drifted, refusals, checks, rightAgain = [] } = host;
  const differing = drifted.filter(isOf).flatMap((each) => driftedLines(each, since));
  const failed = checks.filter(isOf).flatMap((check) => checkLines(check, { verbose: false }));
  return [
    { tone: 'strong', text: `  role ${role}` },
    ...differing.map(indented('    ')),
    ...haltLines(refusals.filter(isOf)).map(indented('  ')),
    ...failed.map(indented('    ')),
    ...rightAgain.filter(isOf).map(againLine).map(indented('    ')),
  ];
};

/** What was found of a host, in numbers: `3 drifted, 2 blocked, 129 as wanted`. */
const totals = ({ drifted, refusals, checks, asWanted, later }: HostDrift): string => {
  const halted = (verdict: string): number => refusals.filter((refusal) => refusal.verdict === verdict).length;
  const parts: readonly [number, string][] = [
    [later, 'to be seen once others are as wanted'],
    [halted('refuse'), 'refused'],
    [halted('unreadable'), 'not to be judged'],
    [halted('blocked'), 'blocked'],
    [checks.length, checks.length === 1 ? 'check failed' : 'checks failed'],
    [asWanted, 'as wanted'],
  ];
  return [
    drifted.length === 0 ? 'nothing drifted' : `${drifted.length} drifted`,
    ...parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`),
  ].join(', ');
};

/** What was found of one host; `since` is the run that it is compared with. */
export const driftHostLines = (host: HostDrift, since: string | undefined): readonly Line[] => {
  const { outcome, failure, drifted, refusals, checks, rightAgain = [] } = host;
  const tone = toneOfOutcome(outcome);
  const roles = [...new Set([drifted, refusals, checks, rightAgain].flatMap((parts) => parts.map(({ role }) => role)))];
  const isLookedAt = failure === undefined || roles.length > 0;
  return onHost(host.host, [
    ...(failure === undefined ? [] : linesOf(`${outcome}: ${withoutHost(host.host, failure.message)}`, tone)),
    ...linesOf(failure?.advice ?? '', 'plain', '  '),
    ...(isLookedAt ? [{ tone, text: totals(host) }] : []),
    ...roles.flatMap((role) => roleLines(host, role, since)),
  ]);
};
