import { beforeAll, describe, expect, it } from 'vitest';
import { reset } from '../../lab/lab.ts';
import { jts, labInventory, playbook, workFolder, type Outcome } from '../jts.ts';
import {
  bystanders,
  changesIn,
  expectAllChecksPass,
  factsOf,
  listingOf,
  onHost,
  refusalsIn,
  reportOf,
} from '../lab-host.ts';

const HOST = 'trader2';
const folder = workFolder();

/** Two volumes with ext4 and two with XFS; a host has all seven in test/e2e/complete.test.ts. */
const FOUR_VOLUMES = ['lv_mongodb', 'lv_docker', 'lv_local_backup'].flatMap((name) => [
  '-e',
  `hot.volumes.${name}=null`,
]);

const run = (name: string, ...words: readonly string[]): Promise<Outcome> =>
  jts(['run', playbook(name), '-i', labInventory, '-l', HOST, '--json', ...FOUR_VOLUMES, ...words], { folder });

const provision = (...words: readonly string[]) => run('provision-hot', ...words);

/** The words of the growth that the second half of the story keeps asking for. */
const GROWN = ['-e', 'hot.volumes.lv_redis.size=2%'];

// It reboots with the names of its disks changed in bad-day.test.ts, and rolled back in test/faults/trader2/rollback.test.ts.
describe('the life of a hot tier', () => {
  let bystandersBefore: unknown;
  let factsBefore: unknown;

  beforeAll(async () => {
    await reset(HOST);
    bystandersBefore = await bystanders(HOST);
    factsBefore = await factsOf(HOST, folder);
  });

  it('a check of a blank host plans everything and changes nothing', async () => {
    const before = await listingOf(HOST);
    const outcome = await provision('--check');
    expect(outcome.code).toBe(2);
    const changes = changesIn(reportOf(outcome));
    expect(changes.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining(['volume-group:vg_jts', 'logical-volume:vg_jts/lv_postgres', 'mount:/var/lib/redis']),
    );
    expect(new Set(changes.map((change) => change.outcome))).toEqual(new Set(['planned']));
    expect(await listingOf(HOST)).toBe(before);
    expect(await factsOf(HOST, folder)).toEqual(factsBefore);
  });

  it('a first run provisions it, and all checks pass', async () => {
    const outcome = await provision();
    expect(outcome.code, outcome.stderr).toBe(0);
    const report = reportOf(outcome);
    expect(report.outcome).toBe('changed');
    expect(new Set(changesIn(report).map((change) => change.outcome))).toEqual(new Set(['done']));
    expectAllChecksPass(report);
  });

  it('a second run changes nothing', async () => {
    const outcome = await provision();
    expect(outcome.code).toBe(0);
    expect(reportOf(outcome).outcome).toBe('unchanged');
    expect(changesIn(reportOf(outcome))).toEqual([]);
  });

  it('a smaller volume is refused, now that it is there', async () => {
    const outcome = await provision('-e', 'hot.volumes.lv_postgres.size=10%');
    expect(outcome.code).toBe(4);
    const found = refusalsIn(reportOf(outcome)).filter(({ advice }) => advice !== undefined);
    expect(found.map(({ reason }) => reason)).toEqual([
      'vg_jts/lv_postgres has 633.42 GiB in 162156 extents and would have to shrink to 372.6 GiB in 95386 extents (10%)',
    ]);
  });

  it('a logical volume grows with its file system', async () => {
    const blocks = async () => Number(await onHost(HOST, 'stat -f -c %b /var/lib/redis'));
    const before = await blocks();
    const outcome = await provision(...GROWN, '--yes');
    expect(outcome.code).toBe(0);
    expect(changesIn(reportOf(outcome)).map(({ resource }) => resource)).toEqual(['logical-volume:vg_jts/lv_redis']);
    expect(await blocks()).toBeGreaterThan(1.9 * before);
    expect(reportOf(await provision(...GROWN)).outcome).toBe('unchanged');
  });

  it('drift made by hand is found by a check, named, and converged by the next run', async () => {
    await onHost(
      HOST,
      `chown nobody /var/lib/postgresql/data && sed -i '\\#/var/lib/clickhouse#d' /etc/fstab && umount /var/lib/kafka`,
    );
    const drifted = ['directory:/var/lib/postgresql/data', 'mount:/var/lib/clickhouse', 'mount:/var/lib/kafka'];
    const check = await provision(...GROWN, '--check');
    expect(check.code).toBe(2);
    expect(
      changesIn(reportOf(check))
        .map(({ resource }) => resource)
        .toSorted(),
    ).toEqual(drifted);
    const converged = await provision(...GROWN);
    expect(converged.code).toBe(0);
    expect(
      changesIn(reportOf(converged))
        .map(({ resource }) => resource)
        .toSorted(),
    ).toEqual(drifted);
    expectAllChecksPass(reportOf(converged));
    expect(reportOf(await provision(...GROWN)).outcome).toBe('unchanged');
  });

  it('a rollback keeps the data, and the next provision finds it', async () => {
    await onHost(HOST, 'echo precious >/var/lib/postgresql/data/table && sync');
    const outcome = await run('rollback-hot', ...GROWN);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await onHost(HOST, 'grep -c jts /etc/fstab || :; findmnt -rno TARGET /var/lib/postgresql || :')).toBe('0\n');
    expect(await onHost(HOST, 'lvs --noheadings -o lv_name vg_jts | wc -l')).toBe('4\n');
    const again = await provision(...GROWN);
    expect(again.code).toBe(0);
    expect(await onHost(HOST, 'cat /var/lib/postgresql/data/table')).toBe('precious\n');
    expect(reportOf(await provision(...GROWN)).outcome).toBe('unchanged');
  });

  it('a rollback does not destroy data for the wrong serial', async () => {
    const outcome = await run('rollback-hot', ...GROWN, '--yes', '--destroy-data', `${HOST}=JTS-DECOY-0001`);
    expect(outcome.code).toBe(4);
    expect(await onHost(HOST, 'cat /var/lib/postgresql/data/table')).toBe('precious\n');
  });

  it('a rollback with the serial leaves the host as it was before the first run', async () => {
    const outcome = await run('rollback-hot', ...GROWN, '--yes', '--destroy-data', `${HOST}=JTS-HOT-0002`);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await factsOf(HOST, folder)).toEqual(factsBefore);
  });

  it('no other disk was touched by all of it', async () => {
    expect(await bystanders(HOST)).toEqual(bystandersBefore);
  });
});
