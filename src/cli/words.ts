import type { Failure } from '../model/failure.ts';
import { fail, ok, type Result } from '../model/result.ts';

/** Reads the values of `--allow-wipe` or `--destroy-data`: `host=serial`, one for each disk. */
export const readWords = (
  option: '--allow-wipe' | '--destroy-data',
  values: readonly string[],
  hosts: readonly string[],
): Result<ReadonlyMap<string, readonly string[]>, Failure> => {
  const words = new Map<string, readonly string[]>();
  for (const value of values) {
    const [, host, serial] = /^([^=]+)=(.+)$/s.exec(value) ?? [];
    if (host === undefined || serial === undefined) {
      return fail({
        kind: 'usage',
        message: `${option} takes <host>=<serial>, not ${JSON.stringify(value)}`,
        advice: `Type the serial of the very disk, e.g. ${option} trader1=S6P1NX0T100001`,
      });
    }
    if (!hosts.includes(host)) {
      return fail({
        kind: 'usage',
        message: `${option} names ${host}, which this run does not touch`,
        advice: `The run touches ${hosts.join(', ')}.`,
      });
    }
    words.set(host, [...(words.get(host) ?? []), serial]);
  }
  return ok(words);
};
