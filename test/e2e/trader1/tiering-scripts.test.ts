import { describe, expect, it } from 'vitest';
import { run } from '../../lab/guest.ts';
import { jts, labInventory, playbook, workFolder } from '../jts.ts';
import { checksIn, expectAllChecksPass, reportOf } from '../lab-host.ts';
import {
  BACKUPS,
  COLD,
  HOST,
  LAB,
  LOGS,
  SCRIPTS,
  WARM,
  WARM_LOGS,
  here,
  oldFile,
  onEmptyTiers,
  there,
} from './tiering-host.ts';

onEmptyTiers();

const folder = workFolder();

describe('the services', () => {
  it.each(['tiered-storage', 'lvm-backup', 'nas-archival', 'storage-health', 'btrfs-scrub'])(
    'run %s through systemd, which ends well and leaves its words in the journal',
    async (name) => {
      const result = await here(
        `systemctl start ${name}.service; systemctl show -p Result -p ExecMainStatus --value ${name}.service; journalctl --quiet --no-pager -o cat -u ${name}.service | tail -n 40`,
      );
      const [ended, status, ...journal] = result.trim().split('\n');
      expect({ ended, status, journal }).toMatchObject({ ended: 'success' });
      expect(journal.join('\n')).toContain('Finished');
    },
  );

  it('are as fast as they have to be where the playbook measures them', async () => {
    const outcome = await jts(['run', playbook('performance'), '-i', labInventory, '-l', HOST, '--json'], { folder });
    expectAllChecksPass(reportOf(outcome));
    expect(outcome.code, outcome.stderr).toBe(0);
    const measured = checksIn(reportOf(outcome)).filter(({ id }) => id.startsWith('performance'));
    expect(measured.map(({ outcome: each }) => each)).toEqual(['pass', 'pass', 'pass']);
  });
});

describe('cleanup', () => {
  const fakes = `mkdir -p ${LAB}/fake && printf '#!/bin/sh\\necho "$*" >>${LAB}/docker.log\\n' >${LAB}/fake/docker && chmod 755 ${LAB}/fake/docker`;

  it('deletes what is old, and the directories that this empties, but no directory of the tier', async () => {
    // Made in the very second in which the script begins: only its parts tell which came first.
    await here(
      `until [[ $EPOCHREALTIME == *.0* ]]; do :; done; cd ${WARM}/temp-processing && mkdir -p keep/empty && ${oldFile('old/deeper/file', 'x')} && echo young >keep/file && ` +
        `${oldFile(`${WARM}/logs/var/young.gz`, 'x')} && ${oldFile(`${WARM}/logs/a/old.gz`, 'x')} && touch -d '31 days ago' ${WARM}/logs/a/old.gz`,
    );
    const { code, stdout } = await there('tiered-storage.sh cleanup');
    expect(code).toBe(0);
    expect(stdout).toContain('Docker is not installed: skipped\n');
    expect(await here(`cd ${WARM} && find temp-processing logs | sort | paste -sd ' '`)).toBe(
      'logs logs/var logs/var/young.gz temp-processing temp-processing/keep temp-processing/keep/empty temp-processing/keep/file\n',
    );
  });

  it('prunes only images and the build cache of Docker, where it is there', async () => {
    await here(`${fakes}; rm -f ${LAB}/docker.log`);
    const { code } = await there('tiered-storage.sh cleanup', `PATH=${LAB}/fake:$PATH`);
    expect(code).toBe(0);
    expect(await here(`cat ${LAB}/docker.log`)).toBe(
      'info\nimage prune --force --filter until=168h\nbuilder prune --force --filter until=168h\n',
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
  const names = ['storage-health', 'tiered-storage', 'nas-archival', 'lvm-backup', 'performance-test'];

  it('has help, and refuses what it does not know', async () => {
    const answers = await here(
      names
        .map(
          (name) =>
            `${SCRIPTS}/${name}.sh --help; for w in --nonsense nonsense; do ${SCRIPTS}/${name}.sh $w 2>&1; echo "$?"; done`,
        )
        .join('; '),
    );
    for (const name of names) {
      expect(answers).toMatch(new RegExp(`Usage: ${name}\\.sh [^]*--config FILE[^]*Exit codes[^]*Examples:`));
      expect(answers).toContain(`${name}: unknown option --nonsense; see ${name}.sh --help\n64\n`);
      expect(answers).toMatch(
        new RegExp(`${name}: unknown subcommand nonsense: say one of .*; see ${name}.sh --help\\n64\\n`),
      );
    }
  });

  it('refuses a configuration that others can write, or that makes no sense', async () => {
    await here(`echo WARNING=70 >${LAB}/open.conf && chmod 666 ${LAB}/open.conf`);
    expect(await run(HOST, `${SCRIPTS}/tiered-storage.sh check --config ${LAB}/open.conf`)).toMatchObject({
      code: 1,
      stderr: `tiered-storage: ${LAB}/open.conf must belong to root and be writable by nobody else: chown root ${LAB}/open.conf; chmod go-w ${LAB}/open.conf\n`,
    });
    const senseless = await there('tiered-storage.sh check', 'LOG_AGE_DAYS=soon');
    expect(senseless.code).toBe(1);
    expect(senseless.stderr).toContain(`LOG_AGE_DAYS must be a whole number, not 'soon'\n`);
  });

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

  it('lets one instance work at a time', async () => {
    const { code, stderr } = await run(
      HOST,
      `flock /run/lock/jts-tiered-storage.lock ${SCRIPTS}/tiered-storage.sh cleanup --dry-run`,
    );
    expect({ code, stderr }).toEqual({
      code: 75,
      stderr:
        'tiered-storage: another tiered-storage.sh is at work and holds /run/lock/jts-tiered-storage.lock: nothing done, try again when it has ended\n',
    });
  });

  it('measures the tiers where fio is installed', async () => {
    const outcome = await there('performance-test.sh all --json', 'PERF_SIZE=16M', 'PERF_SECONDS=1');
    const { code: installed } = await run(HOST, 'command -v fio');
    if (installed !== 0) {
      expect(outcome).toMatchObject({ code: 75, stdout: '{}\n' });
      expect(outcome.stderr).toContain('fio is not installed');
      return;
    }
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual({
      hot: { iops: expect.any(Number) as number },
      warm: { mb_per_s: expect.any(Number) as number },
      cold: { mb_per_s: expect.any(Number) as number },
    });
    expect(await here(`ls -d ${COLD}/.jts-* ${WARM}/.jts-* /data/local-backup/.jts-* 2>/dev/null || :`)).toBe('');
  });
});
