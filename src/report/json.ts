import type { Event } from '../model/event.ts';
import type { HostPlan, PlanVerdict } from '../model/plan.ts';
import type { Json } from '../model/resource.ts';
import type { Reporter, TextOutput } from './reporter.ts';

const verdictJson = (verdict: PlanVerdict, commands: boolean): object => {
  if (verdict.verdict !== 'change') return verdict;
  const { action, from, to, reason, risk, destroys, irreversible, run, diff } = verdict.change;
  return {
    verdict: 'change',
    ...{ action, from, to, reason, risk, destroys, irreversible },
    ...(commands ? { run: run.text, diff } : {}),
  };
};

/** The entries of a plan in their order, flat: `{ phase, role, resource, verdict, … }`; phases count from 1. */
const planJson = ({ phases }: HostPlan, commands: boolean): readonly object[] =>
  phases.flatMap((roles, index) =>
    roles.flatMap(({ role, entries }) =>
      entries.map(({ ref, verdict }) => ({
        phase: index + 1,
        role,
        resource: ref,
        ...verdictJson(verdict, commands),
      })),
    ),
  );

/** What JSON.stringify leaves as it is and some terminals obey or hide: DEL, C1 controls, line separators, bidi marks … */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** A document as JSON of many lines, without control characters but the line breaks between them. */
export const jsonDocument = (document: Json | object): string =>
  JSON.stringify(document, null, 2)
    .split('\n')
    .map((line) => `${line.replaceAll(UNPRINTABLE, escaped)}\n`)
    .join('');

/**
 * An event as one line of JSON without control characters. All events are as the engine tells them, with the time added, but
 * `host-planned`, whose `plan` is flat: `[{ phase, role, resource, verdict, reason?, advice?, action?, from?, to?, risk?,
 * destroys?, irreversible? }]`, with `commands` also `run`, the bash of a change, and `diff`, the text of a file before and after.
 */
export const eventJson = (event: Event, time: Date, commands: boolean): string => {
  const told = event.event === 'host-planned' ? { ...event, plan: planJson(event.plan, commands) } : event;
  const { event: name, ...rest } = told;
  return JSON.stringify({ event: name, time: time.toISOString(), ...rest }).replaceAll(UNPRINTABLE, escaped);
};

/** Prints every event as one line of JSON; with `verbose` the commands of the plans too. */
export const jsonReporter = (
  output: TextOutput,
  { verbose }: { readonly verbose: boolean },
  now: () => Date = () => new Date(),
): Reporter => ({
  on: (event) => {
    output.write(`${eventJson(event, now(), verbose)}\n`);
  },
  close: () => undefined,
});
