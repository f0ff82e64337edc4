import type { HostPlan } from '../model/plan.ts';
import type { Colors } from './line.ts';
import { losses, planText } from './plan-text.ts';
import type { Turn } from './turns.ts';

/** How an operator is asked. */
export interface Confirmation {
  /** Everything is confirmed beforehand (`--yes`). */
  readonly assumeYes: boolean;
  readonly verbose: boolean;
  /** Asks for a line; undefined when the input ends. Left out where nobody can be asked. */
  readonly ask?: (prompt: string) => Promise<string | undefined>;
  /** Prints text that belongs to the question. */
  readonly tell: (text: string) => void;
  /** Waits until the terminal is free: one question at a time. */
  readonly turn: Turn;
  /** Aborted when the operator stops the run: no more questions. */
  readonly stop: AbortSignal;
  readonly colors: Colors;
}

/**
 * Asks, for a plan that loses something for good, whether it may be done: only `yes` confirms; no answer, another answer and
 * nobody to ask do not. A plan that loses nothing needs no question.
 */
export const confirmation =
  ({ assumeYes, verbose, ask, tell, turn, stop, colors }: Confirmation) =>
  async (plan: HostPlan): Promise<boolean> => {
    if (assumeYes || losses(plan).length === 0) return true;
    const stopped = () => stop.aborted;
    return turn(async () => {
      if (stopped()) return false;
      tell(planText(plan, { verbose, diff: false }, colors));
      const answer = await ask?.(`Do this on ${plan.host}? Only "yes" confirms: `);
      if (answer === undefined && !stopped()) {
        tell(`Nobody answers, so nothing is done on ${plan.host}: pass --yes to confirm beforehand.\n`);
      }
      return answer === 'yes' && !stopped();
    });
  };
