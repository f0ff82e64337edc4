import type { JournalChange, JournalRun } from '../engine/journal-text.ts';
import { timeOf } from '../engine/lease.ts';
import type { Line, Tone } from './line.ts';
import { count } from './words.ts';

const OUTCOMES: Readonly<Record<string, { readonly tone: Tone; readonly words: string }>> = {
  done: { tone: 'good', words: 'done' },
  failed: { tone: 'bad', words: 'failed' },
  stopped: { tone: 'warn', words: 'stopped before its end' },
  settled: { tone: 'plain', words: 'cut off; a later run found everything as wanted' },
};

const outcomeOf = ({ outcome = '' }: JournalRun): { readonly tone: Tone; readonly words: string } =>
  OUTCOMES[outcome] ?? { tone: 'warn', words: 'at work, or cut off' };

const COUNTED = [
  ['failed', 'failed'],
  ['begun', 'not ended'],
  ['planned', 'not begun'],
  ['reverted', 'reverted by the host'],
  ['not-reverted', 'not reverted by the host'],
] as const;

const countsOf = ({ changes }: JournalRun): string => {
  const of = (state: string): number => changes.filter((change) => change.state === state).length;
  const others = COUNTED.flatMap(([state, words]) => (of(state) === 0 ? [] : [`${of(state)} ${words}`]));
  return [`${count(of('done'), 'change')} made`, ...others].join(', ');
};

/** The runs that changed a host, a line each, the last one at the end. */
export const runLines = (host: string, runs: readonly JournalRun[]): readonly Line[] =>
  runs.length === 0
    ? [{ text: `jts has not changed ${host}.` }]
    : runs.map((run) => {
        const { tone, words } = outcomeOf(run);
        return {
          tone,
          text: `${timeOf(run.started)}  ${run.run}  ${run.operator}  ${run.mode} ${words}: ${countsOf(run)}`,
        };
      });

const WORDS: Readonly<Record<JournalChange['state'], readonly [Tone, string]>> = {
  done: ['plain', 'done'],
  failed: ['bad', 'failed'],
  begun: ['warn', 'not seen to end'],
  planned: ['faint', 'not begun'],
  reverted: ['warn', 'reverted by the host, which jts did not come back to'],
  'not-reverted': ['bad', 'could not be reverted by the host, which jts did not come back to'],
};

/** What became of each change of a run. */
export const changeLines = (run: JournalRun): readonly Line[] => [
  ...runLines('', [run]),
  ...run.changes.map(({ role, ref, state, time }) => ({
    tone: WORDS[state][0],
    text: `  ${timeOf(time)}  ${role}  ${ref}  ${WORDS[state][1]}`,
  })),
];
