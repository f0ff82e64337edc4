import { structuredPatch } from 'diff';
import type { PlannedChange } from '../model/plan.ts';
import type { ChangeReport } from '../model/report.ts';
import type { Change } from '../model/resource.ts';
import { drawn } from './harmless.ts';
import { linesOf, type Line, type Tone } from './line.ts';
import type { Detail } from './reporter.ts';
import { duration } from './words.ts';

const SIGNS = { create: '+', update: '~', grow: '~', remove: '-' } as const;

const toneOf = (part: string): Tone => (part.startsWith('+') ? 'good' : part.startsWith('-') ? 'bad' : 'faint');

/** How the text of a file changes, with three lines of context; without headers, as the change names the file. */
const diffLines = ({ before, after }: NonNullable<Change['diff']>): readonly Line[] =>
  structuredPatch('', '', before, after, undefined, undefined, { context: 3 }).hunks.flatMap((hunk) => [
    {
      tone: 'faint' as const,
      text: `      @@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    },
    ...hunk.lines.map((part): Line => ({ tone: toneOf(part), text: `      ${part}` })),
  ]);

/** A change that is planned: `+ mount:/srv will change from 'absent' to 'mounted': … [risk: boot]`. */
export const changeLines = ({ ref, change }: PlannedChange, { verbose, diff }: Detail): readonly Line[] => {
  const risk = change.risk === undefined ? '' : ` [risk: ${change.risk}]`;
  const text = `  ${SIGNS[change.action]} ${ref} will change from '${change.from}' to '${change.to}': ${change.reason}${risk}`;
  return [
    { text },
    ...(diff && change.diff !== undefined ? diffLines(change.diff) : []),
    ...(verbose ? linesOf(change.run.text, 'faint', '      $ ') : []),
  ];
};

const OUTCOMES = {
  done: undefined,
  planned: undefined,
  failed: 'failed',
  'not-taken': 'did not take',
  'not-run': 'not begun',
  unknown: 'not known, the connection was lost meanwhile',
} as const;

/**
 * A change that has ended: `+ mount:/srv: absent → mounted (reason) 1.2 s`, and what a failed one printed last. Changes that
 * were not begun are told only with `verbose`, and planned ones never: the plan names them.
 */
export const endedLines = (report: ChangeReport, { verbose }: Pick<Detail, 'verbose'>): readonly Line[] => {
  const { action, resource, from, to, reason, seconds, outcome, output = [] } = report;
  if (outcome === 'planned' || (outcome === 'not-run' && !verbose)) return [];
  const word = OUTCOMES[outcome];
  const took = seconds === undefined ? '' : ` ${duration(seconds)}`;
  const tone = outcome === 'done' ? 'good' : outcome === 'not-run' ? 'faint' : 'bad';
  const head = word === undefined ? SIGNS[action] : `${word}:`;
  return [
    { tone, text: `${head} ${resource}: ${from} → ${to} (${reason})${took}` },
    ...output.map((text): Line => ({ tone: 'faint', text: `  | ${drawn(text)}` })),
  ];
};
