import { beforeAll, describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../../e2e/jts.ts';
import { bystanders, factsOf } from '../../e2e/lab-host.ts';
import { powerCut, reboot, reset } from '../../lab/lab.ts';
import { drawing, SEED, SOAK } from '../../chance.ts';
import { startJts } from '../controller.ts';
import { FEW_VOLUMES } from '../few-volumes.ts';

const HOST = 'trader2';
const folder = workFolder();
const site = ['-i', labInventory, '-l', HOST, ...FEW_VOLUMES];

/** Changes of a provision of the hot tier, with all its volumes or few; a crash comes after one of them. */
const CHANGES = SOAK ? 60 : 26;

const KINDS = ['kill -9', 'power cut'] as const;
type Kind = (typeof KINDS)[number];

const draw = drawing('rollback');
/** One crash, of either kind; in a soak one at every change, the kinds in turn. */
const points: readonly (readonly [kind: Kind, change: number])[] = SOAK
  ? Array.from({ length: CHANGES }, (_, index) => [KINDS[index % 2] ?? 'kill -9', index + 1])
  : [[KINDS[draw(KINDS.length)] ?? 'kill -9', 1 + draw(CHANGES)]];

let before: unknown;
const look = async (): Promise<unknown> => ({
  facts: await factsOf(HOST, folder),
  bystanders: await bystanders(HOST),
});
beforeAll(async () => {
  await reset(HOST);
  before = await look();
});

/** Provisions the hot tier until a change begins, in which jts is killed or the host loses its power. */
const crash = async (kind: Kind, change: number): Promise<void> => {
  let changes = 0;
  let power: Promise<void> | undefined;
  const words = ['run', playbook('provision-hot'), ...site];
  const { ended } = startJts(words, folder, (event, controller) => {
    if (event.event !== 'change-started') return;
    changes += 1;
    if (changes !== change) return;
    controller.signal('SIGKILL');
    if (kind === 'power cut') power = powerCut(HOST);
  });
  expect((await ended).signal).toBe('SIGKILL');
  await power;
};

let tried = 0;

describe(`a provision that was cut off (seed ${SEED})`, () => {
  it.each(points)('by a %s at change %i is rolled back to what was there before', async (kind, change) => {
    await crash(kind, change);
    const words = ['--yes', '--destroy-data', `${HOST}=JTS-HOT-0002`];
    const back = await jts(['run', playbook('rollback-hot'), ...site, ...words], { folder });
    expect(back.code, back.stdout).toBe(0);
    await reboot(HOST);
    expect(await look()).toEqual(before);
    tried += 1;
    console.log(`rollback: ${tried} crashes tried, ${tried} times everything as before, lost: 0`);
  });
});
