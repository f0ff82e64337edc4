import type { JournalRun } from '../engine/journal-text.ts';
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

const countsOf = ({ changes }: JournalRun): string => {
  const of = (state: string): number => changes.filter((change) => change.state === state).length;
  const others = (['failed', 'begun', 'planned'] as const).flatMap((state) =>
    of(state) === 0
      ? []
      : [`${of(state)} ${state === 'planned' ? 'not begun' : state === 'begun' ? 'not ended' : state}`],
  );
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

const TONES = { done: 'plain', failed: 'bad', begun: 'warn', planned: 'faint' } as const;
const WORDS = { done: 'done', failed: 'failed', begun: 'not seen to end', planned: 'not begun' } as const;

/** What became of each change of a run. */
export const changeLines = (run: JournalRun): readonly Line[] => [
  ...runLines('', [run]),
  ...run.changes.map(({ role, ref, state, time }) => ({
    tone: TONES[state],
    text: `  ${timeOf(time)}  ${role}  ${ref}  ${WORDS[state]}`,
  })),
];
