import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TestHost } from '../../containers/test-host.ts';
import { jts } from '../../e2e/jts.ts';
import { changesIn, expectAllChecksPass, reportOf } from '../../e2e/lab-host.ts';
import { expectNothingLeft, madeTwice } from '../aftermath.ts';
import { MAIN } from '../../quick-times.ts';

/** Kinds of change that a provision of a site makes. */
export const KINDS = ['account', 'directory', 'drop-in', 'file', 'group', 'step', 'unit', 'unit-file'] as const;

/** Steps, and files, that a site has. */
const STEPS = 14;

/**
 * A role as a user would write it, of changes that need no disk; `step` is a kind of its own, and each of its changes writes a
 * line to the host, so that one made twice shows there. Every other one is armed to be taken back; the first takes `slow` seconds.
 */
const ROLE = String.raw`
import { account, change, defineKind, defineRole, directory, dropIn, file, fine, group, need, sh, unit, unitFile } from 'jts';

const made = {
  name: 'made',
  deadline: 10,
  script: () => sh${'`'}cat /srv/site/steps 2>/dev/null || :${'`'},
  parse: (text) => text.split('\n'),
};

const step = defineKind({
  kind: 'step',
  id: ({ name }) => name,
  on: () => [directory.ref('/srv/site')],
  needs: () => [need(made, null)],
  diff: ({ name, armed, seconds }, facts) =>
    facts.value(made).includes(name)
      ? fine('it is made')
      : change({
          action: 'create', from: 'absent', to: 'made', reason: 'wanted', deadline: 30, before: null,
          run: sh${'`'}sleep ${'$'}{seconds}; echo ${'$'}{name} >>/srv/site/steps; sync /srv/site/steps${'`'},
          ...(armed ? { revert: sh${'`'}sed -i ${'$'}{'/^' + name + '$/d'} /srv/site/steps${'`'} } : {}),
        }),
  undo: () => fine('it is of the test alone'),
});

const owned = { owner: 'root', group: 'root', mode: '0644' };
const numbers = Array.from({ length: ${String(STEPS)} }, (_, index) => index + 1);

const service = (number) => ({
  name: 'site-' + number + '.service',
  content: '[Service]\nType=oneshot\nExecStart=/bin/true\n',
});
const timer = (number) => ({
  name: 'site-' + number + '.timer',
  content: '[Timer]\nOnCalendar=yearly\n[Install]\nWantedBy=timers.target\n',
});

export default defineRole({
  name: 'site',
  summary: 'Changes of many kinds that need no disk.',
  tier: 'all',
  after: ['db-mounts'],
  parallelSafe: false,
  vars: { type: 'object', properties: { slow: { type: 'integer' } } },
  desired: ({ slow = 0 }) => [
    directory({ ...owned, mode: '0755', path: '/srv/site' }),
    ...numbers.slice(0, 4).flatMap((number) => [
      group({ name: 'site' + number }),
      account({ name: 'site' + number, group: 'site' + number, home: '/srv/site/home' + number }),
      directory({ owner: 'site' + number, group: 'site' + number, mode: '0750', path: '/srv/site/home' + number }),
    ]),
    ...numbers.map((number) =>
      file({
        ...owned, path: '/srv/site/file' + number, content: ('line ' + number + '\n').repeat(number * 50),
        ...(number % 4 === 0 ? { risk: 'network' } : {}),
      }),
    ),
    ...numbers.map((number) => step({ name: 'step' + number, armed: number % 2 === 0, seconds: number === 1 ? slow : 0 })),
    ...['tmpfiles-clean', 'ask-password-console', 'ask-password-wall', 'initctl'].map((name) =>
      dropIn({ service: 'systemd-' + name + '.service', mounts: ['/srv'] }),
    ),
    ...numbers.slice(0, 4).flatMap((number) => [unitFile(service(number)), unitFile(timer(number))]),
    ...numbers.slice(0, 4).map((number) => {
      const { name } = timer(number);
      return unit({ name, on: [unitFile.ref(service(number).name), unitFile.ref(name)] });
    }),
  ],
  checks: () => [],
});
`;

/** Starts a host without disks of its own. */
export const startSite = (name: string): Promise<TestHost> =>
  TestHost.start(name, { hot: { layout: 'directory', root: '/srv' } });

/** Writes the playbook that provisions such a host, and what it needs, into a folder. */
export const writeSite = (folder: string): string => {
  mkdirSync(join(folder, 'roles/site'), { recursive: true });
  writeFileSync(join(folder, 'roles/site/role.ts'), ROLE);
  const playbook = join(folder, 'site.yaml');
  writeFileSync(playbook, JSON.stringify([{ name: 'Provision', hosts: 'all', roles: ['db-mounts', 'site'] }]));
  return playbook;
};

/** Fails the test unless a host is as it should be: nothing to do, nothing at work, and each change made once. */
export const expectConverged = async (host: TestHost, words: readonly string[], folder: string): Promise<void> => {
  expect(await madeTwice(host)).toEqual([]);
  await expectNothingLeft(host);
  const steps = (await host.run('cat /srv/site/steps')).trim().split('\n');
  expect(steps.toSorted()).toEqual(Array.from({ length: STEPS }, (_, index) => `step${index + 1}`).toSorted());
  const outcome = await jts([...words, '--json'], { folder, main: MAIN });
  const report = reportOf(outcome);
  expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
  expectAllChecksPass(report);
};
