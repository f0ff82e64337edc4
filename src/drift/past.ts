import Type, { type Static } from 'typebox';
import { validatorOf } from '../config/validator.ts';
import { fail, ok, type Result } from '../model/result.ts';

/** What is read of an earlier report of a host; those of older versions have no `asWanted`, those of later ones may have more. */
const PastReport = Type.Object({
  host: Type.String(),
  ended: Type.String(),
  plays: Type.Array(
    Type.Object({
      mode: Type.String(),
      roles: Type.Array(
        Type.Object({
          asWanted: Type.Optional(Type.Array(Type.String())),
          changes: Type.Array(
            Type.Object({
              resource: Type.String(),
              from: Type.String(),
              to: Type.String(),
              outcome: Type.String(),
            }),
          ),
        }),
      ),
    }),
  ),
});

export type PastReport = Static<typeof PastReport>;

type PastChange = PastReport['plays'][number]['roles'][number]['changes'][number];

/** How a resource was when a run was done with the host: as wanted then, or as `from` says. */
export type PastState = { readonly state: 'as-wanted' } | { readonly state: 'drifted'; readonly from: string };

const AS_WANTED: PastState = { state: 'as-wanted' };

const { accepts: isPastReport } = validatorOf(PastReport);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Reads the text of an earlier report of a host; fails with why it is none. */
export const readPast = (text: string, host: string): Result<PastReport, string> => {
  const json = parsed(text);
  if (json === undefined) return fail('it is not JSON');
  if (!isPastReport(json)) return fail('it is no report of a host');
  if (json.host !== host) return fail(`it is a report of ${json.host}`);
  const ended = Date.parse(json.ended);
  if (Number.isNaN(ended)) return fail('it does not say when it was made');
  return ok({ ...json, ended: new Date(ended).toISOString() });
};

/** What a change left behind; `undefined` where that is not known. */
const leftBy = ({ outcome, from, to }: PastChange, mode: string): PastState | undefined => {
  const isRollback = mode === 'rollback';
  switch (outcome) {
    case 'done':
      return isRollback ? { state: 'drifted', from: to } : AS_WANTED;
    case 'planned':
    case 'failed':
    case 'not-taken':
    case 'not-run':
      // What a rollback would take away is there, but not known to be as wanted.
      return isRollback ? undefined : { state: 'drifted', from };
    default:
      return undefined;
  }
};

/** How the resources were that a report knows of, by their names; what several plays tell of, as the last one left it. */
export const statesIn = ({ plays }: PastReport): ReadonlyMap<string, PastState> => {
  const states = new Map<string, PastState>();
  for (const { mode, roles } of plays) {
    for (const { asWanted = [], changes } of roles) {
      if (mode !== 'rollback') for (const resource of asWanted) states.set(resource, AS_WANTED);
      for (const change of changes) {
        const state = leftBy(change, mode);
        if (state === undefined) states.delete(change.resource);
        else states.set(change.resource, state);
      }
    }
  }
  return states;
};
