import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { bystanders, changesIn, expectAllChecksPass, reportOf } from '../../e2e/lab-host.ts';
import { powerCut, reset } from '../../lab/lab.ts';
import { expectNothingLeft } from '../aftermath.ts';
import { drawing, SEED, SOAK } from '../../chance.ts';
import { startJts } from '../controller.ts';
import { FEW_VOLUMES } from '../few-volumes.ts';

const HOST = 'trader2';
const folder = workFolder();
const provision = ['run', playbook('provision-hot'), '-i', labInventory, '-l', HOST, ...FEW_VOLUMES];

/** Kinds of change in which the power goes in any case: each writes what a host may not come up with when it is torn. */
const CORE = ['physical-volume', 'logical-volume', 'filesystem', 'mount'];

/** What each volume is called in its changes; one of XFS and two of ext4. */
const VOLUMES = ['kafka', 'redis', 'docker'];

/** Milliseconds into a change at which the power goes at the latest; in a soak before the next one can begin. */
const LATEST = SOAK ? 100 : 800;

const draw = drawing('power');

/** The volume in whose changes the power goes; in a soak it goes in every change. */
const VOLUME = VOLUMES[draw(VOLUMES.length)] ?? '';

/** More cuts than the hot tier has changes. */
const MOST_CUTS = 250;

/** Changes in which the power went; in a soak it goes once in each, as an installation would never end otherwise. */
const met = new Set<string>();

/** Whether the power goes in a change. */
type Aim = (resource: string) => boolean;

const kindOf = (resource: string): string => resource.split(':')[0] ?? '';

/** Where it goes next; undefined when it has gone often enough. */
const nextAim = (cuts: number): Aim | undefined => {
  if (SOAK) return (resource) => !met.has(resource);
  const kind = CORE[cuts];
  if (kind === undefined) return undefined;
  return (resource) => kindOf(resource) === kind && (kind === 'physical-volume' || resource.includes(VOLUME));
};

let before: Awaited<ReturnType<typeof bystanders>>;
beforeAll(async () => {
  await reset(HOST);
  before = await bystanders(HOST);
});

const never: Aim = () => false;

interface Life {
  readonly changes: number;
  readonly code: number | null;
  readonly failure: string | undefined;
}

/** Provisions the hot tier, and cuts the power in the middle of a change. */
const live = async (aim: Aim): Promise<Life> => {
  const after = draw(LATEST);
  let changes = 0;
  let failure: string | undefined;
  let power: Promise<void> | undefined;
  const { ended } = startJts(provision, folder, (event) => {
    if (event.event === 'host-ended') failure = event.report.failure?.message;
    if (event.event !== 'change-started') return;
    changes += 1;
    if (power !== undefined || !aim(event.resource)) return;
    met.add(event.resource);
    power = new Promise((cut, reject) => {
      setTimeout(() => {
        powerCut(HOST).then(cut, reject);
      }, after);
    });
  });
  const { code } = await ended;
  await power;
  return { changes: power === undefined ? 0 : changes, code, failure };
};

describe(`the power of a host that goes while its hot tier is provisioned (seed ${SEED})`, () => {
  it('again and again, and each time it boots, and the next run goes on, until all is done', async () => {
    let cuts = 0;
    for (;;) {
      expect(cuts).toBeLessThan(MOST_CUTS);
      const life = await live(nextAim(cuts) ?? never);
      if (life.changes === 0) {
        expect(life.code).toBe(0);
        break;
      }
      cuts += 1;
      // What the run says depends on whether the change in hand was the last: that it ended, too, is then right.
      if (life.code !== 0) expect(life).toMatchObject({ code: 3, failure: expect.stringContaining(HOST) as string });
    }
    expect(cuts).toBeGreaterThanOrEqual(SOAK ? 40 : CORE.length);
    expect([...met].map(kindOf)).toEqual(expect.arrayContaining(CORE));
    console.log(
      `power: ${cuts} cuts in ${met.size} changes tried, ${cuts} times booted and gone on, lost: 0 (seed ${SEED})`,
    );
  });

  it('leaves nothing to do, and everything works', async () => {
    const outcome = await jts([...provision, '--json'], { folder });
    const report = reportOf(outcome, HOST);
    expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
    expectAllChecksPass(report);
    await expectNothingLeft(HOST);
  });

  it('leaves the disks alone that are none of its business', async () => {
    expect(await bystanders(HOST)).toEqual(before);
  });
});
