import Type from 'typebox';
import { cameThrough, SummaryReport } from '../model/report.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Inventory } from './inventory.ts';
import type { NoMatch } from './pattern.ts';
import { listed } from './suggest.ts';
import { validatorOf } from './validator.ts';
import { quoted } from './words.ts';

/** Stands in a limit for the hosts that did not come through in the last run. */
export const FAILED = '@failed';

/** The hosts that did not come through in a run, the last one. */
export interface LastFailed {
  readonly run: string;
  readonly hosts: ReadonlySet<string>;
}

const row = SummaryReport.properties.hosts.items.properties;

/** What is read of a summary; those of later versions may have more. */
const Summary = Type.Object({
  run: Type.String(),
  hosts: Type.Array(Type.Object({ host: row.host, outcome: row.outcome })),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Reads from the text of a run's summary which hosts did not come through; fails with why it is none. */
export const readLastFailed = (text: string): Result<LastFailed, string> => {
  const json = parsed(text);
  if (json === undefined) return fail('it is not JSON');
  if (!validatorOf(Summary).accepts(json)) return fail('it is no summary of a run');
  const failed = json.hosts.filter(({ outcome }) => !cameThrough(outcome));
  return ok({ run: json.run, hosts: new Set(failed.map(({ host }) => host)) });
};

/** The hosts that did not come through and are no longer in the inventory. */
export const goneFrom = ({ hosts }: Inventory, failed: LastFailed): readonly string[] =>
  [...failed.hosts].filter((host) => !hosts.has(host));

/** Names of hosts that no inventory vouches for. */
export const listedNames = (hosts: readonly string[]): string => listed(hosts.map(quoted));

/** Why `@failed` stands for no host of the inventory; `undefined` where it stands for some. */
export const whyNoneFailed = (inventory: Inventory, failed: LastFailed): NoMatch | undefined => {
  const run = `the last run, ${quoted(failed.run)}`;
  if (failed.hosts.size === 0) {
    return {
      message: `every host came through in ${run}: ${FAILED} stands for none`,
      advice: 'leave it out; "jts drift" tells whether the hosts are still as declared',
    };
  }
  const gone = goneFrom(inventory, failed);
  if (gone.length < failed.hosts.size) return undefined;
  return {
    message: `none of the hosts that did not come through in ${run}, is in ${inventory.file}: ${listedNames(gone)}`,
    advice: "pass that run's inventory with -i, or name hosts of this one",
  };
};
