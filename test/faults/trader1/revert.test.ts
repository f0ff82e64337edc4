import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, workFolder } from '../../e2e/jts.ts';
import { onHost, reportOf } from '../../e2e/lab-host.ts';
import { powerCut, up } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { startJts } from '../controller.ts';
import { MAIN } from '../../quick-times.ts';

const HOST = 'trader1';
const folder = workFolder();

/** A role as a user would write it, of changes that cut a host off. */
const ROLE = String.raw`
import { change, defineKind, defineRole, fine, need, sh } from 'jts';

const seen = {
  name: 'seen',
  deadline: 10,
  script: () => sh${'`'}ip route show type blackhole; grep ' /nowhere ' /etc/fstab || :${'`'},
  parse: (text) => text,
};

const step = defineKind({
  kind: 'step',
  id: ({ name }) => name,
  on: () => [],
  needs: () => [need(seen, null)],
  diff: ({ shows, run, revert }, facts) => {
    return facts.value(seen).includes(shows)
      ? fine('it is so')
      : change({ action: 'create', from: 'absent', to: 'there', reason: 'wanted', run, revert, deadline: 900, before: null });
  },
  undo: () => fine('it is of the test alone'),
});

const STEPS = {
  route: ({ client }) => ({
    shows: 'blackhole ' + client,
    run: sh${'`'}ip route add blackhole ${'$'}{client}${'`'},
    revert: sh${'`'}ip route del blackhole ${'$'}{client}${'`'},
  }),
  fstab: () => ({
    shows: '/nowhere',
    run: sh${'`'}echo '/dev/nowhere /nowhere ext4 x-systemd.device-timeout=5s 0 2' >>/etc/fstab; sync /etc/fstab${'`'},
    revert: sh${'`'}sed -i '\, /nowhere ,d' /etc/fstab; sync /etc/fstab${'`'},
  }),
  pause: () => ({ shows: 'never', run: sh${'`'}sleep 600${'`'} }),
};

export default defineRole({
  name: 'cut-off',
  summary: 'Cuts a host off.',
  tier: 'all',
  after: [],
  parallelSafe: true,
  vars: {
    type: 'object',
    properties: { client: { type: 'string' }, steps: { type: 'array', items: { type: 'string' } } },
  },
  desired: ({ client, steps }) => steps.map((name) => step({ name, ...STEPS[name]({ client }) })),
});
`;

const run = (steps: readonly string[]): readonly string[] => [
  'run',
  'cut-off.yaml',
  '-i',
  labInventory,
  '-l',
  HOST,
  '-e',
  `steps=[${steps.join()}]`,
];

/** What the host says of itself, as far as the changes of the role show in it. */
const traces = (): Promise<string> =>
  onHost(
    HOST,
    "ip route show type blackhole; grep nowhere /etc/fstab; ls /etc/systemd/system | grep '^jts-revert' || :",
  );

/** What a validation says of the host. */
const validated = async (): Promise<string> =>
  (await jts(['run', 'validate.yaml', '-i', labInventory, '-l', HOST], { folder })).stdout;

beforeAll(async () => {
  await up([HOST]);
  const client = (await onHost(HOST, 'echo "${SSH_CLIENT%% *}"')).trim();
  mkdirSync(join(folder, 'roles/cut-off'), { recursive: true });
  writeFileSync(join(folder, 'roles/cut-off/role.ts'), ROLE);
  const play = { name: 'cut off', hosts: 'all', vars: { client }, roles: ['cut-off'] };
  const validation = { ...play, mode: 'validate', vars: { client, steps: [] } };
  writeFileSync(join(folder, 'cut-off.yaml'), JSON.stringify([play]));
  writeFileSync(join(folder, 'validate.yaml'), JSON.stringify([validation]));
});

describe('a change that cuts the host off', () => {
  it('is taken back by the host, and the run says so as soon as it reaches it again', async () => {
    const outcome = await jts([...run(['route']), '--json'], { folder, main: MAIN });
    const { failure, outcome: ended } = reportOf(outcome, HOST);
    expect({ code: outcome.code, ended, failure: failure?.message }).toEqual({
      code: 1,
      ended: 'failed',
      failure: `${HOST} could not be reached after its changes, and took back on its own: step:route`,
    });
    expect(await traces()).toBe('');
    await expectNothingLeft(HOST);
    console.log('revert: a route that cut the host off: 1 tried, 1 taken back by the host, lost: 0');
  });

  it('is told of by a validation after that', async () => {
    expect(await validated()).toContain('step:route was taken back by the host');
  });
});

describe('a host whose power goes while its fstab would keep it from booting', () => {
  it('takes that back on its own, and boots', async () => {
    let power: Promise<void> | undefined;
    const { ended } = startJts(run(['fstab', 'pause']), folder, (event) => {
      if (event.event === 'change-started' && event.resource === 'step:pause') power = powerCut(HOST);
    });
    const { code } = await ended;
    await power;
    expect(code).toBe(3);
    expect(await traces()).toBe('');
    expect(await validated()).toContain('step:fstab was taken back by the host');
    await expectNothingLeft(HOST);
    console.log('revert: power cut with an fstab that does not boot: 1 tried, 1 booted and taken back, lost: 0');
  });
});
