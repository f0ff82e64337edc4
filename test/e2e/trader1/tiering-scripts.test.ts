import { describe, expect, it } from 'vitest';
import { jts, labInventory, playbook, workFolder } from '../jts.ts';
import { checksIn, expectAllChecksPass, reportOf } from '../lab-host.ts';
import { oldFile } from '../tiering/scripts.ts';
import { BACKUPS, COLD, here, HOST, LOGS, onEmptyTiers, there, WARM, WARM_LOGS } from './tiering-host.ts';

onEmptyTiers();

const folder = workFolder();

/** Starts the job of a service, which is to end well, and to leave its words in the journal. */
const start = async (name: string): Promise<void> => {
  const result = await here(
    `systemctl start ${name}.service; systemctl show -p Result -p ExecMainStatus --value ${name}.service; journalctl --quiet --no-pager -o cat -u ${name}.service | tail -n 40`,
  );
  const [ended, status, ...journal] = result.trim().split('\n');
  expect({ ended, status, journal }).toMatchObject({ ended: 'success' });
  expect(journal.join('\n')).toContain('Finished');
};

describe('the services', () => {
  it('move a log that has aged, and record it', async () => {
    await here(oldFile(`${LOGS}/app.log.1`, 'old'));
    await start('tiered-storage');
    expect(
      await here(`ls ${LOGS}; cat ${WARM_LOGS}/app.log.1 && cat /var/lib/jts/manifests/* | sha256sum --check --quiet`),
    ).toBe('old');
  });

  it.each(['lvm-backup', 'nas-archival', 'storage-health', 'btrfs-scrub'])('run %s', start);

  it('are as fast as they have to be where the playbook measures them', async () => {
    const outcome = await jts(['run', playbook('performance'), '-i', labInventory, '-l', HOST, '--json'], { folder });
    expectAllChecksPass(reportOf(outcome));
    expect(outcome.code, outcome.stderr).toBe(0);
    const measured = checksIn(reportOf(outcome)).filter(({ id }) => id.startsWith('performance'));
    expect(measured.map(({ outcome: each }) => each)).toEqual(['pass', 'pass', 'pass']);
    expect(await here(`ls -d /mnt/synology/jts/.jts-* ${WARM}/.jts-* /data/local-backup/.jts-* 2>/dev/null || :`)).toBe(
      '',
    );
  });
});

describe('health', () => {
  it('is reported for people, as JSON and for Prometheus, by the thresholds', async () => {
    const healthy = await there('storage-health.sh --json');
    expect(healthy.code).toBe(0);
    expect(JSON.parse(healthy.stdout)).toMatchObject({
      status: 'OK',
      tiers: { hot: { status: 'OK' }, warm: { status: 'OK' }, cold: { status: 'OK' } },
    });
    const fuller = await there('storage-health.sh', 'WARNING=0');
    expect(fuller.code).toBe(1);
    expect(fuller.stdout).toMatch(
      /^cold tier: WARNING\n {2}OK {7}mounted \/mnt\/synology: the NAS answers\n {2}WARNING {2}used \/mnt\/synology: \d+\.\d % used/m,
    );
    expect((await there('storage-health.sh', 'WARNING=0', 'CRITICAL=0')).code).toBe(2);
    const absent = await there(
      'storage-health.sh --prometheus',
      'HOT_MOUNTS=(/var/lib/redis "/nothing here")',
      'WARM=/mnt/absent',
    );
    expect(absent.code).toBe(2);
    expect(absent.stdout).toContain(
      'jts_tier_status{tier="hot"} 2\njts_tier_status{tier="warm"} 1\njts_tier_status{tier="cold"} 0\n',
    );
    expect(absent.stdout).toContain('jts_check_status{tier="hot",check="mounted",subject="/nothing here"} 2\n');
  });
});

describe('every script', () => {
  it('changes nothing in a dry run, and says what it would do', async () => {
    await here(
      `${oldFile(`${LOGS}/app.log.1`, 'x')}; ${oldFile(`${WARM}/temp-processing/old`, 'x')}; ${oldFile(`${BACKUPS}/old`, 'x')}; ` +
        `touch -d '40 days ago' ${BACKUPS}/old; mkdir -p /srv/research; touch /srv/research/file`,
    );
    const state = () =>
      here(
        `find ${LOGS} ${WARM} ${COLD} /var/lib/jts /run/jts /srv/research /var/tmp -printf '%p %s %m %u %T@ %C@\\n' | sort; ls /tmp; lvs -o lv_name,lv_size; cat ${LOGS}/* | sha256sum`,
      );
    const before = await state();
    const settings = ['DEVELOPMENT=(/srv/research)', 'SNAPSHOTS=(lv_redis:64MiB)'];
    const tiered = await there('tiered-storage.sh all --dry-run', ...settings);
    expect(tiered).toMatchObject({ code: 0, stderr: '' });
    for (const line of [
      'nas-archival.sh all',
      'lvm-backup.sh create',
      'lvm-backup.sh cleanup',
      'performance-test.sh all',
    ]) {
      const outcome = await there(`${line} --dry-run`, ...settings);
      expect({ line, ...outcome }).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await state()).toBe(before);
    expect(tiered.stdout).toContain(`would move 1 files (1B) from ${LOGS} to ${WARM_LOGS}\n`);
    expect(tiered.stdout).toContain(`would move 1 files (1B) from ${BACKUPS} to ${COLD}/archives/database/${HOST}\n`);
    expect(tiered.stdout).toContain(`1 files (1B) older than 3 days would be deleted in ${WARM}/temp-processing\n`);
    await here('rm -r /srv/research');
  });
});
