import type { Halt } from '../model/plan.ts';
import { linesOf, type Line } from './line.ts';

const WORDS = { refuse: 'refused', unreadable: 'cannot be judged', blocked: 'blocked' } as const;

/** Why resources keep their roles from being applied; those with the same reason share a line. */
export const haltLines = (halts: readonly Halt[]): readonly Line[] => {
  const groups = new Map<string, readonly Halt[]>();
  for (const halt of halts) {
    const key = `${halt.verdict} ${halt.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), halt]);
  }
  return [...groups.values()].flatMap(([first, ...more]): readonly Line[] => {
    if (first === undefined) return [];
    const { resource, verdict, reason, advice } = first;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return [
      { tone: 'warn', text: `  ${WORDS[verdict]}: ${resource}${others}: ${reason}` },
      ...linesOf(advice ?? '', 'plain', '    '),
    ];
  });
};
