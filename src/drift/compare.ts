import type { Drifted, HostDrift, LastRight } from '../model/drift-report.ts';
import type { Look } from './look.ts';
import type { PastState } from './past.ts';

/** What earlier reports tell of a host. */
export interface Past {
  /** How resources were in the run that is compared with; those of which it does not tell are missing. */
  readonly then: ReadonlyMap<string, PastState>;
  /** When resources that have drifted were last as wanted; those that no report tells so of are missing. */
  readonly lastRight: ReadonlyMap<string, LastRight>;
}

const withPast = (drifted: Drifted, { then, lastRight }: Past): Drifted => {
  const past = then.get(drifted.resource);
  const right = lastRight.get(drifted.resource);
  return {
    ...drifted,
    then: past?.state ?? 'not-known',
    ...(past?.state === 'drifted' && { fromThen: past.from }),
    ...(right !== undefined && { lastRight: right }),
  };
};

/** The drift of a host compared with earlier reports of it. */
export const compared = ({ drift, asWanted }: Look, past: Past): HostDrift => ({
  ...drift,
  drifted: drift.drifted.map((each) => withPast(each, past)),
  rightAgain: asWanted.flatMap(({ role, resource }) => {
    const was = past.then.get(resource);
    return was?.state === 'drifted' ? [{ role, resource, from: was.from }] : [];
  }),
});
