import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from '../../containers/test-host.ts';
import { jts, workFolder } from '../../e2e/jts.ts';
import { changesIn, refusalsIn, reportOf } from '../../e2e/lab-host.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { MAIN } from '../../quick-times.ts';
import { startSite, writeSite } from './site.ts';

const ROUNDS = 10;
const folder = workFolder();

let host: TestHost;
let words: readonly string[];
beforeAll(async () => {
  host = await startSite('contested');
  words = ['run', writeSite(folder), '-i', host.inventory(), '--json'];
  const provisioned = await jts(words, { folder, main: MAIN });
  expect({ code: provisioned.code, refused: refusalsIn(reportOf(provisioned)) }).toEqual({ code: 0, refused: [] });
  expect(changesIn(reportOf(provisioned)).length).toBeGreaterThan(60);
});
afterAll(() => (host as TestHost | undefined)?.stop());

describe('two controllers at once', () => {
  it(`${ROUNDS} times: one wins, one is told, and the host is right`, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      await host.run('rm /srv/site/file1 && chmod 0700 /srv/site && rm /etc/systemd/system/site-1.service');
      const both = await Promise.all([jts(words, { folder, main: MAIN }), jts(words, { folder, main: MAIN })]);
      const [winner, loser] = both.toSorted((one, other) => (one.code ?? 0) - (other.code ?? 0));
      if (winner === undefined || loser === undefined) throw new Error('there were two');
      expect([winner.code, loser.code], winner.stdout + loser.stdout).toEqual([0, 4]);
      const made = changesIn(reportOf(winner)).map(({ resource, outcome }) => `${outcome} ${resource}`);
      expect(made.toSorted()).toEqual([
        'done directory:/srv/site',
        'done file:/srv/site/file1',
        'done unit-file:site-1.service',
      ]);
      const told = reportOf(loser);
      expect(told.failure?.message).toMatch(new RegExp(`^${host.name} is being changed by .*, run .*, since .* UTC$`));
      expect(changesIn(told)).toEqual([]);
    }
    const again = await jts(words, { folder, main: MAIN });
    expect({ code: again.code, changes: changesIn(reportOf(again)) }).toEqual({ code: 0, changes: [] });
    await expectNothingLeft(host);
    console.log(`two controllers: ${ROUNDS} tried, ${ROUNDS} times one won and one was told, lost: 0`);
  });
});
